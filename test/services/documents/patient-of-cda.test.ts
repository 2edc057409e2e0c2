import { describe, expect, test } from "vitest";
import type { Patient } from "../../../src/domain/patient.js";
import { prepareCda } from "../../../src/services/documents/prepare.js";
import { cdaOf, type DocumentCabinet, documentCabinet, refusal } from "./support.js";

const OTHER_TRAITS = /ADRUN/g;
const ids = async ({ cabinet }: DocumentCabinet) => (await cabinet.documents.list({ limit: 99 })).items.map(({ id }) => id);
const changesOf = async ({ cabinet }: DocumentCabinet) =>
  (await cabinet.traces.list({ kinds: ["document.changed"], limit: 9 })).map(({ data }) => data);

async function contradicting(patient: Patient): Promise<string> {
  return (await cdaOf(patient)).toString().replaceAll(OTHER_TRAITS, "DURAND");
}

/** A second INS beside the patient's. */
async function withTwoIns(patient: Patient): Promise<string> {
  const text = (await cdaOf(patient)).toString();
  return text.replace("<patientRole>", '<patientRole><id root="1.2.250.1.213.1.4.8" extension="279035121518989"/>');
}

/** The same header, with a second recordTarget. */
async function withTwoTargets(patient: Patient, other: Patient): Promise<string> {
  const target = /<recordTarget>.*?<\/recordTarget>/s.exec((await cdaOf(other)).toString())?.[0];
  if (target === undefined) throw new Error("no recordTarget");
  return (await cdaOf(patient)).toString().replace("</recordTarget>", () => `</recordTarget>${target}`);
}

describe("a CDA with the INS of the patient and the traits of somebody else", () => {
  test("waits for a person, and says what differs without saying what", async () => {
    const practice = await documentCabinet();
    const bytes = await contradicting(practice.patient);
    const error = await refusal(practice.file(bytes, { type: undefined }));
    expect(error).toMatchObject({ kind: "decision", code: "document.traits_differ", details: { differing: ["birthName"] } });
    expect(JSON.stringify(error)).not.toMatch(/DURAND|ADRUN|275126322074974/);
    expect(await refusal(practice.file(bytes, { type: undefined, dryRun: true }))).toMatchObject({ kind: "decision" });
    expect(await ids(practice)).toEqual([]);
  });

  test("is filed when a person confirms it, which is traced, and then may leave", async () => {
    const practice = await documentCabinet();
    const bytes = await contradicting(practice.patient);
    const { filed } = await practice.file(bytes, { type: undefined, samePatient: true });
    expect(filed).toMatchObject({ id: "D1", samePatient: ["birthName"] });
    expect(await changesOf(practice)).toEqual([{ document: "D1", changed: "same_patient" }]);
    if (filed !== null) expect(await prepareCda(practice.cabinet, filed)).toMatchObject({ canonical: false });
  });

  test("does not leave when nobody confirmed what differs today; confirming the same file again is enough", async () => {
    const practice = await documentCabinet();
    const { cabinet, patient, file } = practice;
    const bytes = await cdaOf(patient);
    const { filed } = await file(bytes, { type: undefined });
    if (filed === null) throw new Error("not filed");
    const { identity } = patient;
    const traits = { ...identity.traits, birthDate: "1975-12-30" };
    await cabinet.patients.save({
      updates: [{ patient: { ...patient, identity: { ...identity, traits } }, expectedVersion: patient.version }],
    });
    expect(await refusal(prepareCda(cabinet, filed))).toMatchObject({
      kind: "decision",
      code: "document.traits_differ",
      details: { differing: ["birthDate"] },
    });
    const again = await file(bytes, { type: undefined, samePatient: true });
    expect(again).toMatchObject({ added: false, filed: { id: "D1", samePatient: ["birthDate"] } });
    expect(await changesOf(practice)).toEqual([{ document: "D1", changed: "same_patient" }]);
    await file(bytes, { type: undefined, samePatient: true });
    expect(await changesOf(practice)).toHaveLength(1);
    if (again.filed !== null) expect(await prepareCda(cabinet, again.filed)).toMatchObject({ document: { id: "D1" } });
  });
});

describe("a CDA of several persons", () => {
  test.each([
    ["two INS", ({ patient }: DocumentCabinet) => withTwoIns(patient)],
    ["two recordTarget", ({ patient, other }: DocumentCabinet) => withTwoTargets(patient, other)],
  ])("is refused whoever confirms it: %s", async (_name, make) => {
    const practice = await documentCabinet();
    const bytes = await make(practice);
    for (const samePatient of [false, true]) {
      expect(await refusal(practice.file(bytes, { type: undefined, samePatient }))).toMatchObject({
        kind: "refused",
        code: "document.several_patients",
      });
    }
    expect(await ids(practice)).toEqual([]);
  });

  test("does not leave either, when it was filed before anybody looked", async () => {
    const practice = await documentCabinet();
    const { cabinet, patient, file } = practice;
    const { filed } = await file(await cdaOf(patient), { type: undefined });
    if (filed === null) throw new Error("not filed");
    const { id } = await cabinet.contents.write([Buffer.from(await withTwoIns(patient))]);
    const { document } = await cabinet.documents.add(
      { ...filed, content: id, cda: id, uniqueId: "1.2.3.99" },
      { userId: "U1", at: "2026-11-25T10:00:00.000Z" },
    );
    expect(await refusal(prepareCda(cabinet, document))).toMatchObject({ code: "document.several_patients" });
  });
});

describe("a CDA whose identifier is in the cabinet already", () => {
  test("in the file of another patient: refused, with both files named", async () => {
    const practice = await documentCabinet();
    await practice.file(await cdaOf(practice.patient), { type: undefined });
    const theirs = await cdaOf(practice.other);
    for (const dryRun of [false, true]) {
      expect(await refusal(practice.file(theirs, { patient: "P2", type: undefined, dryRun }))).toMatchObject({
        kind: "refused",
        code: "document.in_other_file",
        details: { document: "D1", patient: "P2", in: "P1" },
      });
    }
    expect(await ids(practice)).toEqual(["D1"]);
  });

  test("with other bytes: refused, nothing passes for the one that is there", async () => {
    const practice = await documentCabinet();
    await practice.file(await cdaOf(practice.patient), { type: undefined });
    const other = (await cdaOf(practice.patient)).toString().replace("</ClinicalDocument>", "<!-- --></ClinicalDocument>");
    expect(await refusal(practice.file(other, { type: undefined }))).toMatchObject({
      kind: "refused",
      code: "document.same_id_other_content",
      details: { document: "D1" },
    });
    expect(await practice.file(await cdaOf(practice.patient), { type: undefined })).toMatchObject({ added: false });
  });
});
