import { describe, expect, it } from "vitest";
import type { Patient } from "../../../src/domain/patient.js";
import { type ProofInput, recordProof, removeProof, validateProof } from "../../../src/services/ins/proof.js";
import { proofTable, readProofSettings } from "../../../src/services/ins/proof-settings.js";
import { askOne, settleOne } from "../../../src/services/ins/qualify-one.js";
import { type TestCabinet, testCabinet, testInsi, testSandbox } from "../support/cabinet.js";
import { newPatient, OFFICIAL } from "../support/patients.js";
import { ruth } from "./identities.js";

const CN: ProofInput = { type: "CN", date: "15/01/2026", by: "Dr Essai", validate: false };

async function withRuth(status: Parameters<typeof ruth>[0]): Promise<{ cabinet: TestCabinet; id: string }> {
  const cabinet = await testCabinet();
  const [patient] = await cabinet.add(ruth(status));
  return { cabinet, id: patient?.id ?? "" };
}

describe("recordProof", () => {
  it.each([
    ["an unknown document", { type: "XX" }, "proof.type_unknown"],
    ["no date", { date: "" }, "proof.date_invalid"],
    ["a date without its day", { date: "00/03/2020" }, "proof.date_invalid"],
    ["a date that does not exist", { date: "31/02/2020" }, "proof.date_invalid"],
    ["a date to come", { date: "01/01/2999" }, "proof.date_invalid"],
    ["a date before the birth", { date: "13/07/1977" }, "proof.date_invalid"],
  ])("refuses %s and writes nothing", async (_, wrong, code) => {
    const { cabinet, id } = await withRuth("recuperee");
    await expect(recordProof(cabinet, id, { ...CN, ...wrong })).rejects.toMatchObject({ kind: "usage", code });
    expect((await cabinet.patients.get(id))?.identity.proof).toBeNull();
    expect(await cabinet.traces.list({ patientId: id, limit: 5 })).toEqual([]);
  });

  it("refuses a document for minors on the day of the eighteenth birthday, takes it the day before", async () => {
    const { cabinet, id } = await withRuth("provisoire");
    const paper = { ...CN, type: "LE-RL" };
    await expect(recordProof(cabinet, id, { ...paper, date: "14/07/1995" })).rejects.toMatchObject({ code: "proof.minor_only" });
    expect(await recordProof(cabinet, id, { ...paper, date: "13/07/1995" })).toMatchObject({ status: "validee" });
  });

  it.each([
    ["provisoire", "validee"],
    ["recuperee", "qualifiee"],
    ["validee", "validee"],
    ["qualifiee", "qualifiee"],
  ] as const)("a document of high confidence moves %s to %s", async (from, to) => {
    const { cabinet, id } = await withRuth(from);
    const result = await recordProof(cabinet, id, { ...CN, type: "pa" });
    expect(result).toMatchObject({ from, status: to, confidence: "high", awaitsValidation: false });
    const { identity } = (await cabinet.patients.get(id)) ?? {};
    expect(identity).toMatchObject({ status: to, proof: { type: "PA", checkedOn: "2026-01-15", checkedBy: "Dr Essai" } });
    const traces = await cabinet.traces.list({ patientId: id, limit: 5 });
    expect(traces.map((trace) => trace.kind)).toEqual(
      from === to ? ["identity.changed"] : ["identity.changed", "identity.status"],
    );
  });

  it("a document of low confidence is recorded, validates nothing, and never replaces a better one", async () => {
    const { cabinet, id } = await withRuth("recuperee");
    expect(await recordProof(cabinet, id, { ...CN, type: "PC" })).toMatchObject({
      status: "recuperee",
      confidence: "low",
      kept: false,
    });
    const qualified = await withRuth("qualifiee");
    const kept = await recordProof(qualified.cabinet, qualified.id, { ...CN, type: "PC" });
    expect(kept).toMatchObject({ status: "qualifiee", kept: true, proof: { type: "CN" } });
  });

  it("without automatic validation, waits for a person to validate explicitly (INS/va1.33)", async () => {
    const { cabinet, id } = await withRuth("recuperee");
    await cabinet.settings.set("proofs.autoValidate", false);
    expect(await recordProof(cabinet, id, CN)).toMatchObject({ status: "recuperee", awaitsValidation: true });
    expect(await validateProof(cabinet, id)).toMatchObject({ from: "recuperee", status: "qualifiee", awaitsValidation: false });
    const other = await withRuth("recuperee");
    await other.cabinet.settings.set("proofs.autoValidate", false);
    expect(await recordProof(other.cabinet, other.id, { ...CN, validate: true })).toMatchObject({ status: "qualifiee" });
  });

  it("names the acting user when nobody else is named", async () => {
    const { cabinet, id } = await withRuth("provisoire");
    const user = await cabinet.users.add({ label: "Dr Martin", rpps: null, role: "medecin" });
    const acting = { ...cabinet, actor: { ...cabinet.actor, userId: user.id } };
    expect(await recordProof(acting, id, { ...CN, by: null })).toMatchObject({ proof: { checkedBy: "Dr Martin" } });
  });
});

