import type { Document } from "../../domain/document/document.js";
import type { Ins } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { wrongState } from "./change-errors.js";
import { previousPending, replacesNothing } from "./feed-errors.js";
import { freshEntry, freshReferences, type Wanted } from "./fresh.js";

/**
 * The earlier version of a document that the DMP has: the newest before it that was deposited, or taken from there, and not deleted
 * since. Null when none was.
 * @throws {SegurError} `dmp.previous_pending` when one of them still waits to leave
 */
export async function previousThere(cabinet: OpenCabinet, document: Document): Promise<Document | null> {
  const seen = new Set<string>();
  for (let id = document.replaces; id !== null && !seen.has(id); ) {
    seen.add(id);
    const previous = await cabinet.documents.get(id);
    if (previous === null) return null;
    if (previous.dmp !== null) return previous.dmp.withdrawnAt === undefined ? previous : null;
    const waiting = (await cabinet.outbox.pendingFor(id)).filter(
      (line) => line.kind === "dmp.submit" && line.state !== "refused",
    );
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
  const previous = await previousThere(cabinet, document);
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
