import { SegurError } from "../../domain/errors.js";
import { alertLevel } from "../../domain/inbox/acks.js";
import type { InboxPosition, InboxReader, Wanted } from "../../gateways/mss/inbox.port.js";
import type { Report } from "../../gateways/mss/port.js";
import type { Received } from "../../store/inbox.port.js";
import { bounceReader } from "../mss/bounce.js";
import { ourReport } from "../mss/our-report.js";
import { ahead } from "./ahead.js";
import { assessWaiting } from "./assess.js";
import { keepBatch, readAll, type SyncCabinet, type Syncing } from "./sync-batch.js";
import { mailboxUnknown } from "./sync-errors.js";
import { wanted } from "./wanted.js";

export type { SyncCabinet } from "./sync-batch.js";

/** What one mailbox brought. */
export interface SyncTotals {
  readonly messages: number;
  readonly documents: number;
  /** Documents to be read at once, and those with another alert. */
  readonly urgent: number;
  readonly alerts: number;
  readonly quarantined: number;
  readonly unreadable: number;
  /** Reports (DSN, MDN) that were read, known or not. */
  readonly reports: number;
  /** Receipts that are asked of us. */
  readonly requests: number;
  /** Messages read again after a technical failure. */
  readonly reread: number;
  /** No longer in the mailbox. */
  readonly gone: number;
}

export type SyncEvent =
  | {
      readonly type: "batch";
      readonly mailbox: string;
      readonly added: readonly Received[];
      readonly done: number;
      readonly left: number;
    }
  | { readonly type: "done"; readonly mailbox: string; readonly totals: SyncTotals; readonly position: InboxPosition | null }
  /** This mailbox could not be read to its end; what was read is kept, the others are read. */
  | { readonly type: "failed"; readonly mailbox: string; readonly error: SegurError };

export interface SyncOptions {
  readonly signal: AbortSignal;
  /** Of one address only. */
  readonly mailbox?: string | undefined;
  /** From the first message: what is known stays as it is, what was missed is found. */
  readonly full?: boolean | undefined;
}

/**
 * Brings what came, changed and left in every mailbox of the cabinet. Each batch is on the disk before the next is counted: stopped or
 * killed anywhere, nothing is lost nor doubled; two at once neither.
 * @throws {SegurError} of the store, of an interruption, of the only mailbox; `inbox.mailbox_unknown`
 */
export async function* syncInboxes(cabinet: SyncCabinet, options: SyncOptions): AsyncGenerator<SyncEvent> {
  const readers = await readersOf(cabinet, options.mailbox);
  for (const reader of readers) {
    try {
      yield* syncInbox(cabinet, reader, options);
    } catch (error) {
      if (readers.length === 1 || !(error instanceof SegurError) || !OF_ONE_MAILBOX.has(error.kind)) throw error;
      yield { type: "failed", mailbox: reader.address, error };
    }
  }
}

const OF_ONE_MAILBOX = new Set(["unreachable", "auth", "refused", "config"]);

/** @throws {SegurError} `inbox.mailbox_unknown` */
export async function readersOf(
  cabinet: Pick<SyncCabinet, "inboxes">,
  mailbox: string | undefined,
): Promise<readonly InboxReader[]> {
  const readers = await cabinet.inboxes();
  if (mailbox === undefined) return readers;
  const chosen = readers.filter(({ address }) => address.toLowerCase() === mailbox.trim().toLowerCase());
  if (chosen.length === 0) throw mailboxUnknown(readers.map(({ address }) => address));
  return chosen;
}

