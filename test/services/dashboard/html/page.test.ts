import { createHash } from "node:crypto";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dashboardPage } from "../../../../src/services/dashboard/html/page.js";
import type { DashboardReport, Figures } from "../../../../src/services/dashboard/report.js";
import { chromiumReason, hasChromium, startChromium } from "../../../support/chromium.js";
import { open, PARIS_WINTER, PHONE, type Read, read } from "./browse.js";
import { EMPTY, HOSTILE, LARGE, SANDBOX, SERVICES, USUAL } from "./reports.js";

const REPORTS: Readonly<Record<string, DashboardReport>> = { USUAL, LARGE, EMPTY, SANDBOX };
/** Another way to write a number as in France: narrow no-break spaces. */
const french = (value: number): string => new Intl.NumberFormat("fr-FR").format(value);

describe("the page of a dashboard", () => {
  it("is the same bytes for the same report, wherever it is drawn", () => {
    const one = dashboardPage(USUAL, PARIS_WINTER);
    expect(dashboardPage(structuredClone(USUAL), PARIS_WINTER)).toBe(one);
    // Only the hour of making is told by the clock on the wall.
    expect(dashboardPage(USUAL, () => 0).replaceAll("09:12", "10:12")).toBe(one);
  });

  it("allows its own stylesheet and its own script, nothing else, and names no address", () => {
    const page = dashboardPage(HOSTILE, PARIS_WINTER);
    const hash = (pattern: RegExp): string =>
      createHash("sha256")
        .update(pattern.exec(page)?.[1] ?? "")
        .digest("base64");
    const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy?.replaceAll("&#39;", "'").split("; ")).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash(/<style>([\s\S]*?)<\/style>/)}'`,
      `script-src 'sha256-${hash(/<script>([\s\S]*?)<\/script>/)}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page).not.toMatch(/\b(?:https?|ftp|wss?):|(?:src|href)="(?!#)|@import|url\((?!#)/);
    expect(page).not.toContain(" style=");
  });

  it("draws no month to come", () => {
    const page = dashboardPage({ ...USUAL, asOf: "2026-03-15" }, PARIS_WINTER);
    const months = new Set([...page.matchAll(/data-month="([^"]+)"/g)].map(([, month]) => month));
    expect([...months].sort()).toEqual(["2025-12", "2026-01", "2026-02", "2026-03"]);
  });

  it("says that figures are those of tests, but in production", () => {
    expect(dashboardPage(USUAL)).not.toContain('class="banner"');
    for (const [environment, words] of [
      ["sandbox", "Bac à sable"],
      ["bas", "Environnement de test"],
      ["autre", "Environnement « autre »"],
    ]) {
      const page = dashboardPage({ ...USUAL, cabinet: { ...USUAL.cabinet, environment: environment ?? "" } });
      expect(page).toContain(`<p class="banner" role="note">${words}`);
    }
  });
});

describe.skipIf(!hasChromium)(`the page of a dashboard in Chromium ${chromiumReason}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  it.each(Object.entries(REPORTS))("shows every figure of %s", async (_, report) => {
    checkFigures(await read(await open(browser, report)), report);
  });

  it.each([
    ["USUAL", USUAL],
    ["EMPTY", EMPTY],
  ] as const)("is whole without its script: %s", async (_, report) => {
    const page = await open(browser, report, { javaScriptEnabled: false });
    checkFigures(await read(page), report);
    expect(await page.locator("[data-controls]:visible").count()).toBe(0);
    const fold = page.locator("details").first();
    if ((await fold.count()) > 0) {
      await fold.locator("summary").click();
      expect(await fold.locator("table").isVisible()).toBe(true);
    }
  });

  it("says of what, of when, by which rules, and that amelipro alone is right", async () => {
    const { text } = await read(await open(browser, SANDBOX));
    for (const words of [
      "Bac à sable : données fictives",
      "Cabinet d'essai",
      "novembre 2026 du 01/11/2026 au 30/11/2026",
      "26/11/2026 à 10:12",
      "RPPS 10001234567",
      SANDBOX.notices[0],
      "version 2026.1 du 08/06/2026",
      "Estimation locale — seul amelipro fait foi.",
    ]) {
      expect(text.replaceAll("\u00a0", " ")).toContain(words);
    }
  });

  it("takes hostile texts for texts", async () => {
    const page = await open(browser, HOSTILE);
    const count = (selector: string) => page.locator(selector).count();
    expect([await count("script"), await count("style"), await count("img")]).toEqual([1, 1, 0]);
    expect(await page.evaluate("window.broken")).toBeUndefined();
    expect(await page.locator(".facts dd").first().textContent()).toBe(HOSTILE.cabinet.name);
    const { figures } = await read(page);
    expect(figures["dmp.total"]?.[0]).toBe(String(USUAL.services[0]?.total));
  });

  it("refuses whatever would be added to it", async () => {
    const page = await browser.newPage();
    await page.setContent(dashboardPage(USUAL));
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const refused = await page.evaluate(`(async () => {
      const refused = [];
      document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
      const script = document.createElement("script");
      script.textContent = "window.broken = 1";
      document.head.append(script);
      const image = document.createElement("img");
      image.src = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";
      document.body.append(image);
      await fetch("data:text/plain,x").catch(() => {});
      document.body.setAttribute("style", "color:red");
      for (let tries = 0; refused.length < 4 && tries < 500; tries++) await new Promise((resolve) => setTimeout(resolve, 10));
      return [...refused.sort(), String(window.broken)];
    })()`);
    expect(refused).toEqual(["connect-src", "img-src", "script-src-elem", "style-src-attr", "undefined"]);
    expect(asked).toEqual([]);
    await page.close();
  });

  it.each([
    ["LARGE", LARGE],
    ["HOSTILE", HOSTILE],
  ] as const)("fits a telephone: %s", async (_, report) => {
    const page = await open(browser, report, { viewport: PHONE });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(PHONE.width);
  });
});

