import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { dashboardPage } from "../../../../src/services/dashboard/html/page.js";
import type { DashboardReport } from "../../../../src/services/dashboard/report.js";

export const PARIS_WINTER = () => 60;
export const PHONE = { width: 375, height: 740 };
export const DESK = { width: 1280, height: 900 };

/** The page of a report, open as a person opens it. */
export const open = (browser: Browser, report: DashboardReport, options: BrowserContextOptions = {}): Promise<Page> =>
  openSource(browser, dashboardPage(report, PARIS_WINTER), options);

/** A page open from a file. The test fails on any error of the console and on any request but that file. */
export async function openSource(browser: Browser, source: string, options: BrowserContextOptions = {}): Promise<Page> {
  const folder = mkdtempSync(join(tmpdir(), "segur-page-"));
  const path = join(folder, "page.html");
  writeFileSync(path, source);
  const context = await browser.newContext({ viewport: DESK, ...options });
  const faults: string[] = [];
  context.on("console", (message) => faults.push(`console: ${message.type()} ${message.text()}`));
  context.on("weberror", (error) => faults.push(`error: ${error.error().message}`));
  context.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) faults.push(`request: ${request.url()}`);
  });
  onTestFinished(async () => {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
    expect(faults).toEqual([]);
  });
  const page = await context.newPage();
  await page.goto(pathToFileURL(path).href);
  return page;
}

export interface Read {
  /** By `data-figure`: what a program reads, and what a person does. */
  readonly figures: Readonly<Record<string, readonly [value: string, shown: string]>>;
  /** Rows of tables that bear data: what they are of, and their named cells as shown. */
  readonly rows: readonly { readonly data: Readonly<Record<string, string>>; readonly cells: Readonly<Record<string, string>> }[];
  readonly text: string;
}

/** What the page says. Written as text: the tests are compiled without the types of a browser. */
export const read = (page: Page): Promise<Read> =>
  page.evaluate<Read>(`({
    figures: Object.fromEntries([...document.querySelectorAll("[data-figure]")].map((each) => [each.dataset.figure, [each.dataset.value, each.textContent]])),
    rows: [...document.querySelectorAll("tbody tr")].map((row) => ({
      data: { ...row.dataset },
      cells: Object.fromEntries([...row.cells].filter((cell) => cell.dataset.column).map((cell) => [cell.dataset.column, cell.textContent])),
    })),
    text: document.body.innerText,
  })`);

/** What is focused, as who hears the page knows it. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate<string>(
    `(({ activeElement: e }) => (e.labels?.[0] ?? e).innerText?.trim() + (e.value && e.tagName !== "BUTTON" ? " = " + e.value : ""))(document)`,
  );

/** Tab until what is focused answers, as a person without a mouse. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let stops = 0; stops < 80; stops++) {
    if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no stop of the Tab key is ${selector}`);
}