/** One mailbox: what failed here before, what came, then what changed among what is known. */
export async function* syncInbox(
  cabinet: SyncCabinet,
  reader: InboxReader,
  { signal, full = false }: SyncOptions,
): AsyncGenerator<SyncEvent> {
  const { address: mailbox } = reader;
  cabinet.contents.passing();
  const { domains } = await cabinet.mailbox();
  const deps = {
    contents: cabinet.contents,
    environment: cabinet.info.environment,
    domains,
    messageFiles: () => cabinet.messageFiles(),
    ours: (report: Report) => ourReport(cabinet, report),
  };
  const syncing: Syncing = { cabinet, mailbox, deps, causeOf: await bounceReader(cabinet) };
  const before = await cabinet.inbox.position(mailbox);
  const reread = before === null ? 0 : await rereadTechnical(reader, before.uidValidity, syncing, signal);
  const follow = await followed(cabinet, mailbox);
  const totals = counter();
  let position = before;
  let done = 0;
  const known = full && before !== null ? new Set(await cabinet.inbox.uids(mailbox, before.uidValidity)) : new Set<number>();
  const wants: Wanted = (head) => (known.has(head.uid) ? [] : wanted(head));
  for await (const batch of ahead(reader.arrivals(full ? null : before, wants, signal))) {
    const same = position?.uidValidity === batch.position.uidValidity;
    if (!same) known.clear();
    // Read again from the first: what changed since the mark that we have is not known yet.
    const next = same && full ? { ...batch.position, modseq: position?.modseq ?? null } : batch.position;
    const from = same && (!full || done > 0) ? (position?.lastUid ?? 0) : 0;
    const heads = batch.heads.filter(({ uid }) => !known.has(uid));
    const { added, reports, requests } = await keepBatch({ ...batch, heads, position: next }, syncing);
    await follow(from, next);
    position = next;
    done += batch.heads.length;
    totals.add(added, { reports, requests });
    yield { type: "batch", mailbox, added, done, left: batch.left };
  }
  const gone = position === null ? 0 : await bringChanges(reader, position, syncing, signal);
  await assessWaiting(cabinet, signal);
  yield { type: "done", mailbox, totals: { ...totals.value(), reread, gone }, position };
}

async function bringChanges(
  reader: InboxReader,
  position: InboxPosition,
  { cabinet, mailbox }: Syncing,
  signal: AbortSignal,
): Promise<number> {
  const { uidValidity } = position;
  const changes = await reader.changes(position, signal);
  // Made anew meanwhile: the next time starts from its first message.
  if (changes.gone === null) return 0;
  const gone = changes.gone(await cabinet.inbox.uids(mailbox, uidValidity));
  await cabinet.inbox.update(mailbox, uidValidity, { seen: changes.seen, gone, modseq: changes.position.modseq });
  return gone.length;
}

/** What a full disk, a lost connection or a defect left half read. Those that are no longer there are told by the changes. */
async function rereadTechnical(reader: InboxReader, uidValidity: string, syncing: Syncing, signal: AbortSignal): Promise<number> {
  const { inbox } = syncing.cabinet;
  const waiting = new Map((await inbox.technical(syncing.mailbox, uidValidity)).map(({ id, uid }) => [uid, id]));
  if (waiting.size === 0) return 0;
  let mended = 0;
  for await (const { heads, contents } of reader.again({ uidValidity, uids: [...waiting.keys()] }, wanted, signal)) {
    for (const message of await readAll(heads, contents, uidValidity, syncing)) {
      const id = waiting.get(message.place.uid);
      // The same failure again: what is there says as much.
      if (id === undefined || message.problem?.technical === true) continue;
      await inbox.reread(id, message);
      mended += 1;
    }
  }
  return mended;
}

/**
 * The position of `mss status` goes along when everything before was noted; one that is behind stays, and reads the rest by itself: noted
 * twice is noted once.
 */
async function followed({ mailboxPositions }: SyncCabinet, mailbox: string) {
  let followed = await mailboxPositions.of(mailbox);
  return async (from: number, { uidValidity, lastUid }: InboxPosition): Promise<void> => {
    const at = followed?.uidValidity === uidValidity ? followed.lastUid : 0;
    if (at < from || lastUid <= at) return;
    followed = { uidValidity, lastUid };
    await mailboxPositions.keep(mailbox, followed);
  };
}

function counter() {
  const total = { messages: 0, documents: 0, urgent: 0, alerts: 0, quarantined: 0, unreadable: 0, reports: 0, requests: 0 };
  return {
    add(added: readonly Received[], { reports, requests }: { readonly reports: number; readonly requests: number }) {
      const documents = added.flatMap((each) => each.documents);
      const levels = documents.map(({ alerts }) => alertLevel(alerts));
      total.messages += added.filter(({ kind }) => kind !== "report").length;
      total.documents += documents.length;
      total.urgent += levels.filter((level) => level === "urgent").length;
      total.alerts += levels.filter((level) => level === "notable").length;
      total.quarantined += documents.filter(({ quarantine }) => quarantine !== null).length;
      total.unreadable += added.filter(({ kind }) => kind === "unreadable").length;
      total.reports += reports;
      total.requests += requests;
    },
    value: () => ({ ...total }),
  };
}
