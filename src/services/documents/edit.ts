import type { Document } from "../../domain/document/document.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { sentBy } from "../mss/left.js";
import { patientNotFound } from "../patients/errors.js";
import { requireAuthor } from "./author.js";
import { cannotEdit, nothingToEdit } from "./edit-errors.js";
import { movedMeanwhile } from "./prepare-errors.js";
import { resolveDocument } from "./reference.js";
import { type Requested, requested } from "./requested.js";

/** As typed, see {@link requested}. */
export interface EditRequest {
  readonly type?: string | undefined;
  readonly date?: string | undefined;
  readonly title?: string | undefined;
  readonly author?: string | undefined;
}

export type EditedField = "type" | "date" | "title" | "author";

export interface Edited {
  readonly document: Document;
  /** Empty: it was so already. */
  readonly changed: readonly EditedField[];
}

/** Other processes may write the same document: decided again on what is there, and no more often than a person would. */
const TRIES = 5;

/**
 * Corrects what the file says of a document that never left: who reads it elsewhere has read what it said (EX_GEN-1060), and a CDA says
 * itself what it is. The CDA that was prepared for it, if any, is written again when it leaves.
 * @throws {SegurError} `document.edit_…`, and those of {@link requested}
 */
export async function editDocument(cabinet: OpenCabinet, typed: string, request: EditRequest): Promise<Edited> {
  if (Object.values(request).every((each) => each === undefined)) throw nothingToEdit();
  for (let times = 1; times <= TRIES; times++) {
    const document = await resolveDocument(cabinet, typed);
    await requireEditable(cabinet, document);
    const patient = await cabinet.patients.get(document.patientId);
    if (patient === null) throw patientNotFound(document.patientId);
    const { changed, after } = changedBy(document, await requested(cabinet, request, patient));
    if (changed.length === 0) return { document, changed };
    const { actor, clock } = cabinet;
    const about = { at: clock.now().toISOString(), actor, patientId: document.patientId };
    const trace = { kind: "document.changed" as const, ...about, data: { document: document.id, changed } };
    if (await cabinet.documents.update(after, [trace])) return { document: await resolveDocument(cabinet, document.id), changed };
  }
  throw movedMeanwhile(typed.trim().toUpperCase());
}

async function requireEditable(cabinet: Pick<OpenCabinet, "outbox" | "fates">, document: Document): Promise<void> {
  const { id, origin, state, dmp, cda, content } = document;
  if (origin !== "local") throw cannotEdit(id, "received");
  if (cda === content) throw cannotEdit(id, "cda");
  if (state !== "current") throw cannotEdit(id, "replaced");
  if (dmp !== null) throw cannotEdit(id, "left");
  const message = await sentBy(cabinet, id);
  if (message !== null) throw cannotEdit(id, "sent", [message]);
  const lines = await cabinet.outbox.pendingFor(id);
  if (lines.length > 0) {
    throw cannotEdit(
      id,
      "queued",
      lines.map((line) => line.id),
    );
  }
}

function changedBy(document: Document, given: Requested): { changed: readonly EditedField[]; after: Document } {
  const type = given.type?.code ?? document.type;
  const kind = given.type?.class ?? document.class;
  const actDate = given.actDate ?? document.actDate;
  // A title that was the label of the type goes with it.
  const title = given.title ?? (document.title === document.type.label ? type.label : document.title);
  const author = given.authorTyped ? requireAuthor(given.author) : document.author;
  const is: Readonly<Record<EditedField, boolean>> = {
    type: type.code !== document.type.code,
    date: actDate !== document.actDate,
    title: title !== document.title,
    author: author.id !== document.author.id || author.name !== document.author.name,
  };
  const changed = (["type", "date", "title", "author"] as const).filter((field) => is[field]);
  return { changed, after: { ...document, type, class: kind, actDate, title, author, cda: null } };
}
