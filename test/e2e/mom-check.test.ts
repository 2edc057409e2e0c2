import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openStore } from "../../src/store/open.js";
import { IN_ORDER, RPPS, several } from "./support/exchanges.js";
import { keyOf } from "./support/ledger.js";
import { momPractice } from "./support/mom-practice.js";

const indicator = (report: { practitioners: { indicators: { service: string }[] }[] }, service: string) =>
  report.practitioners[0]?.indicators.find((each) => each.service === service);
const codes = (report: { reasons: { code: string }[] }) => report.reasons.map(({ code }) => code);

describe("segur mom check: 0 met, 1 not met", () => {
  it("is met at the thresholds, not met one before, and says what is missing", async () => {
    const { tell, check, run } = await momPractice();
    await tell(IN_ORDER.slice(0, -1));
    const before = await check();
    expect(before.code).toBe(1);
    expect(before.report).toMatchObject({ schema: "segur.mom.check/1", environment: "sandbox", verdict: "not_met", exitCode: 1 });
    expect(indicator(before.report, "mss-patient")).toMatchObject({ wanted: 1, counted: 0, missing: 1, met: false });
    expect(indicator(before.report, "dmp")).toMatchObject({ counted: 10, missing: 0, met: true });
    expect(indicator(before.report, "dmp")).toHaveProperty("items.9.document", "D110");
    await tell(IN_ORDER.slice(-1));
    const after = await check();
    expect({ code: after.code, verdict: after.report.verdict, error: after.error }).toEqual({
      code: 0,
      verdict: "met",
      error: null,
    });
    expect(after.report.notices.join(" ")).toContain("bac à sable");
    expect(await run("mom", "check", "--quiet")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await run("mom", "check", "--quiet", "--rpps", "10000000018")).toEqual({ code: 2, stdout: "", stderr: "" });
  });

  it("says why each of the others does not count, once for a message of several documents", async () => {
    const { tell, check } = await momPractice();
    await tell([
      { service: "mss-pro", exchange: "O1", documents: ["D1", "D2", "D3"] },
      { service: "mss-pro", exchange: "O2", documents: ["D1", "D4"], at: "2026-11-11T09:00:00.000Z" },
      { service: "mss-pro", exchange: "O3", documents: ["D1", "D2"], at: "2026-11-12T09:00:00.000Z" },
      { service: "mss-pro", exchange: "O4", others: 0 },
      { service: "mss-pro", exchange: "O5", state: "failed", cause: "5.1.1" },
      { service: "mss-pro", exchange: "O6", identityStatus: "recuperee" },
      { service: "mss-patient", exchange: "O7", document: null, lineage: null, type: null },
      { service: "dmp", exchange: "O8", documents: ["D1", "D8"] },
    ]);
    const { report } = await check();
    const pro = indicator(report, "mss-pro") as unknown as {
      others: { reason: string; count: number; newest: { exchange: string }[] }[];
    };
    expect(pro).toMatchObject({ counted: 2, missing: 8, items: [{ exchange: "O1" }, { exchange: "O2", document: "D4" }] });
    expect(pro.others.map(({ reason, count, newest }) => [reason, count, newest.map(({ exchange }) => exchange)])).toEqual([
      ["identity", 1, ["O6"]],
      ["replacement", 1, ["O3"]],
      ["self", 1, ["O4"]],
      ["failed", 1, ["O5"]],
    ]);
    expect(indicator(report, "mss-patient")).toMatchObject({ counted: 0, others: [{ reason: "no_document", count: 1 }] });
    expect(indicator(report, "dmp")).toMatchObject({ counted: 2, items: [{ document: "D1" }, { document: "D8" }] });
  });

  it("--since counts from the day of the practice, and tells what is before it", async () => {
    const { tell, check } = await momPractice();
    // 23:30 in Paris is still the day before in UTC, and the first of the month half an hour later.
    await tell([
      ...several("dmp", 2, 1, { at: "2026-09-30T21:30:00.000Z" }),
      ...several("dmp", 3, 11, { at: "2026-09-30T22:30:00.000Z" }),
    ]);
    const { report } = await check("--since", "01/10/2026");
    expect(report.since).toBe("2026-10-01");
    expect(indicator(report, "dmp")).toMatchObject({
      counted: 3,
      others: [{ reason: "before", count: 2, label: "avant le 01/10/2026", newest: [{ exchange: "O2" }, { exchange: "O1" }] }],
    });
    for (const typed of ["hier", "31/02/2026", "01/01/2030", ""]) {
      expect((await check("--since", typed)).code, typed).toBe(2);
    }
  });

  it("looks at each practitioner, those whom only the ledger knows included, and --rpps chooses", async () => {
    const { tell, check } = await momPractice();
    await tell([...IN_ORDER, { service: "dmp", exchange: "O900", rpps: "10000000018" }]);
    const all = await check();
    expect(all.code).toBe(1);
    expect(
      all.report.practitioners.map(({ rpps, name, met }: { rpps: string; name: string; met: boolean }) => [rpps, name, met]),
    ).toEqual([
      [RPPS, "Dr Paul MARCEAU", true],
      ["10000000018", null, false],
    ]);
    expect((await check("--rpps", `8${RPPS}`)).code).toBe(0);
    expect((await check("--rpps", RPPS, "--rpps", "10000000018")).code).toBe(1);
    expect((await check("--rpps", "MARTIN")).code).toBe(2);
  });
});

