import { SYSTEMS } from "../../../src/domain/document/code.js";
import type { NewDocument } from "../../../src/domain/document/document.js";
import { VISIBLE } from "../../../src/domain/document/entry.js";
import type { IdentityStatus, Ins } from "../../../src/domain/identity/types.js";
import type { NewPatient } from "../../../src/domain/patient.js";
import type { OpenCabinet } from "../../../src/services/cabinet.port.js";
import { patient } from "../../store/support.js";

export const DOCTOR = "99700000001";
let next = 0;

/** A qualified patient, of a test nomenclature. */
export async function addPatient(
  cabinet: OpenCabinet,
  { status = "qualifiee", ...change }: Partial<NewPatient> & { readonly status?: IdentityStatus } = {},
): Promise<string> {
  const base = patient();
  const ins: Ins = { matricule: "280036322000145", oid: "1.2.250.1.213.1.4.10" };
  const made: NewPatient = { ...base, identity: { ...base.identity, status, ins }, ...change };
  const { inserted } = await cabinet.patients.save({ inserts: [made] });
  return inserted[0]?.id ?? "";
}

/** A document of the doctor in a file, filed today. */
export async function addDocument(cabinet: OpenCabinet, patientId: string, change: Partial<NewDocument> = {}): Promise<string> {
  next += 1;
  const { id: content, size } = await cabinet.contents.write([Buffer.from(`Compte rendu ${next}\n`)]);
  const at = cabinet.clock.now().toISOString();
  const { document } = await cabinet.documents.add(
    {
      ...{ patientId, title: "Compte rendu", actDate: at.slice(0, 10), origin: "local", content, mimeType: "text/plain", size },
      type: { code: "11488-4", system: SYSTEMS.loinc, label: "CR ou fiche de consultation ou de visite" },
      class: { code: "10", system: SYSTEMS.classCode, label: "Compte rendu" },
      ...{ fileName: "cr.txt", cda: null, uniqueId: `2.25.${next}`, setId: `2.25.9${next}`, versionNumber: 1, replaces: null },
      author: { id: `8${DOCTOR}`, name: "Dr Paul MARCEAU", institution: null },
      ...{ confidentiality: "N", visibility: VISIBLE, createdAt: at, dmp: null },
      ...change,
    },
    { userId: "U1", at },
  );
  return document.id;
}
