import type { ArchivedPart } from "../../../documents/export/read.js";
import { isVsmType } from "../../../domain/document/code.js";
import type { DraftRules } from "../../patients/draft.js";
import { type ReadDocument, readDocument } from "./document.js";
import { type ReadMedical, readMedical } from "./medical.js";
import { type ReadPatient, readPatient } from "./patient.js";
import { Shape, shapeOf } from "./shape.js";

/** What the JSON files of a patient say, contents apart. */
export interface ReadContents {
  readonly read: ReadPatient;
  readonly items: readonly ReadDocument[];
  readonly medical: ReadMedical | null;
}

const KIB = 1024;
const MIB = 1024 * KIB;
/** More than a file that a person filled ever has, little enough to be read whole. */
const PATIENT_MAX = 256 * KIB;
const MEDICAL_MAX = 4 * MIB;
/** By the files that are there: a document has one at least, and its acknowledgements have notes. */
const DOCUMENTS_MAX = { base: 256 * KIB, each: 16 * KIB, most: 16 * MIB } as const;

/** @throws {SegurError} `export.altered` */
export async function readContents(part: ArchivedPart, of: string, rules: DraftRules): Promise<ReadContents> {
  const json = (path: string, most: number) => shapeOf(part.open(path), `patients/${of}/${path}`, most);
  const read = readPatient(await json("patient.json", PATIENT_MAX), rules);
  if (read.said.id !== of) new Shape({}, `patients/${of}/patient.json`).wrong("id");
  const most = Math.min(DOCUMENTS_MAX.most, DOCUMENTS_MAX.base + part.files.length * DOCUMENTS_MAX.each);
  const items = (await json("documents.json", most)).list("items").map(readDocument);
  const hasMedical = part.files.some(({ path }) => path === "medical.json");
  return { read, items, medical: hasMedical ? readMedical(await json("medical.json", MEDICAL_MAX)) : null };
}

/** Whether something of it is for who has the right `medical`: looked for in what is there, for a manifest may say anything. */
export function isMedical({ read: { draft }, items, medical }: ReadContents): boolean {
  const record = medical !== null && medical.items.length + medical.noneKnown.length + medical.protocols.length > 0;
  const told = draft !== null && (draft.ald || draft.diagnoses.length > 0);
  const inFile = items.some(({ document, received }) => isVsmType(document.type) || (received?.acknowledgements.length ?? 0) > 0);
  return record || told || inFile;
}
