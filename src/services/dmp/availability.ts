import type { Availability, DocumentEntry } from "../../domain/document/entry.js";
import { DmpFault } from "../../gateways/dmp/port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { withCall } from "./call.js";
import { type Changing, changeEntry, changing, deleting, STALE } from "./change.js";
import { changeDocument } from "./change-document.js";
import { gone, nothingToDo, notOurs, wrongState } from "./change-errors.js";
import { freshReferences } from "./fresh.js";
import { noteChange } from "./own-change.js";
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
    if (entry.availability !== from) throw wrongState(target.id, WORDS[entry.availability], target.patient.id);
  };
  await setState(cabinet, target, known, to, check, signal);
  await noteChange(cabinet, target, known.ins, { availability: to });
}

/**
 * Deletes a document from the DMP for good (TD3.3c, DMP/CONF.03): only of this author, or of this structure. By reference first, which
 * asks for no authorisation of access (DMP/CONF.05); the entry is read where a reference is not enough. What was put in the DMP of a
 * former identity of the patient is deleted there.
 */
export async function removeFromDmp(cabinet: OpenCabinet, target: Target, signal: AbortSignal): Promise<void> {
  const known = await deleting(cabinet, target);
  if (target.listed !== null && !isOurs(target.listed, known)) throw notOurs(target.id);
  let outcome = await removeByReference(cabinet, target, known, signal);
  // The answer was lost: it is looked for again, and what is no longer there is deleted.
  if (outcome === "unsure") outcome = await removeByReference(cabinet, target, known, signal, { lost: true });
  if (outcome !== "done") {
    const check = (entry: DocumentEntry) => {
      if (entry.availability === "deleted") throw nothingToDo(target.id, WORDS.deleted);
      if (!isOurs(entry, known)) throw notOurs(target.id);
    };
    await setState(cabinet, target, known, "deleted", check, signal);
  }
  await noteChange(cabinet, target, known.ins, { availability: "deleted" });
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

/**
 * `read` when the entry must be read first: there are several, it is not in force, or this structure may not and this person perhaps
 * may. `unsure` when the answer was lost.
 * @throws {SegurError} `dmp.entry_gone`, and any other failure
 */
async function removeByReference(
  cabinet: OpenCabinet,
  target: Target,
  { ins, author, sourceId }: Changing,
  signal: AbortSignal,
  { lost = false } = {},
): Promise<"done" | "read" | "unsure"> {
  const { patient, id } = target;
  const [entryUuid, ...others] = await freshReferences(cabinet, patient, ins, target, signal);
  if (entryUuid === undefined && lost) return "done";
  if (entryUuid === undefined) throw gone(id, patient.id);
  if (others.length > 0) return "read";
  const intent = { transaction: "TD3.3c" as const, patient, documents: [id], feeding: true, signal };
  const change = { entryUuid, from: "approved", to: "deleted" } as const;
  try {
    await withCall(cabinet, intent, (client, call) => client.setAvailability(ins, change, author, sourceId, call));
    return "done";
  } catch (error) {
    if (!(error instanceof DmpFault) || signal.aborted) throw error;
    const refused = STALE.has(error.serviceCode) || error.kind === "refused";
    // A reference to what is deleted may still be given: refusing to delete it twice is the sign that the lost answer said yes.
    if (refused) return lost && STALE.has(error.serviceCode) ? "done" : "read";
    if (error.uncertain && !lost) return "unsure";
    throw error;
  }
}

/** Written by this person, or by this structure. */
function isOurs(entry: DocumentEntry, { author }: Changing): boolean {
  return entry.authors.some(
    ({ id, institution }) =>
      (id !== null && id === author.id) ||
      (institution?.id !== undefined && institution.id !== null && institution.id === author.institution?.id),
  );
}
