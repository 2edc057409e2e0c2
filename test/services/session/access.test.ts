import { describe, expect, it } from "vitest";
import { RIGHTS } from "../../../src/domain/users/rights.js";
import { identityReport } from "../../../src/services/ins/status.js";
import { exportPatients } from "../../../src/services/patients/export.js";
import { needSession, requireAccess } from "../../../src/services/session/access.js";
import { importText, recover, refusal, testCabinet, traces } from "../patients/cabinet.js";

const MATRICULE = "277076322082910";

async function withIns(rights: readonly string[]) {
  const cabinet = testCabinet();
  await importText(
    cabinet,
    "dossier;nom_naissance;prenoms_naissance;date_naissance;sexe;lieu_naissance\n1;NESSI;RUTH;14/07/1977;F;63220\n",
  );
  const patient = await recover(cabinet, "1", { qualified: true });
  return { patient, cabinet: { ...cabinet, rights: new Set(RIGHTS.filter((right) => rights.includes(right))) } };
}

describe("seeing a matricule", () => {
  it("without the right it stays masked, and asking for it is refused and traced (INS/va1.50)", async () => {
    const { cabinet, patient } = await withIns(["insi.call"]);
    expect(JSON.stringify(await identityReport(cabinet, patient.id, { reveal: false }))).not.toContain(MATRICULE);
    const refused = await refusal(identityReport(cabinet, patient.id, { reveal: true }));
    expect(refused).toMatchObject({ kind: "refused", code: "rights.missing", rule: "INS/va1.50", details: { right: "ins.see" } });
    expect(await traces(cabinet, ["rights.refused", "ins.accessed"])).toMatchObject([
      { kind: "rights.refused", code: "rights.missing", data: { right: "ins.see", command: "ins.status" } },
    ]);
  });

  it("an export in clear asks for it too, before the first line", async () => {
    const { cabinet } = await withIns(["export"]);
    const all = exportPatients(cabinet, cabinet.patients.walk(), true)[Symbol.asyncIterator]();
    expect(await refusal(all.next())).toMatchObject({ code: "rights.missing" });
  });

  it("with the right it is shown, and traced", async () => {
    const { cabinet, patient } = await withIns(["insi.call", "ins.see"]);
    expect(JSON.stringify(await identityReport(cabinet, patient.id, { reveal: true }))).toContain(MATRICULE);
    expect(await traces(cabinet, ["ins.accessed"])).toHaveLength(1);
  });
});

describe("a command", () => {
  it("is open, or needs somebody, or needs a right; each refusal has its exit code", async () => {
    const { cabinet } = await withIns(["follow"]);
    await requireAccess(cabinet, "none", "open", "help");
    const kinds = [];
    for (const why of ["none", "idle", "expired", "locked", "user_disabled"] as const) {
      const refused = await refusal(requireAccess(cabinet, why, "session", "whoami"));
      expect(refused).toMatchObject(needSession(why));
      kinds.push(refused.kind);
    }
    expect(new Set(kinds)).toEqual(new Set(["auth"]));
  });
});