/** Each figure of the report, as a program and as a person reads it; computed here from the report, not from the page. */
function checkFigures({ figures, rows }: Read, report: DashboardReport): void {
  const wanted: Record<string, number> = {};
  for (const { service, causes, notCounted, types, ...each } of report.services) {
    for (const key of ["total", "qualified", "notQualified", "failed"] as const) wanted[`${service}.${key}`] = each[key];
    wanted[`${service}.notCounted`] = notCounted.reduce((sum, { count }) => sum + count, 0);
    for (const { code, count } of causes) wanted[`${service}.cause.${code}`] = count;
    for (const { code, count } of notCounted) wanted[`${service}.notCounted.${code}`] = count;
    for (const { code, count } of types) wanted[`${service}.type.${code}`] = count;
  }
  const { inbox, insi } = report;
  if (inbox === null || insi === null) throw new Error("a report with all its parts");
  for (const key of ["total", "automatic", "byHand", "waiting", "setAside", "quarantined"] as const)
    wanted[`inbox.${key}`] = inbox[key];
  wanted["insi.patients"] = insi.patients;
  wanted["insi.qualified"] = insi.qualified;
  wanted["insi.notQualified"] = insi.patients - insi.qualified;
  for (const [name, list] of [
    ["status", insi.statuses],
    ["reason", insi.reasons],
    ["call", insi.calls],
  ] as const) {
    for (const { code, count } of list) wanted[`insi.${name}.${code}`] = count;
  }
  const { "insi.rate": rate, ...counts } = figures;
  expect(counts).toEqual(
    Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, [String(value), french(value)]])),
  );
  expect(rate).toEqual(insi.rate === null ? ["", "—"] : [String(insi.rate), "86,2\u202f%"]);

  const cells = ({ total, qualified, notQualified, failed }: Figures) => ({
    total: french(total),
    qualified: french(qualified),
    notQualified: french(notQualified),
    failed: french(failed),
  });
  const months = report.trend.length < 2 ? [] : report.trend;
  const wantedRows = SERVICES.flatMap((of) =>
    months.map(({ month, services }) => ({ data: { month, of }, cells: cells(services[of]) })),
  );
  expect(rows.filter(({ data }) => data.month !== undefined)).toEqual(wantedRows);
  const lines = SERVICES.flatMap((of) => report.breakdown.filter(({ service }) => service === of));
  expect(rows.filter(({ data }) => data.rpps !== undefined)).toEqual(
    lines.map(({ service, rpps, finess, ...each }) => ({
      data: { rpps: rpps ?? "", finess: finess ?? "", of: service },
      cells: cells(each),
    })),
  );
  expect(rows.filter(({ data }) => data.kind !== undefined)).toEqual(
    inbox.kinds.map(({ code, count, automatic, byHand, waiting }) => ({
      data: { kind: code },
      cells: { total: french(count), automatic: french(automatic), byHand: french(byHand), waiting: french(waiting) },
    })),
  );
}
