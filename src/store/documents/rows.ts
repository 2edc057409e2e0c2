import type { Document, NewDocument } from "../../domain/document/document.js";
import { parseRecord } from "../json.js";

/** What of a document is neither looked for nor changed alone. */
type Details = Pick<
  NewDocument,
  | "type"
  | "class"
  | "mimeType"
  | "size"
  | "fileName"
  | "author"
  | "confidentiality"
  | "visibility"
  | "dmp"
  | "samePatient"
  | "ownVsm"
>;

export interface DocumentRow {
  id: number;
  row_version: number;
  state: Document["state"];
  patient: number;
  act_date: string;
  origin: Document["origin"];
  unique_id: string;
  set_id: string;
  version_number: number;
  replaces: number | null;
  /** SHA-256 of the content and of the CDA. */
  content_id: string;
  cda_id: string | null;
  title: string;
  details: string;
  created_at: string;
  filed_at: string;
  filed_by: string;
}

export const SELECT_DOCUMENT = `SELECT d.id, d.row_version, d.state, d.patient, d.act_date, d.origin, d.unique_id, d.set_id,
    d.version_number, d.replaces, c.sha256 AS content_id, x.sha256 AS cda_id, d.title, d.details, d.created_at, d.filed_at, d.filed_by
  FROM documents d JOIN contents c ON c.id = d.content LEFT JOIN contents x ON x.id = d.cda`;

/** The JSON of {@link Details}. */
export function detailsOf(document: NewDocument): string {
  const { type, class: kind, mimeType, size, fileName, author, confidentiality, visibility, dmp } = document;
  const { samePatient, ownVsm } = document;
  return JSON.stringify({
    type,
    class: kind,
    mimeType,
    size,
    fileName,
    author,
    confidentiality,
    visibility,
    dmp,
    ...(samePatient === undefined ? {} : { samePatient }),
    ...(ownVsm === undefined ? {} : { ownVsm }),
  } satisfies Details);
}

export function toDocument(row: DocumentRow): Document {
  const details = parseRecord(row.details) as unknown as Details;
  return {
    ...details,
    id: `D${row.id}`,
    rowVersion: row.row_version,
    state: row.state,
    patientId: `P${row.patient}`,
    actDate: row.act_date,
    origin: row.origin,
    uniqueId: row.unique_id,
    setId: row.set_id,
    versionNumber: row.version_number,
    replaces: row.replaces === null ? null : `D${row.replaces}`,
    content: row.content_id,
    cda: row.cda_id,
    title: row.title,
    createdAt: row.created_at,
    filedAt: row.filed_at,
    filedBy: row.filed_by,
  };
}
