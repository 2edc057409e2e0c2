import { type Code, SYSTEMS } from "../../../src/domain/document/code.js";
import type { Document, NewDocument } from "../../../src/domain/document/document.js";
import { VISIBLE } from "../../../src/domain/document/entry.js";
import type { NewPatient, Patient } from "../../../src/domain/patient.js";
import type { TestCabinet } from "../support/cabinet.js";
import { newPatient, OFFICIAL } from "../support/patients.js";

export const CONSULTATION: Code = {
  code: "11488-4",
  system: SYSTEMS.loinc,
  label: "CR ou fiche de consultation ou de visite",
};
const CLASS: Code = { code: "10", system: SYSTEMS.classCode, label: "Compte rendu" };
let drawn = 0;

/** The official test patient ADRUN ZOE, qualified, with what the test changes. */
export function qualified(change: Partial<NewPatient> = {}): NewPatient {
  const patient = newPatient(OFFICIAL.adrun);
  const ins = { matricule: "275126322074974", oid: "1.2.250.1.213.1.4.10" };
  return { ...patient, identity: { ...patient.identity, status: "qualifiee", ins }, ...change };
}

/** A document of the file, of today unless told, with a content of its own. */
export async function filed(
  cabinet: TestCabinet,
  patient: Patient,
  change: Partial<NewDocument> & { readonly bytes?: Buffer } = {},
): Promise<Document> {
  drawn += 1;
  const { bytes = Buffer.from(`document ${drawn}`), ...rest } = change;
  const info = await cabinet.contents.write([bytes]);
  const at = cabinet.clock.now().toISOString();
  const { document } = await cabinet.documents.add(
    {
      patientId: patient.id,
      type: CONSULTATION,
      class: CLASS,
      title: "Compte rendu de consultation",
      actDate: at.slice(0, 10),
      origin: "local",
      content: info.id,
      mimeType: "text/plain",
      size: info.size,
      fileName: null,
      cda: null,
      uniqueId: `2.25.${1_000 + drawn}`,
      setId: `2.25.${5_000 + drawn}`,
      versionNumber: 1,
      replaces: null,
      author: { id: "899700000001", name: "Paul MARCEAU", institution: null },
      confidentiality: "N",
      visibility: VISIBLE,
      createdAt: at,
      dmp: null,
      ...rest,
    },
    { userId: "U1", at },
  );
  return document;
}
