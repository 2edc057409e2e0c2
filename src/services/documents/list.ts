import { folded } from "../../documents/vocabularies/table.js";
import { classes } from "../../documents/vocabularies/types.js";
import type { Document, DocumentState, Origin } from "../../domain/document/document.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { localDay } from "../ins/proof-date.js";
import { resolvePatient } from "../patients/reference.js";
import { afterWrong, categoryUnknown } from "./list-errors.js";
import { parseActDate, requireType } from "./requested.js";

export interface ListRequest {
  readonly patient: string;
  readonly type?: string | undefined;
  /** Code of a class, or the beginning of its label. */
  readonly category?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly origin?: Origin | undefined;
  /** Superseded and removed versions too. */
  readonly all: boolean;
  readonly limit: number;
  readonly after?: string | undefined;
}

export interface DocumentPage {
  readonly items: readonly Document[];
  readonly next: string | null;
}

const EVERY: readonly DocumentState[] = ["current", "superseded", "removed"];

/** Documents of one patient's file, newest act first. */
export async function listDocuments(cabinet: OpenCabinet, request: ListRequest): Promise<DocumentPage> {
  const { after } = request;
  if (after !== undefined && !/^\d{4}-\d{2}-\d{2}:\d{1,15}$/.test(after)) throw afterWrong();
  const patient = await resolvePatient(cabinet, request.patient);
  const today = localDay(cabinet.clock.now());
  const day = (text: string | undefined) => (text === undefined ? undefined : parseActDate(text, today, null));
  return cabinet.documents.list({
    patientId: patient.id,
    origin: request.origin,
    typeCode: request.type === undefined ? undefined : requireType(request.type).code.code,
    classCode: request.category === undefined ? undefined : requireCategory(request.category),
    since: day(request.since),
    until: day(request.until),
    states: request.all ? EVERY : undefined,
    limit: request.limit,
    after,
  });
}

function requireCategory(text: string): string {
  const wanted = folded(text);
  const all = classes();
  const found =
    all.find(({ code }) => code === text.trim()) ??
    all.find(({ label }) => folded(label) === wanted) ??
    all.find(({ label }) => wanted !== "" && folded(label).startsWith(wanted));
  if (found === undefined) throw categoryUnknown(all);
  return found.code;
}
