import { execFileSync, spawnSync } from "node:child_process";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DashboardReport } from "../../../../src/services/dashboard/report.js";
import { chromiumReason, hasChromium, startChromium } from "../../../support/chromium.js";
import { DESK, focused, open, PHONE, read, tabTo } from "./browse.js";
import { EMPTY, LARGE, SANDBOX, USUAL } from "./reports.js";

const french = (value: number): string => new Intl.NumberFormat("fr-FR").format(value);
const hasPoppler = spawnSync("pdftotext", ["-v"]).error === undefined || Boolean(process.env.CI);

describe.skipIf(!hasChromium)(`using the page of a dashboard in Chromium ${chromiumReason}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  const looks = (["light", "dark"] as const).flatMap((colorScheme) =>
    [DESK, PHONE].map((viewport) => ({ colorScheme, viewport })),
  );
  it.each(looks)("has no fault that axe finds, $colorScheme, $viewport.width wide", async (look) => {
    // All that a page can hold at once, unfolded.
    const page = await open(browser, { ...USUAL, cabinet: SANDBOX.cabinet, notices: SANDBOX.notices }, look);
    await page.evaluate(`for (const each of document.querySelectorAll("details")) each.open = true`);
    await page.locator("input[value=mss-patient]").press("Space");
    expect(await faultsOf(page)).toEqual([]);
  });

  it("has none either when there is nothing to show", async () => {
    expect(await faultsOf(await open(browser, EMPTY))).toEqual([]);
  });

  it("is gone through with the keyboard, the content first when asked", async () => {
    const page = await open(browser, USUAL);
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Aller au contenu");
    expect(await page.locator(".skip").isVisible()).toBe(true);
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("content");
    await tabTo(page, "summary");
    // The ring of the focus is drawn.
    expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
    await page.keyboard.press("Enter");
    expect(await page.locator("details[open]").count()).toBe(1);
  });

  it("hides a service, and says so; shows all again", async () => {
    const page = await open(browser, USUAL);
    await tabTo(page, "input[value=dmp]");
    expect(await focused(page)).toBe("Déposés au DMP = dmp");
    await page.keyboard.press("Space");
    expect(await page.locator("[data-service=dmp]:visible").count()).toBe(0);
    expect(await page.locator("[data-service=mss-pro]:visible").count()).toBe(3);
    const others = USUAL.services.slice(1).map(({ label }) => label);
    const said = `Affichage filtré — parties affichées : ${[...others, "Documents reçus", "Identités"].join(", ")}.`;
    expect(await page.getByRole("status").textContent()).toBe(said);
    // A part of the figures on paper says that it is a part.
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("status").isVisible()).toBe(true);
    expect(await page.locator("[data-controls]:visible").count()).toBe(0);
    await page.emulateMedia({ media: "screen" });

    for (const value of ["mss-pro", "mss-patient"]) {
      await tabTo(page, `input[value=${value}]`);
      await page.keyboard.press("Space");
    }
    expect(await page.locator("section:visible h2").allTextContents()).toEqual([
      "Documents reçus par messagerie",
      "Identités (INS)",
    ]);
    await tabTo(page, "[data-reset]");
    await page.keyboard.press("Enter");
    expect(await page.getByRole("status").textContent()).toBe("Tout est affiché.");
    expect(await page.locator("section:visible h2").count()).toBe(5);
  });

  it("counts again the months that are chosen", async () => {
    const page = await open(browser, USUAL);
    await tabTo(page, "select[data-filter=from]");
    for (let press = 0; press < 3; press++) await page.keyboard.press("ArrowDown");
    await tabTo(page, "select[data-filter=to]");
    for (let press = 0; press < 5; press++) await page.keyboard.press("ArrowUp");
    const kept = USUAL.trend.slice(3, 7);
    expect(await page.getByRole("status").textContent()).toBe("Affichage filtré — évolution : de mars 2026 à juin 2026.");
    for (const { service } of USUAL.services) {
      const sum = (key: "total" | "qualified" | "failed") =>
        french(kept.reduce((all, { services }) => all + services[service][key], 0));
      const selection = page.locator(`[data-trend=${service}] [data-selection]`);
      expect(await selection.locator("[data-sum]").allTextContents()).toEqual([sum("total"), sum("qualified"), sum("failed")]);
      expect(await page.locator(`[data-trend=${service}] g[data-month]:not(.out)`).count()).toBe(4);
      expect(await page.locator(`[data-trend=${service}] tbody tr:not([hidden])`).count()).toBe(4);
    }
    // Turned upside down: the other end follows.
    await page.keyboard.press("Home");
    expect(await page.locator("select[data-filter=from]").inputValue()).toBe(USUAL.trend[0]?.month);
    expect(await page.getByRole("status").textContent()).toBe("Affichage filtré — évolution : décembre 2025.");
  });

  it("keeps the lines of one practitioner, with their totals", async () => {
    const page = await open(browser, LARGE);
    await tabTo(page, "select[data-filter=rpps]");
    // Without RPPS stands first.
    for (let press = 0; press < 2; press++) await page.keyboard.press("ArrowDown");
    const chosen = await page.locator("select[data-filter=rpps]").inputValue();
    const lines = LARGE.breakdown.filter(({ rpps }) => rpps === chosen);
    expect(lines).toHaveLength(3);
    for (const { service, total, qualified, notQualified, failed } of lines) {
      const table = page.locator(`[data-breakdown][data-service=${service}] table`);
      expect(await table.locator("tbody tr:visible th").allTextContents()).toEqual([chosen]);
      expect(await table.locator("tfoot .number").allTextContents()).toEqual(
        [total, qualified, notQualified, failed].map(french),
      );
    }
    expect(await page.getByRole("status").textContent()).toBe(`Affichage filtré — praticien : ${chosen} ; 3 lignes sur 36.`);
  });

  it("sorts by what a column counts, and tells the order", async () => {
    const page = await open(browser, USUAL);
    await page.locator("[data-trend=dmp] summary").click();
    const head = page.locator("[data-trend=dmp] thead th").nth(1);
    await tabTo(page, "[data-trend=dmp] th:nth-child(2) button");
    const totals = USUAL.trend.map(({ services }) => services.dmp.total);
    const shown = async () => (await page.locator("[data-trend=dmp] tbody [data-column=total]").allTextContents()).map(Number);
    await page.keyboard.press("Enter");
    expect([await shown(), await head.getAttribute("aria-sort")]).toEqual([totals.toSorted((a, b) => b - a), "descending"]);
    await page.keyboard.press("Space");
    expect([await shown(), await head.getAttribute("aria-sort")]).toEqual([totals.toSorted((a, b) => a - b), "ascending"]);
    await page.locator("[data-trend=dmp] thead th").first().locator("button").press("Enter");
    expect(await shown()).toEqual(totals);
    expect(await page.locator("[data-trend=dmp] thead th[aria-sort]").count()).toBe(1);
  });

  it.skipIf(!hasPoppler).each([
    ["with its script", true],
    ["without", false],
  ])(`prints each figure, unfolded, on A4, %s ${hasPoppler ? "" : "(skipped: no pdftotext)"}`, async (_, javaScriptEnabled) => {
    const page = await open(browser, LARGE, { javaScriptEnabled });
    const shown = Object.values((await read(page)).figures).map(([, text]) => text);
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    const poppler = (program: string, ...args: string[]) => execFileSync(program, args, { input: pdf, encoding: "utf8" });
    expect(poppler("pdfinfo", "-")).toMatch(/Page size: +59\d\.\d+ x 84[12]/);
    const text = poppler("pdftotext", "-layout", "-enc", "UTF-8", "-", "-");
    // On paper « 1 234 567 » is parted by the drawing of spaces, whichever they are.
    const paper = text.replace(/\s/gu, " ");
    expect([...new Set(shown)].filter((each) => !paper.includes(each.replace(/\s/gu, " ")))).toEqual([]);
    for (const { services } of LARGE.trend) expect(paper).toContain(french(services.dmp.total).replace(/\s/gu, " "));
    expect(paper).not.toContain("Tout afficher");
  });

  it("keeps a chart on one sheet", async () => {
    for (const report of [USUAL, LARGE] as DashboardReport[]) {
      const page = await open(browser, report);
      await page.emulateMedia({ media: "print" });
      // The width of the text of an A4 sheet; its height is 269 mm, 1016 px.
      await page.setViewportSize({ width: 688, height: 1016 });
      const heights = await page.evaluate<number[]>(
        `[...document.querySelectorAll(".charts .card")].map((each) => each.getBoundingClientRect().height)`,
      );
      expect(heights).toHaveLength(3);
      expect(Math.max(...heights)).toBeLessThan(850);
    }
  });
});

/** What axe finds serious or critical, in words that tell where. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>(`axe.run({ resultTypes: ["violations"] })`);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`));
}
