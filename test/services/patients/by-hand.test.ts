import { describe, expect, it } from "vitest";
import { RIGHTS } from "../../../src/domain/users/rights.js";
import { at, PATIENT_COLUMNS, type PatientColumn } from "../../../src/services/patients/columns.js";
import { changeConsents } from "../../../src/services/patients/consent.js";
import { createPatient } from "../../../src/services/patients/create.js";
import { duplicateGroups } from "../../../src/services/patients/duplicates.js";
import { editPatient } from "../../../src/services/patients/edit.js";
import { resolvePatient } from "../../../src/services/patients/reference.js";
import { byFile, importText, recover, refusal, testCabinet, traces } from "./cabinet.js";

function values(given: Partial<Record<PatientColumn, string>>): (string | null)[] {
  const all: (string | null)[] = PATIENT_COLUMNS.map(() => null);
  for (const column of PATIENT_COLUMNS) all[at(column)] = given[column] ?? null;
  return all;
}

const RUTH = { nom_naissance: "Nessi", premier_prenom: "Ruth", date_naissance: "14/07/1977", sexe: "F", lieu_naissance: "63220" };
const FILE = "dossier;nom_naissance;prenoms_naissance;date_naissance;sexe;lieu_naissance\n1;NESSI;RUTH;14/07/1977;F;63220\n";

describe("creating by hand", () => {
  it.each(["nom_naissance", "premier_prenom", "date_naissance", "sexe", "lieu_naissance"] as const)(
    "needs %s (INS/va1.22)",
    async (column) => {
      const cabinet = testCabinet();
      const { [column]: _left, ...others } = RUTH;
      const error = await refusal(createPatient(cabinet, values(others), { allowDuplicate: false }));
      expect(error).toMatchObject({ kind: "usage", code: "patient.fields" });
      expect(error.details).toMatchObject({ fields: [{ field: column }] });
      expect(await cabinet.patients.count()).toBe(0);
    },
  );

  it("needs nothing else, and traces it", async () => {
    const cabinet = testCabinet();
    const patient = await createPatient(cabinet, values(RUTH), { allowDuplicate: false });
    expect(patient.identity).toMatchObject({
      status: "provisoire",
      traits: { birthName: "NESSI", firstBirthGivenName: "RUTH", birthGivenNames: [] },
    });
    expect(await traces(cabinet)).toMatchObject([{ kind: "patient.created", patientId: patient.id }]);
  });

  it("stops on the same traits, blind to typography, with the candidates", async () => {
    const cabinet = testCabinet();
    const first = await createPatient(cabinet, values({ ...RUTH, nom_naissance: "LE GALL" }), { allowDuplicate: false });
    const same = values({ ...RUTH, nom_naissance: "le-gall" });
    const error = await refusal(createPatient(cabinet, same, { allowDuplicate: false }));
    expect(error).toMatchObject({ kind: "decision", code: "patient.exists", details: { candidates: [first.id] } });
    await createPatient(cabinet, same, { allowDuplicate: true });
    expect(await cabinet.patients.count()).toBe(2);
  });

  it("refuses the file number of someone else", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, FILE);
    const error = await refusal(createPatient(cabinet, values({ ...RUTH, sexe: "M", dossier: "1" }), { allowDuplicate: false }));
    expect(error).toMatchObject({ kind: "decision", code: "patient.file_number_taken" });
  });
});

