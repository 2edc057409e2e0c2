import { type Document, isInAnotherDmp } from "../../domain/document/document.js";
import type { Ins } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { wrongState } from "./change-errors.js";
import { previousPending, replacesNothing } from "./feed-errors.js";
import { freshEntry, freshReferences, type Wanted } from "./fresh.js";

/**
 * The earlier version of a document that the DMP has: the newest before it that was deposited, or taken from there, and not deleted
 * since. Null when none was.
 * @throws {SegurError} `dmp.previous_pending` when one of them may have left, or waits with documents that nothing replaces
 */
export async function previousThere(cabinet: OpenCabinet, document: Document, ins: Ins): Promise<Document | null> {
  const seen = new Set<string>();
  for (let id = document.replaces; id !== null && !seen.has(id); ) {
    seen.add(id);
    const previous = await cabinet.documents.get(id);
    if (previous === null) return null;
    if (previous.dmp !== null) {
      // In the DMP of another INS, it is no version of what goes to this one.
      return previous.dmp.withdrawnAt === undefined && !isInAnotherDmp(previous, ins) ? previous : null;
    }
    const waiting = (await submissionsOf(cabinet, id)).filter((line) => !givesWay(line));
    if (waiting.length > 0) {
      throw previousPending(
        document.id,
        waiting.map((line) => line.id),
      );
    }
    id = previous.replaces;
  }
  return null;
}

/**
 * Lines of the outbox that carry older versions of a document and have certainly not left: they give way to it, in the transaction that
 * writes its own line, and can never be sent after it.
 */
export async function linesBehind(cabinet: OpenCabinet, document: Document): Promise<readonly string[]> {
  const found = new Set<string>();
  const seen = new Set<string>();
  for (let id = document.replaces; id !== null && !seen.has(id); ) {
    seen.add(id);
    for (const line of await submissionsOf(cabinet, id)) if (givesWay(line)) found.add(line.id);
    id = (await cabinet.documents.get(id))?.replaces ?? null;
  }
  return [...found];
}

async function submissionsOf({ outbox }: OpenCabinet, documentId: string): Promise<readonly OutboxItem[]> {
  return (await outbox.pendingFor(documentId)).filter(({ kind }) => kind === "dmp.submit");
}

/** Refused by the service, or not gone yet and alone: what waits with other documents is for a person to decide. */
function givesWay({ state, documents }: OutboxItem): boolean {
  return state === "refused" || (state === "queued" && documents.length === 1);
}

/**
 * The entryUuid that a new version replaces, just read (RPLC goes over the version in force). Null when there is nothing to replace.
 * @param must true when the person asked for a replacement, and not for a deposit
 * @throws {SegurError} `dmp.replaces_nothing`, `dmp.entry_state`
 */
export async function replacedEntry(
  cabinet: OpenCabinet,
  patient: Patient,
  ins: Ins,
  document: Document,
  options: { readonly must: boolean; readonly signal: AbortSignal },
): Promise<string | null> {
  const previous = await previousThere(cabinet, document, ins);
  const found = previous === null ? null : await uuidOf(cabinet, patient, ins, previous, options.signal);
  if (found === null && options.must) throw replacesNothing(document.id);
  return found;
}

/**
 * By reference first, in the mode in which the practice feeds: replacing what one deposited asks for no authorisation to read
 * (DMP/CONF.05). Only where there are several entries must they be read.
 */
async function uuidOf(
  cabinet: OpenCabinet,
  patient: Patient,
  ins: Ins,
  { id, uniqueId }: Wanted,
  signal: AbortSignal,
): Promise<string | null> {
  const references = await freshReferences(cabinet, patient, ins, { id, uniqueId }, signal);
  if (references.length < 2) return references[0] ?? null;
  const entry = await freshEntry(cabinet, patient, ins, { id, uniqueId }, signal);
  if (entry?.availability === "deprecated") throw wrongState(id, "déjà remplacé", patient.id);
  if (entry?.availability === "archived") throw wrongState(id, "archivé", patient.id);
  return entry === null || entry.availability === "deleted" ? null : entry.entryUuid;
}
