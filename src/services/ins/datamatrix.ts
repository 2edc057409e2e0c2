import { type DecodedDatamatrix, datamatrixOf, decodeInsDatamatrix } from "../../domain/identity/datamatrix.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolvePatient } from "../patients/reference.js";
import { datamatrixUnreadable, notQualified } from "./identity-errors.js";
import { traceAccess } from "./identity-store.js";

export interface PatientDatamatrix {
  readonly id: string;
  /** The payload of « Format datamatrix INS » v2.2, with GS bytes. */
  readonly payload: string;
}

/** The datamatrix of a qualified identity (INS/va1.53, .15, .03); the access to the matricule is traced before it is given. */
export async function patientDatamatrix(cabinet: OpenCabinet, id: string): Promise<PatientDatamatrix> {
  const patient = await resolvePatient(cabinet, id);
  const made = datamatrixOf(patient.identity);
  if (!made.ok) throw notQualified(patient.id, patient.identity.status);
  await traceAccess(cabinet, patient.id, "ins.datamatrix");
  return { id: patient.id, payload: made.text };
}

/** What a scanner sends for one symbol never exceeds this; more is another file. */
const LARGEST_PAYLOAD = 4_096;

/** Reads the text of a datamatrix, as a scanner or `--as text` gives it. Throws a French `input` error with the column. */
export async function readDatamatrix(source: AsyncIterable<Buffer>): Promise<DecodedDatamatrix> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > LARGEST_PAYLOAD) throw datamatrixUnreadable("Le texte est trop long pour un datamatrix INS.", undefined);
    chunks.push(chunk);
  }
  // Not `trim`: only line ends and a byte order mark may be added by a scanner or an editor.
  const text = Buffer.concat(chunks)
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .replace(/[\r\n]+$/, "");
  const decoded = decodeInsDatamatrix(text);
  if (!decoded.ok) throw datamatrixUnreadable(decoded.message, decoded.column);
  return decoded.value;
}