describe("editing by hand", () => {
  it("refuses nothing given, an unknown patient, a wrong value", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, FILE);
    const edit = (reference: string, given: Partial<Record<PatientColumn, string>>) =>
      refusal(editPatient(cabinet, reference, values(given), { unlock: null }));
    expect(await edit("1", {})).toMatchObject({ kind: "usage", code: "patient.nothing_given" });
    expect(await edit("Dupont", { telephone: "06" })).toMatchObject({ kind: "not_found", code: "patient.not_found" });
    expect((await edit("Dupont", { telephone: "06" })).message).not.toContain("Dupont");
    expect(await edit("1", { date_naissance: "31/02/1980" })).toMatchObject({
      kind: "usage",
      details: { fields: [{ code: "date.calendar" }] },
    });
    expect(await byFile(cabinet, "1")).toMatchObject({ version: 1 });
  });

  it("erases with an empty value, and says when nothing changes", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, FILE);
    await editPatient(cabinet, "1", values({ telephone: "0601", ville: "Lyon" }), { unlock: null });
    const erased = await editPatient(cabinet, "1", values({ telephone: "" }), { unlock: null });
    expect(erased.patient.contact).toMatchObject({ phone: null, city: "Lyon" });
    expect((await editPatient(cabinet, "1", values({ ville: "Lyon" }), { unlock: null })).changed).toEqual([]);
    expect(await traces(cabinet, ["patient.updated"])).toHaveLength(2);
  });

  it("keeps strict traits locked, unless a super-user says why, which invalidates the INS", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, FILE);
    const { id } = await recover(cabinet, "1", { qualified: true });
    const change = values({ nom_naissance: "DURAND", telephone: "06" });
    const locked = await refusal(editPatient(cabinet, id, change, { unlock: null }));
    expect(locked).toMatchObject({ kind: "refused", code: "identity.locked", rule: "INS/va1.18" });
    expect(locked.advice).toContain(`segur patient edit ${id} … --unlock`);
    expect(await refusal(editPatient(cabinet, id, change, { unlock: " " }))).toMatchObject({ kind: "usage" });
    expect(await byFile(cabinet, "1")).toMatchObject({ contact: { phone: null } });
    const { patient, insInvalidated } = await editPatient(cabinet, id, change, { unlock: "erreur sur la CNI" });
    expect(insInvalidated).toBe(true);
    expect(patient.identity).toMatchObject({ status: "validee", ins: null, traits: { birthName: "DURAND" } });
    expect(await traces(cabinet, ["identity.changed", "identity.status"])).toMatchObject([
      { data: { unlock: "erreur sur la CNI" } },
      { data: { from: "qualifiee", to: "validee" } },
    ]);
  });

  it("keeps of another person neither the consents nor the proof; of a typographic correction, both", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, FILE);
    const { id } = await recover(cabinet, "1", { qualified: true });
    const consenting = await changeConsents(cabinet, await byFile(cabinet, "1"), { dmpRead: "given", dmpFeed: "opposed" });
    const { birthName } = consenting.identity.traits;
    const typed = await editPatient(cabinet, id, values({ nom_naissance: `${birthName.slice(0, 2)}-${birthName.slice(2)}` }), {
      unlock: "tiret",
    });
    expect(typed).toMatchObject({ insInvalidated: true, anotherPerson: false });
    expect(typed.patient).toMatchObject({
      consents: { dmpRead: "given", dmpFeed: "opposed" },
      identity: { proof: { type: "CN" } },
    });

    await recover(cabinet, "1", { qualified: true });
    const change = values({ date_naissance: "02/03/1980", consentement_dmp_alimentation: "accord" });
    const other = await editPatient(cabinet, id, change, { unlock: "autre personne" });
    expect(other).toMatchObject({ anotherPerson: true });
    // What this very edit says is of the person of today.
    expect(other.patient).toMatchObject({ consents: { dmpRead: "none", dmpFeed: "given" }, identity: { proof: null } });
    expect((await traces(cabinet, ["patient.consent"])).at(-1)).toMatchObject({
      data: { use: "dmpRead", from: "given", to: "none" },
    });
  });

  it("takes 99999 typed by hand as meant", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, FILE);
    const { patient } = await editPatient(cabinet, "1", values({ lieu_naissance: "99999" }), { unlock: null });
    expect(patient.identity.traits.birthPlace).toBe("99999");
  });

  it("refuses the file number of someone else", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, `${FILE}2;A;B;01/01/2000;M;63220\n`);
    const error = await refusal(editPatient(cabinet, "2", values({ dossier: "1" }), { unlock: null }));
    expect(error).toMatchObject({ kind: "decision", code: "patient.file_number_taken" });
  });
});