describe("segur mom check: 2, cannot be determined", () => {
  it("an RPPS that nobody has, even beside one that is met", async () => {
    const { tell, check } = await momPractice();
    await tell(IN_ORDER);
    const { code, report } = await check("--rpps", RPPS, "--rpps", "10000000018");
    expect([code, report.verdict, codes(report)]).toEqual([2, "unknown", ["mom.rpps_unknown"]]);
    expect(report.reasons[0].advice).toContain("segur user list");
  });

  it("no practitioner, and no structure", async () => {
    const { check, edit } = await momPractice("bas");
    expect(codes((await check()).report)).toEqual(["mom.no_structure"]);
    edit("UPDATE users SET rpps = NULL");
    const { code, report } = await check();
    expect([code, codes(report)]).toEqual([2, ["mom.no_practitioner", "mom.no_structure"]]);
  });

  it("a doctor without an RPPS, of whom nothing can be said, unless --rpps chooses", async () => {
    const { tell, check, run, edit } = await momPractice();
    await tell(IN_ORDER);
    edit(
      "UPDATE users SET role = 'medecin', rpps = NULL, disabled_at = NULL WHERE id = (SELECT max(id) FROM users WHERE rpps IS NOT '99700000001')",
    );
    const { code, report } = await check();
    expect([code, report.verdict, codes(report)]).toEqual([2, "unknown", ["mom.no_rpps"]]);
    expect(report.reasons[0].advice).toMatch(/^segur user set U\d+ --rpps /);
    expect((await run("mom", "check", "--format", "junit")).stdout).toContain('type="mom.no_rpps"');
    expect((await check("--rpps", RPPS)).code).toBe(0);
  });

  it("a journal whose end was cut, and one that is ahead of the clock", async () => {
    const { tell, check, edit } = await momPractice();
    await tell([...IN_ORDER, { service: "dmp", exchange: "O900", at: "2099-01-01T00:00:00.000Z" }]);
    expect([(await check()).code, codes((await check()).report)]).toEqual([2, ["mom.clock_behind"]]);
    edit("DROP TRIGGER traces_never_go; DELETE FROM traces WHERE id = (SELECT max(id) FROM traces)");
    const { code, report } = await check();
    expect([code, codes(report)[0]]).toEqual([2, "mom.journal_unverifiable"]);
    expect(report.reasons[0].advice).toBe("segur journal verify");
  });

  it("never for a refused deposit that another line made good, in whatever order it is learnt", async () => {
    const { tell, check, edit } = await momPractice();
    const failed = { service: "dmp", documents: ["D900"], state: "failed", cause: "XDSRepositoryError" } as const;
    await tell([...IN_ORDER, { ...failed, exchange: "O900" }, { service: "dmp", exchange: "O901", documents: ["D900"] }]);
    expect(await check()).toMatchObject({ code: 0, report: { reasons: [] } });
    await tell([{ ...failed, exchange: "O902" }]);
    expect(await check()).toMatchObject({ code: 0, report: { reasons: [] } });
    edit("UPDATE exchange_entries SET document = 'D999' WHERE exchange = 'O901'");
    expect(await check()).toMatchObject({ code: 2, report: { reasons: [{ code: "mom.ledger_differs" }] } });
  });

  it("never for a message that comes back and that no version counted", async () => {
    const { tell, check, edit } = await momPractice();
    await tell(IN_ORDER);
    edit("INSERT INTO exchange_uncounted (exchange, day) VALUES ('O7', 20260901)");
    await tell([{ service: "mss-pro", exchange: "O7", state: "failed", cause: "5.1.1", report: true }]);
    expect(await check()).toMatchObject({ code: 0, report: { reasons: [] } });
  });

  it("a ledger that says more, or less, than the journal", async () => {
    const { tell, check, edit } = await momPractice();
    await tell(IN_ORDER.slice(1));
    expect((await check()).code).toBe(1);
    edit("UPDATE exchange_entries SET exchange = 'O999' WHERE exchange = 'O105'");
    const more = await check();
    expect([more.code, codes(more.report)]).toEqual([2, ["mom.ledger_differs"]]);
    edit("UPDATE exchange_entries SET exchange = 'O105' WHERE exchange = 'O999'");
    expect((await check()).code).toBe(1);
    edit("UPDATE exchange_entries SET identity = 'provisoire' WHERE exchange = 'O105'");
    expect((await check()).code).toBe(2);
    edit("UPDATE exchange_entries SET identity = 'qualifiee' WHERE exchange = 'O105'");
    expect((await check()).code).toBe(1);
    edit("UPDATE exchange_months SET count = 10 WHERE kind IN (SELECT id FROM exchange_kinds WHERE service = 'dmp')");
    expect([(await check()).code, codes((await check()).report)]).toEqual([2, ["mom.ledger_differs"]]);
  });

  it("a ledger that was altered by hand so that more counts: kinds, entries moved, entries written twice", async () => {
    const self = several("dmp", 1, 500).map((each) => ({ ...each, service: "mss-pro" as const, others: 0 }));
    const again = { service: "mss-pro", exchange: "O600", documents: ["D202"] } as const;
    const unsure = { service: "mss-pro", exchange: "O601", identityStatus: "provisoire" } as const;
    const { tell, check, edit, run } = await momPractice();
    await tell([...IN_ORDER.filter(({ exchange }) => exchange !== "O201"), ...self, again, unsure]);
    expect((await check()).code).toBe(1);
    const kind = (where: string) => `(SELECT id FROM exchange_kinds WHERE service = 'mss-pro' AND ${where})`;
    const counted = kind("not_counted = '' AND qualified = 1");
    const months = `UPDATE exchange_months SET count = 10 WHERE kind = ${counted}`;
    const columns =
      "day, known, ended, trace, rank, derived, answered, at, exchange, document, lineage, identity, test_oid, others, patient";
    for (const sql of [
      `UPDATE exchange_entries SET kind = ${counted} WHERE exchange = 'O500'; ${months}`,
      `UPDATE exchange_entries SET kind = ${counted}, others = 1 WHERE exchange = 'O500'; ${months}`,
      `UPDATE exchange_entries SET kind = ${counted} WHERE exchange = 'O600'; ${months}`,
      `UPDATE exchange_entries SET kind = ${counted} WHERE exchange = 'O601'; ${months}`,
      `INSERT INTO exchange_entries (kind, ${columns}) SELECT kind, ${columns} FROM exchange_entries WHERE exchange = 'O205'; ${months}`,
      `INSERT INTO exchange_entries (kind, ${columns}) SELECT kind, ${columns.replace("trace", "999999").replace("answered", "999999").replace("exchange,", "'O999',").replace("lineage", "NULL")} FROM exchange_entries WHERE exchange = 'O205'; ${months}`,
    ]) {
      edit(sql);
      const { code, report } = await check();
      expect([code, codes(report)], sql).toEqual([2, ["mom.ledger_differs"]]);
      expect((await run("cabinet", "check", "--rebuild")).code).toBe(0);
    }
    edit(`UPDATE exchange_kinds SET not_counted = '', cause = 'x' WHERE service = 'mss-pro' AND not_counted = 'self'`);
    expect((await check()).code).toBe(2);
  });

  it("a ledger that differs is answered by what makes it again, never by a backup, and is made again", async () => {
    const { tell, check, run, edit } = await momPractice();
    await tell(IN_ORDER);
    edit("UPDATE exchange_months SET count = 30 WHERE kind IN (SELECT id FROM exchange_kinds WHERE service = 'dmp')");
    expect((await check("--rpps", RPPS)).code).toBe(0);
    const wrong = await run("cabinet", "check");
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain("segur cabinet check --rebuild");
    expect(wrong.stderr).not.toContain("restore");
    expect((await run("cabinet", "check", "--rebuild")).code).toBe(0);
  });

  it("says, as the dashboard does, that a restored cabinet may lack what was sent since its backup", async () => {
    const { tell, check, run, store } = await momPractice();
    await tell(IN_ORDER);
    // As `cabinet restore` writes it, which would end the session.
    const opened = openStore(store, { key: keyOf(store), zone: () => 120 });
    const data = { patients: 0, sha256: "0", madeAt: "2026-11-01T10:00:00.000Z", keyId: "k" };
    const actor = { userId: "U1", rpps: RPPS, authMode: "demo" } as const;
    await opened.traces.append([{ kind: "cabinet.restored", at: "2026-11-20T10:00:00.000Z", actor, data }]);
    await opened.close();
    expect((await check()).report.notices.join(" ")).toContain("a été restauré");
    expect((await check("--since", "21/11/2026")).report.notices.join(" ")).not.toContain("a été restauré");
    expect((await run("dashboard", "--json", "--period", "01/11/2026..30/11/2026")).stdout).toContain("a été restauré");
    expect((await run("dashboard", "--json", "--period", "01/01/2020..31/01/2020")).stdout).not.toContain("a été restauré");
  });

  it("exchanges that no version counted: only when what is counted is not enough", async () => {
    const { tell, check, edit } = await momPractice();
    await tell(IN_ORDER.slice(1));
    edit("INSERT INTO exchange_uncounted (exchange, day) VALUES ('O7', 20260901), ('O8', 20260902)");
    const { code, report } = await check();
    expect([code, codes(report)]).toEqual([2, ["mom.uncounted"]]);
    expect(report.reasons[0].message).toContain("2 envois");
    expect((await check("--since", "01/10/2026")).code).toBe(1);
    await tell(IN_ORDER.slice(0, 1));
    const met = await check();
    expect([met.code, met.report.notices.length]).toEqual([0, 2]);
  });

  it("a production cabinet with test identities, which count for nothing there", async () => {
    const { tell, check, run } = await momPractice("production");
    expect((await run("config", "set", "structure.id", "1750000001")).code).toBe(0);
    await tell(IN_ORDER.map((each) => ({ ...each, testOid: false })));
    expect((await check()).code).toBe(0);
    await tell([{ service: "dmp", exchange: "O900", at: "2026-11-12T09:00:00.000Z" }]);
    const { code, report } = await check();
    expect([code, report.environment, codes(report)]).toEqual([2, "production", ["mom.test_oids"]]);
    expect(indicator(report, "dmp")).toMatchObject({ counted: 10, others: [{ reason: "test_oid", count: 1 }] });
    expect(report.reasons[0].message).toContain("12/11/2026");
    // The ten are before that day too.
    expect((await check("--since", "13/11/2026")).code).toBe(1);
  });

  it("thresholds that cannot be read", async () => {
    const { home, check, run } = await momPractice();
    const file = join(home, "seuils.json");
    writeFileSync(file, '{"version":"1"}');
    for (const [args, code] of [
      [["--thresholds", file], "mom.thresholds_invalid"],
      [["--thresholds", join(home, "absent.json")], "input.file_missing"],
      [["--thresholds", home], "input.file_directory"],
      [["--thresholds", "/dev/zero"], "input.not_a_file"],
    ] as const) {
      const refused = await check(...args);
      expect(refused).toMatchObject({ code: 2, report: null });
      expect(JSON.parse(refused.error ?? "")).toMatchObject({ code, exitCode: 2, advice: expect.any(String) });
    }
    writeFileSync(
      file,
      JSON.stringify({
        version: "e",
        source: "essai",
        date: "2026-11-01",
        indicators: [{ service: "dmp", wanted: 1, unit: "document" }],
      }),
    );
    const own = await check("--thresholds", file);
    expect([own.code, own.report.thresholds]).toEqual([1, { version: "e", source: "essai", date: "2026-11-01" }]);
    expect((await run("mom", "check", "--thresholds", file)).stdout).toContain("version e du 01/11/2026");
  });
});
