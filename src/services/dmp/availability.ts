import type { Availability, DocumentEntry } from "../../domain/document/entry.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { withCall } from "./call.js";
import { type Changing, changeEntry, changing } from "./change.js";
import { changeDocument } from "./change-document.js";
import { gone, nothingToDo, notOurs, wrongState } from "./change-errors.js";
import { freshReference, mayNotRead } from "./fresh.js";
import type { Target } from "./target.js";

const WORDS: Readonly<Record<Availability, string>> = {
  approved: "en vigueur",
  archived: "archivé",
  deprecated: "remplacé par une version plus récente",
  deleted: "supprimé",
};

/** Archives a document in force, or brings it back (TD3.3d). */
export async function setArchived(cabinet: OpenCabinet, target: Target, archived: boolean, signal: AbortSignal): Promise<void> {
  const to = archived ? "archived" : "approved";
  const from = archived ? "approved" : "archived";
  const known = await changing(cabinet, target);
  const check = (entry: DocumentEntry) => {
    if (entry.availability === to) throw nothingToDo(target.id, WORDS[to]);
    if (entry.availability !== from) throw wrongState(target.id, WORDS[entry.availability]);
  };
  await setState(cabinet, target, known, to, check, signal);
}

/**
 * Deletes a document from the DMP for good (TD3.3c, DMP/CONF.03): only of this author, or of this structure. No authorisation of access
 * is needed, and a session that may not read deletes what its structure deposited (DMP/CONF.05).
 */
export async function removeFromDmp(cabinet: OpenCabinet, target: Target, signal: AbortSignal): Promise<void> {
  const known = await changing(cabinet, target);
  const check = (entry: DocumentEntry) => {
    if (entry.availability === "deleted") throw nothingToDo(target.id, WORDS.deleted);
    if (!isOurs(entry, known)) throw notOurs(target.id);
  };
  try {
    await setState(cabinet, target, known, "deleted", check, signal);
  } catch (error) {
    if (!mayNotRead(error)) throw error;
    await removeByReference(cabinet, target, known, signal);
  }
  const withdrawnAt = cabinet.clock.now().toISOString();
  if (target.document === null) return;
  await changeDocument(cabinet, target.document.id, "dmp", ({ dmp }) => (dmp === null ? null : { dmp: { ...dmp, withdrawnAt } }));
}

async function setState(
  cabinet: OpenCabinet,
  target: Target,
  { ins, author, sourceId }: Changing,
  to: "approved" | "archived" | "deleted",
  check: (entry: DocumentEntry) => void,
  signal: AbortSignal,
): Promise<void> {
  await changeEntry(
    cabinet,
    target,
    ins,
    {
      transaction: to === "deleted" ? "TD3.3c" : "TD3.3d",
      check,
      make: (client, { entryUuid, availability }, call) =>
        client.setAvailability(ins, { entryUuid, from: availability, to }, author, sourceId, call),
      isDone: (entry) => (entry === null ? to === "deleted" : entry.availability === to),
    },
    signal,
  );
}

async function removeByReference(
  cabinet: OpenCabinet,
  target: Target,
  { ins, author, sourceId }: Changing,
  signal: AbortSignal,
): Promise<void> {
  const { patient, id } = target;
  const entryUuid = await freshReference(cabinet, patient, ins, target, signal);
  if (entryUuid === null) throw gone(id);
  const intent = { transaction: "TD3.3c" as const, patient, documents: [id], reference: true, signal };
  // A reference tells no status: a document that a structure wants to delete is in force in all but rare cases, and the DMP checks it.
  await withCall(cabinet, intent, (client, call) =>
    client.setAvailability(ins, { entryUuid, from: "approved", to: "deleted" }, author, sourceId, call),
  );
}

/** Written by this person, or by this structure. */
function isOurs(entry: DocumentEntry, { author }: Changing): boolean {
  return entry.authors.some(
    ({ id, institution }) =>
      (id !== null && id === author.id) ||
      (institution?.id !== undefined && institution.id !== null && institution.id === author.institution?.id),
  );
}
