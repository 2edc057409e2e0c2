import { describe, expect, it } from "vitest";
import { run } from "../../../src/commands/ins/verify.js";
import type { Sandbox } from "../../../src/sandbox/sandbox.js";
import { ruth } from "../../services/ins/identities.js";
import { type TestCabinet, testCabinet, testInsi, testSandbox } from "../../services/support/cabinet.js";
import { newPatient, OFFICIAL } from "../../services/support/patients.js";
import { testContext, typed } from "../support/context.js";

async function bench(): Promise<{ cabinet: TestCabinet; sandbox: Sandbox }> {
  const sandbox = await testSandbox();
  const cabinet = await testCabinet({ insi: () => testInsi(sandbox, { timeoutMs: 500 }), haste: 100 });
  return { cabinet, sandbox };
}

describe("segur ins verify", () => {
  it.each([
    ["nobody", [[]], {}, "usage.nobody"],
    ["a filter and patients", [["P1"]], { filter: "ins-ko" }, "usage.cohort_ambiguous"],
    ["no call at a time", [["P1"]], { concurrency: "0" }, "usage.concurrency"],
    ["a text for a number", [["P1"]], { concurrency: "beaucoup" }, "usage.concurrency"],
    ["one unknown patient", [["P99"]], {}, "patient.not_found"],
  ])("refuses %s", async (_, args, options, code) => {
    const { context } = await testContext({ cabinet: await testCabinet() });
    await expect(run(context, typed(args, options))).rejects.toMatchObject({ code });
  });

  it("exits 0 when all is OK", async () => {
    const { cabinet } = await bench();
    const [patient] = await cabinet.add(ruth("qualifiee"));
    const { context, io } = await testContext({ cabinet, format: "json" });
    expect(await run(context, typed([[patient?.id ?? ""]]))).toBe(0);
    expect(JSON.parse(io.written())).toMatchObject({
      schema: "segur.ins.verify/1",
      items: [{ id: patient?.id, key: "F-RUTH", outcome: "ok", code: "OK", status: "qualifiee", calls: 1 }],
      outcomes: { ok: 1, ko: 0, refused: 0, error: 0 },
    });
  });

  it("gives one line for each patient in order, a summary, and exits 3 when some are KO or cannot be verified", async () => {
    const { cabinet } = await bench();
    await cabinet.add(ruth("qualifiee", { date: "15/07/1977" }), newPatient(OFFICIAL.adrun), ruth("recuperee", { file: "F-3" }));
    const { context, io } = await testContext({ cabinet, format: "ndjson" });
    expect(await run(context, typed([["F-RUTH"]], { ids: "F-ADRUN, F-3" }))).toBe(3);
    const lines = io
      .written()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ key, outcome }) => [key, outcome])).toEqual([
      ["F-RUTH", "ko"],
      ["F-ADRUN", "refused"],
      ["F-3", "ok"],
      [undefined, undefined],
    ]);
    expect(lines[3]).toEqual({
      schema: "segur.ins.verify.summary/1",
      id: "verify",
      total: 3,
      outcomes: { ok: 1, ko: 1, refused: 1, error: 0 },
    });
    expect(`${io.written()}${io.told()}`).not.toMatch(/NESSI|277076322082910/);
    // The KO stands on the work list.
    const list = await testContext({ cabinet, format: "json" });
    expect(await run(list.context, typed([[]], { filter: "ins-verify-ko", dryRun: true }))).toBe(0);
    expect(JSON.parse(list.io.written()).items).toMatchObject([{ key: "F-RUTH", call: false, code: "verify.no_ins" }]);
  });

  it("ends its JSON before it tells that the service is down", async () => {
    const { cabinet, sandbox } = await bench();
    await cabinet.add(ruth("qualifiee"));
    await sandbox.control.addFault({ kind: "refuse" });
    const { context, io } = await testContext({ cabinet, format: "json" });
    await expect(run(context, typed([["F-RUTH"]]))).rejects.toMatchObject({ kind: "unreachable" });
    expect(JSON.parse(io.written())).toMatchObject({ items: [{ outcome: "error" }], outcomes: { error: 1 } });
  });

  it("with --dry-run opens no connection", async () => {
    const cabinet = await testCabinet();
    await cabinet.add(ruth("qualifiee"), newPatient(OFFICIAL.adrun));
    const { context, io } = await testContext({ cabinet, format: "json" });
    expect(await run(context, typed([["F-RUTH", "F-ADRUN"]], { dryRun: true }))).toBe(0);
    expect(JSON.parse(io.written())).toMatchObject({ calls: 1, items: [{ call: true }, { call: false }] });
    expect(await cabinet.traces.list({ limit: 5 })).toEqual([]);
  });
});