describe("naming a patient", () => {
  it("by id in any case, by file number, and asks when one text is both", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, FILE);
    const first = await byFile(cabinet, "1");
    await importText(cabinet, FILE.replace("\n1;", `\n${first.id};`));
    const second = await byFile(cabinet, first.id);
    expect((await resolvePatient(cabinet, " 1 ")).id).toBe(first.id);
    expect((await resolvePatient(cabinet, second.id.toLowerCase())).id).toBe(second.id);
    expect(await refusal(resolvePatient(cabinet, first.id))).toMatchObject({
      kind: "decision",
      details: { candidates: [first.id, second.id] },
    });
    expect((await resolvePatient(cabinet, `id:${first.id}`)).id).toBe(first.id);
    expect((await resolvePatient(cabinet, `dossier:${first.id}`)).id).toBe(second.id);
    expect(await refusal(resolvePatient(cabinet, "P999"))).toMatchObject({
      kind: "not_found",
      message: expect.stringContaining("P999"),
    });
    expect(await refusal(resolvePatient(cabinet, "277076322082910"))).toMatchObject({
      message: expect.not.stringContaining("277"),
    });
  });
});

describe("consents", () => {
  it("are traced one by one, only when they change", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, FILE);
    const before = await byFile(cabinet, "1");
    const after = await changeConsents(cabinet, before, { dmpFeed: "opposed", mssPatient: "none" });
    expect(after.consents).toEqual({ dmpFeed: "opposed", dmpRead: "none", mssProfessionals: "none", mssPatient: "none" });
    expect(await byFile(cabinet, "1")).toMatchObject({ consents: after.consents, version: 2 });
    expect(await traces(cabinet, ["patient.consent"])).toMatchObject([
      { patientId: before.id, data: { use: "dmpFeed", from: "none", to: "opposed" } },
    ]);
  });
});

describe("duplicates", () => {
  it("says why", async () => {
    const cabinet = testCabinet();
    await importText(
      cabinet,
      "dossier;nom_naissance;premier_prenom;nom_utilise;date_naissance;sexe\n1;LE GALL;ANNE;;01/01/1980;F\n2;LEGALL;Anne;;01/01/1980;F\n3;DURAND;ZOE;MARTIN;02/02/1990;F\n4;MARTIN;ZOE;;02/02/1990;F\n5;PETIT;ZOE;;02/02/1990;F\n6;MARTIN;ZOE;;02/02/1990;M\n",
    );
    const groups: unknown[] = [];
    for await (const { why, patients } of duplicateGroups(cabinet))
      groups.push([why, patients.map(({ fileNumber }) => fileNumber)]);
    expect(groups).toEqual(
      expect.arrayContaining([
        ["traits", ["1", "2"]],
        ["married_name", ["3", "4"]],
      ]),
    );
    expect(groups).toHaveLength(2);
  });
});

describe("diagnoses", () => {
  it("are written by hand by who may see them, and by nobody else", async () => {
    const doctor = testCabinet();
    const { id } = await createPatient(doctor, values({ ...RUTH, diagnostics: "E11.9" }), { allowDuplicate: false });
    const cabinet = { ...doctor, rights: new Set(RIGHTS.filter((right) => right !== "medical")) };
    for (const diagnostics of ["", "E11.9", "I10"]) {
      const error = await refusal(editPatient(cabinet, id, values({ diagnostics }), { unlock: null }));
      expect(error).toMatchObject({ code: "rights.missing", details: { right: "medical" } });
    }
    const other = { ...RUTH, premier_prenom: "Anne", diagnostics: "I10" };
    const error = await refusal(createPatient(cabinet, values(other), { allowDuplicate: false }));
    expect(error).toMatchObject({ code: "rights.missing" });
    await editPatient(cabinet, id, values({ ville: "Lyon" }), { unlock: null });
    expect((await doctor.patients.get(id))?.diagnoses).toEqual(["E11.9"]);
  });
});
