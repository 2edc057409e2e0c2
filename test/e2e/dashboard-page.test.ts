import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DashboardReport } from "../../src/services/dashboard/report.js";
import { openSource, read } from "../services/dashboard/html/browse.js";
import { chromiumReason, hasChromium, startChromium } from "../support/chromium.js";
import { startSegur } from "../support/cli.js";
import { startOnTty } from "../support/tty.js";
import { type DmpPractice, fileText, openDmpPractice } from "./support/dmp-practice.js";
import { writeStore } from "./support/ledger.js";

const TIMEOUT = { timeout: 90_000 };

/** Three documents fed, then a new version of the first: three that count. */
async function fed(): Promise<DmpPractice> {
  const practice = await openDmpPractice();
  const filed = await practice.file(3);
  const done = async (...args: readonly string[]) => expect((await practice.segur([...args, "--yes"])).code).toBe(0);
  for (const { document } of filed) await done("dmp", "push", document);
  const { patient = "", document = "" } = filed[0] ?? {};
  const second = await writeStore(practice.store, async (store) => {
    const first = await store.documents.get(document);
    return fileText(store, patient, "corrigé\n", { setId: first?.setId ?? "", versionNumber: 2, replaces: document });
  });
  await done("dmp", "replace", second);
  return practice;
}

describe.skipIf(!hasChromium)(`segur dashboard --format html ${chromiumReason}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  it("is a page that says what --json says", TIMEOUT, async () => {
    const practice = await fed();
    const page = await practice.segur(["dashboard", "--period", "year", "--format", "html"]);
    expect([page.code, page.stderr]).toEqual([0, ""]);
    const report = JSON.parse((await practice.segur(["dashboard", "--period", "year", "--json"])).stdout) as DashboardReport;
    const { figures, text } = await read(await openSource(browser, page.stdout));
    const [dmp] = report.services;
    expect([dmp?.service, dmp?.total, dmp?.qualified, dmp?.failed]).toEqual(["dmp", 3, 3, 0]);
    expect(figures["dmp.notCounted.replacement"]?.[1]).toBe("1");
    for (const each of report.services) {
      for (const key of ["total", "qualified", "notQualified", "failed"] as const) {
        expect(figures[`${each.service}.${key}`]?.[0], `${each.service}.${key}`).toBe(String(each[key]));
      }
      for (const { code, count } of each.types) expect(figures[`${each.service}.type.${code}`]?.[0]).toBe(String(count));
    }
    expect(figures["insi.patients"]?.[0]).toBe(String(report.insi?.patients));
    expect(text).toContain("Bac à sable : données fictives");
    expect(text).toContain(report.cabinet.name);
  });
});

describe("segur dashboard --open", () => {
  it("leaves no page behind it, and refuses what a page cannot be", TIMEOUT, async () => {
    const practice = await openDmpPractice();
    const refused = async (...args: readonly string[]) => (await practice.segur(["dashboard", ...args])).code;
    expect(await refused("--open", "--detail", "failed")).toBe(2);
    expect(await refused("--format", "html", "--fields", "services")).toBe(2);
    const screen = startOnTty(["dashboard", "--format", "html"], { home: practice.home });
    expect(await screen.ended()).toBe(2);
    expect(screen.screen()).toContain("segur dashboard --open");

    const child = startSegur(["dashboard", "--open"], { home: practice.home });
    let said = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    await expect.poll(() => said, { timeout: 20_000 }).toMatch(/\.html/);
    const path = /(\/\S+\.html)/.exec(said)?.[1] ?? "";
    expect(readFileSync(path, "utf8")).toContain("<h1>Tableau de bord des services socles</h1>");
    if (process.platform !== "win32") expect(statSync(path).mode & 0o077).toBe(0);
    child.kill("SIGINT");
    const [code] = await once(child, "close");
    expect([code, existsSync(path)]).toEqual([0, false]);
  });
});
