import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { EvidenceItem, MomEvidence } from "../../../src/services/mom/evidence.js";
import { evidencePdf } from "../../../src/services/mom/evidence-pdf.js";
import { evidenceWords } from "../../../src/services/mom/evidence-words.js";
import { evidencePage } from "../../../src/services/mom/html/page.js";
import { MOM_THRESHOLDS } from "../../../src/services/mom/thresholds.data.js";
import { chromiumReason, hasChromium, startChromium } from "../../support/chromium.js";
import { DESK, openSource, PHONE } from "../dashboard/html/browse.js";

const digest = (number: number) => number.toString(16).padStart(4, "0").repeat(16);
const item = (number: number): EvidenceItem => ({
  ...{ exchange: `O${number}`, document: number % 5 === 0 ? null : `D${number}`, type: number % 2 === 0 ? "11488-4" : "99999-0" },
  ...{ day: "2026-11-10", at: "2026-11-10T09:00:00.000Z", identityStatus: "qualifiee", rpps: "99700000001", finess: "750000001" },
  ...{ trace: `T${number}`, digest: number % 7 === 0 ? null : digest(number) },
});
const items = (count: number, from: number) => Array.from({ length: count }, (_, index) => item(from + index));

/** Several practitioners, hostile words where words come from elsewhere, and enough for several sheets of paper. */
const EVIDENCE: MomEvidence = {
  schema: "segur.mom.evidence/1",
  cabinet: { instanceId: "b0ea192a-a6cc-483a-b5a9-2c7346e3a7ee", environment: "sandbox", structure: "<b>10B0152872" },
  ...{ madeAt: "2026-11-26T09:00:00.000Z", since: "2026-09-01", verdict: "unknown" },
  reasons: [{ code: "mom.uncounted", message: "2 envois <script>alert(1)</script> manquent." }],
  notices: ["Cabinet d'essai."],
  thresholds: { ...MOM_THRESHOLDS, source: `Convention & « avenant » <i>${"x".repeat(200)}` },
  practitioners: ["99700000001", "10000000018", "10000000026"].map((rpps, index) => ({
    rpps,
    met: index === 0,
    indicators: (["dmp", "mss-pro", "mss-patient"] as const).map((service, at) => ({
      ...{ service, unit: "message" as const, wanted: 10, counted: 12, missing: 0, met: true },
      items: items(10, index * 100 + at * 20 + 1),
      others: [{ reason: "before" as const, count: 5, newest: items(3, 900) }],
    })),
  })),
  journal: { head: `1234567:${digest(4095)}`, lines: 1_234_567, purged: 1 },
};
const WORDS = evidenceWords(EVIDENCE, digest(17), () => 60);

describe("the PDF of the evidence", () => {
  it("is the same for the same evidence, on as many sheets as it takes, and loses nothing", async () => {
    const made = await evidencePdf(WORDS, new Date(EVIDENCE.madeAt));
    expect(made.equals(await evidencePdf(WORDS, new Date(EVIDENCE.madeAt)))).toBe(true);
    if (spawnSync("pdftotext", ["-v"]).error !== undefined) return;
    const folder = mkdtempSync(join(tmpdir(), "segur-mom-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, "mom.pdf");
    writeFileSync(path, made);
    const text = execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" });
    const sheets = text.split("\f").filter((sheet) => sheet.trim() !== "");
    expect(sheets.length).toBeGreaterThan(3);
    for (const [index, sheet] of sheets.entries()) expect(sheet).toContain(`Page ${index + 1} sur ${sheets.length}`);
    const bare = text.replace(/\s/g, "");
    expect(bare).toContain(EVIDENCE.journal.head);
    for (const { indicators } of EVIDENCE.practitioners)
      for (const each of indicators.flatMap((one) => one.items)) {
        // Each row once, whichever sheet it fell on.
        expect(text.match(new RegExp(`\\b${each.trace}\\b`, "g")), each.trace).toHaveLength(1);
      }
  });
});

describe.skipIf(!hasChromium)(`the page of the evidence in Chromium ${chromiumReason}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  const looks = (["light", "dark"] as const).flatMap((colorScheme) =>
    [DESK, PHONE].map((viewport) => ({ colorScheme, viewport })),
  );
  it.each(looks)(
    "asks for nothing, has no serious fault that axe finds, and obeys no words, $colorScheme, $viewport.width wide",
    async (look) => {
      const page = await openSource(browser, evidencePage(WORDS, EVIDENCE.cabinet.environment), look);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      expect(await page.locator("script, b, i").count()).toBe(0);
      // Only tables may be wider than the screen, each in its own frame.
      expect(await page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).toBe(0);
      const text = await page.evaluate<string>("document.body.innerText");
      expect(text).toContain(EVIDENCE.journal.head);
      expect(text).toContain("Bac à sable");
      expect(await page.locator("tbody tr").count()).toBe(9 + 90);
    },
  );
});