describe("removeProof", () => {
  it("takes the status down and keeps the INS; without proof there is nothing to remove nor to validate", async () => {
    const { cabinet, id } = await withRuth("qualifiee");
    expect(await removeProof(cabinet, id)).toMatchObject({ from: "qualifiee", status: "recuperee", proof: null });
    expect((await cabinet.patients.get(id))?.identity.ins).not.toBeNull();
    await expect(removeProof(cabinet, id)).rejects.toMatchObject({ code: "proof.missing" });
    await expect(validateProof(cabinet, id)).rejects.toMatchObject({ code: "proof.missing" });
  });
});

/** Takes the INS away, so that another patient may have it. */
async function forget(cabinet: TestCabinet, patient: Patient): Promise<void> {
  const identity = { ...patient.identity, status: "provisoire", ins: null } as const;
  await cabinet.patients.save({ updates: [{ patient: { ...patient, identity }, expectedVersion: patient.version }] });
}

describe("the attestation of a professional", () => {
  const ATTESTATION: ProofInput = { type: "attestation-ps-connu", date: "15/01/2026", by: null, validate: false };
  const DOCTOR = { userId: "U1", rpps: "10001234567", authMode: "certificate" } as const;

  it("binds a person: refused without RPPS", async () => {
    const { cabinet, id } = await withRuth("recuperee");
    await expect(recordProof(cabinet, id, ATTESTATION)).rejects.toMatchObject({ code: "proof.attestation_needs_rpps" });
  });

  it("is refused after a search by traits, and taken after a search by carte Vitale with the same traits", async () => {
    const sandbox = await testSandbox();
    const test = await testCabinet({ insi: () => testInsi(sandbox) });
    const cabinet = { ...test, actor: DOCTOR };
    const [byTraits, byVitale] = await test.add(newPatient(OFFICIAL.adrun), newPatient(OFFICIAL.ruth));
    if (byTraits === undefined || byVitale === undefined) throw new Error("no patients");
    const stop = new AbortController().signal;

    const traits = await askOne(cabinet, byTraits, stop);
    if (traits.kind !== "answered") throw new Error("not answered");
    await settleOne(cabinet, byTraits.id, traits, false);
    await expect(recordProof(cabinet, byTraits.id, ATTESTATION)).rejects.toMatchObject({
      code: "proof.attestation_needs_vitale",
    });

    // A difference that a person accepted is no agreement, even with the card.
    const [differing] = await test.add(newPatient({ ...OFFICIAL.ruth, file: "F-X", date: "15/07/1977" }));
    const card = { individualNumber: "2770763220829", openerNumber: "2770763220829", birthDate: "1977-07-14" };
    const other = await askOne(cabinet, differing ?? byVitale, stop, card);
    if (other.kind !== "answered" || differing === undefined) throw new Error("not answered");
    await settleOne(cabinet, differing.id, other, true);
    expect((await cabinet.patients.get(differing.id))?.identity.status).toBe("recuperee");
    await expect(recordProof(cabinet, differing.id, ATTESTATION)).rejects.toMatchObject({
      code: "proof.attestation_needs_vitale",
    });
    await test.patients.get(differing.id).then((patient) => patient && forget(test, patient));

    const vitale = await askOne(cabinet, byVitale, stop, card);
    if (vitale.kind !== "answered") throw new Error("not answered");
    await settleOne(cabinet, byVitale.id, vitale, false);
    const result = await recordProof(cabinet, byVitale.id, ATTESTATION);
    expect(result).toMatchObject({ status: "qualifiee", proof: { type: "PS", checkedBy: DOCTOR.rpps } });
  });
});

describe("settings of proofs", () => {
  it.each([
    ["proofs.autoValidate", "oui"],
    ["proofs.high", "CN,XX"],
    ["proofs.low", { xx: "Minuscules" }],
    ["proofs.disabled", 12],
  ])("refuses a wrong %s instead of ignoring it", async (key, value) => {
    const cabinet = await testCabinet();
    await cabinet.settings.set(key, value);
    await expect(readProofSettings(cabinet.settings)).rejects.toMatchObject({ kind: "config", code: "setting.invalid" });
  });

  it("refuses a document that stands in two lists", async () => {
    const cabinet = await testCabinet();
    await cabinet.settings.set("proofs.high", "PC");
    await cabinet.settings.set("proofs.low", ["PC"]);
    await expect(readProofSettings(cabinet.settings)).rejects.toMatchObject({ code: "setting.invalid" });
  });

  it("moves levels, takes documents away, and adds those of the cabinet (INS/va1.26)", async () => {
    const { cabinet, id } = await withRuth("recuperee");
    await cabinet.settings.set("proofs.high", { XA: "Carte d'un réseau de soins" });
    await cabinet.settings.set("proofs.low", "TC");
    await cabinet.settings.set("proofs.disabled", ["CM"]);
    const table = new Map(proofTable(await readProofSettings(cabinet.settings)).map((proof) => [proof.code, proof]));
    expect(table.get("XA")).toMatchObject({ label: "Carte d'un réseau de soins", confidence: "high", reference: false });
    expect(table.get("TC")).toMatchObject({ confidence: "low", reference: false });
    expect(table.get("CN")).toMatchObject({ confidence: "high", reference: true });
    expect(table.has("CM")).toBe(false);
    await expect(recordProof(cabinet, id, { ...CN, type: "CM" })).rejects.toMatchObject({ code: "proof.type_unknown" });
    expect(await recordProof(cabinet, id, { ...CN, type: "XA" })).toMatchObject({ status: "qualifiee" });
  });
});
