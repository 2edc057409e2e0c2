import { describe, expect, it } from "vitest";
import { changeAttributes } from "../../../src/services/ins/attribute.js";
import { intendedTrace } from "../../../src/services/ins/call.js";
import { recordProof } from "../../../src/services/ins/proof.js";
import { cabinetReport, identityReport } from "../../../src/services/ins/status.js";
import { verifyPatients } from "../../../src/services/ins/verify.js";
import { testCabinet, testInsi, testSandbox } from "../support/cabinet.js";
import { newPatient, OFFICIAL } from "../support/patients.js";
import { RUTH_INS, ruth } from "./identities.js";

describe("identityReport", () => {
  it("masks the matricule and traces nothing; in clear, it traces the access first", async () => {
    const cabinet = await testCabinet();
    const [patient] = await cabinet.add(ruth("qualifiee"));
    const id = patient?.id ?? "";
    const masked = await identityReport(cabinet, id, { reveal: false });
    expect(masked.ins).toEqual({ matricule: "277************", oid: RUTH_INS.oid, nature: "NIR" });
    expect(masked.history).toEqual([]);
    expect(masked.next).toBeNull();
    const clear = await identityReport(cabinet, "F-RUTH", { reveal: true });
    expect(clear.ins?.matricule).toBe(RUTH_INS.matricule);
    expect(clear.history).toMatchObject([{ kind: "access", what: "ins.status", userId: "U1" }]);
  });

  it("traces no access to an INS that is not there", async () => {
    const cabinet = await testCabinet();
    const [patient] = await cabinet.add(ruth("provisoire"));
    expect((await identityReport(cabinet, patient?.id ?? "", { reveal: true })).history).toEqual([]);
  });

  it("tells the calls and the changes in order, and a call whose answer was never written", async () => {
    const sandbox = await testSandbox();
    const cabinet = await testCabinet({ insi: () => testInsi(sandbox) });
    const [patient] = await cabinet.add(ruth("qualifiee", { date: "15/07/1977" }));
    const id = patient?.id ?? "";
    const criteria = { birthName: "NESSI", givenName: "RUTH", sex: "F", birthDate: "1977-07-15" } as const;
    const intent = { patientId: id, operation: "search.traits", automatic: true, criteria } as const;
    await cabinet.traces.append([intendedTrace(cabinet, intent, "killed-meanwhile")]);
    for await (const _ of verifyPatients(cabinet, { ids: [id] }, { concurrency: 1, automatic: false }));
    const { history, lastInsi, next, status } = await identityReport(cabinet, id, { reveal: false });
    expect(history.map(({ kind, what, code, from, to }) => ({ kind, what, code, from, to }))).toEqual([
      { kind: "call", what: "search.traits", code: null, from: null, to: null },
      { kind: "call", what: "verify", code: "KO", from: null, to: null },
      { kind: "change", what: "verificationKo", code: null, from: null, to: null },
      { kind: "status", what: "verificationKo", code: null, from: "qualifiee", to: "provisoire" },
    ]);
    expect(lastInsi?.outcome).toBe("KO");
    expect(status).toBe("provisoire");
    expect(next).toContain(`segur ins qualify ${id}`);
    expect(JSON.stringify(history)).not.toMatch(/NESSI|RUTH|2770763220829/);
  });

  it("keeps telling a proof that the cabinet no longer accepts, and does not count it", async () => {
    const cabinet = await testCabinet();
    const [patient] = await cabinet.add(ruth("recuperee"));
    const id = patient?.id ?? "";
    await cabinet.settings.set("proofs.autoValidate", false);
    await recordProof(cabinet, id, { type: "TC", date: "15/01/2026", by: "Dr Essai", validate: false });
    expect((await identityReport(cabinet, id, { reveal: false })).next).toContain("--validate");
    await cabinet.settings.set("proofs.disabled", "TC");
    const report = await identityReport(cabinet, id, { reveal: false });
    expect(report.proof).toMatchObject({ type: "TC", confidence: null });
    expect(report.next).toContain("--type");
  });

  it.each([
    ["recuperee", "segur ins proof"],
    ["validee", "segur ins qualify"],
    ["provisoire", "segur ins check"],
  ] as const)("says what to do next for %s", async (status, command) => {
    const cabinet = await testCabinet();
    const [patient] = await cabinet.add(ruth(status));
    expect((await identityReport(cabinet, patient?.id ?? "", { reveal: false })).next).toContain(command);
  });

  it("says first that an attribute blocks everything", async () => {
    const cabinet = await testCabinet();
    const [patient] = await cabinet.add(ruth("recuperee"));
    const id = patient?.id ?? "";
    await changeAttributes(cabinet, id, { set: ["fictive"], unset: [] });
    expect((await identityReport(cabinet, id, { reveal: false })).next).toContain("--unset fictive");
  });
});

describe("cabinetReport", () => {
  it("has no rate for an empty cabinet", async () => {
    expect(await cabinetReport(await testCabinet())).toMatchObject({ patients: 0, qualificationRate: null });
  });

  it("counts by status and by last result", async () => {
    const cabinet = await testCabinet();
    const at = "2026-01-15T10:00:00.000Z";
    await cabinet.add(
      ruth("qualifiee"),
      { ...ruth("qualifiee", { file: "F-2" }), lastInsi: { outcome: "00", at } },
      { ...ruth("provisoire", { file: "F-3" }), lastInsi: { outcome: "01", at } },
      newPatient(OFFICIAL.adrun),
    );
    const report = await cabinetReport(cabinet);
    expect(report).toEqual({
      patients: 4,
      byStatus: { qualifiee: 2, recuperee: 0, validee: 0, provisoire: 2 },
      byLastInsi: { "00": 1, "01": 1, "02": 0, KO: 0, error: 0, never: 2 },
      qualificationRate: 0.5,
    });
  });
});
