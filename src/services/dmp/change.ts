import { oidOf } from "../../documents/cda/oid.js";
import type { Transaction } from "../../domain/dmp/transaction.js";
import type { DocumentAuthor, DocumentEntry } from "../../domain/document/entry.js";
import type { Ins } from "../../domain/identity/types.js";
import { type DmpCall, type DmpClient, DmpFault } from "../../gateways/dmp/port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { submissionAuthor } from "./author.js";
import { withCall } from "./call.js";
import { formerIdentity, gone, hiddenByYou } from "./change-errors.js";
import { freshEntry } from "./fresh.js";
import { wasSetAside } from "./own-change.js";
import { requireQualified } from "./rules.js";
import type { Target } from "./target.js";

/** The entry changed between its reading and the change (another workstation, another software). */
export const STALE: ReadonlySet<string> = new Set([
  "XDSMetadataVersionError",
  "XDSMetadataUpdateError",
  "UnresolvedReferenceException",
]);

/** Everything a change of metadata (TD3.3) is made with. */
export interface Changing {
  readonly ins: Ins;
  readonly author: DocumentAuthor;
  /** OID of this installation. */
  readonly sourceId: string;
}

/** @throws {SegurError} `dmp.former_identity` for a document that is in another DMP than the patient's */
export async function changing(cabinet: OpenCabinet, target: Target): Promise<Changing> {
  if (target.former) throw formerIdentity(target.id);
  return changingIn(cabinet, requireQualified(target.patient, cabinet.info.environment));
}

/**
 * To delete: in the DMP where the document was put, whatever became of the patient's identity since. A structure deletes its own
 * documents (DMP/CONF.03), and above all those that it put in the wrong DMP.
 */
export async function deleting(cabinet: OpenCabinet, target: Target): Promise<Changing> {
  return changingIn(cabinet, target.ins ?? requireQualified(target.patient, cabinet.info.environment));
}

async function changingIn(cabinet: OpenCabinet, ins: Ins): Promise<Changing> {
  return { ins, author: await submissionAuthor(cabinet), sourceId: oidOf(cabinet.info.instanceId) };
}

/** One change of one entry of the registry. */
export interface Change {
  readonly transaction: Transaction;
  /** Refuses what may not be done to the entry as it is now. */
  check(entry: DocumentEntry): void;
  make(client: DmpClient, entry: DocumentEntry, call: DmpCall): Promise<void>;
  /** Whether the entry, read again after a lost answer, already is as it was to become. Null: the DMP no longer shows it. */
  isDone(entry: DocumentEntry | null): boolean;
}

/**
 * Makes one change on the entry as it was just read (dmp.md TD3.3). An entry that changed meanwhile is read once more; a lost answer is
 * settled by reading again before anything is sent again: a change is idempotent, and never queued.
 * @returns the entry as it was read last; null when it was deleted and the DMP no longer shows it
 */
export async function changeEntry(
  cabinet: OpenCabinet,
  target: Target,
  ins: Ins,
  change: Change,
  signal: AbortSignal,
): Promise<DocumentEntry | null> {
  for (let again = false; ; again = true) {
    const entry = await freshEntry(cabinet, target.patient, ins, target, signal);
    if (again && change.isDone(entry)) return entry;
    if (entry === null) {
      const { id, patient } = target;
      throw (await wasSetAside(cabinet, target, ins)) ? hiddenByYou(id, patient.id) : gone(id, patient.id);
    }
    change.check(entry);
    const intent = { transaction: change.transaction, patient: target.patient, documents: [target.id], signal };
    try {
      await withCall(cabinet, intent, (client, call) => change.make(client, entry, call));
      return entry;
    } catch (error) {
      if (again || signal.aborted || !(error instanceof DmpFault)) throw error;
      if (!error.uncertain && !STALE.has(error.serviceCode)) throw error;
    }
  }
}
