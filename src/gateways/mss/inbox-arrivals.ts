import type { ImapFlow } from "imapflow";
import { searchFault } from "./faults.js";
import type { InboxBatch, Wanted } from "./inbox.port.js";
import type { Contents } from "./message-contents.js";
import type { Described } from "./message-head.js";
import { readContents, readHeads, readSpare, unreadableHead, wantedOf, weightOf } from "./message-reading.js";
import { type Persist, TRIES } from "./persistence.js";
import { MssFault } from "./port.js";

/** Heads of one FETCH. */
const BATCH_MESSAGES = 100;
/** Of the wanted parts of one batch, encoded; a single message may pass it. */
const BATCH_BYTES = 2 * 1024 * 1024;
/** Losses of the connection on several messages, before they are read apart. */
const TOGETHER = 2;

/** Runs a reading of INBOX, of this UIDVALIDITY; throws {@link AnotherValidity} otherwise. */
export type OnInbox = <T>(work: (client: ImapFlow) => Promise<T>) => (client: ImapFlow) => Promise<T>;

interface Reading {
  readonly persist: Persist;
  readonly onInbox: OnInbox;
  readonly wanted: Wanted;
  readonly signal: AbortSignal | undefined;
}

/** These messages, in order, by batches of bounded bytes. Those that are not there are left out; the one that breaks is told alone. */
export async function* readInbox(uids: readonly number[], reading: Reading): AsyncGenerator<Batch> {
  for (let at = 0; at < uids.length; at += BATCH_MESSAGES) {
    const slice = uids.slice(at, at + BATCH_MESSAGES);
    const heads = await headsOf(slice, reading);
    const groups = groupsOf(heads, reading.wanted);
    if (groups.length === 0) groups.push([]);
    for (const [rank, group] of groups.entries()) {
      const last = rank === groups.length - 1;
      const lastUid = (last ? slice.at(-1) : group.at(-1)?.head.uid) ?? 0;
      const after = groups.slice(rank + 1).reduce((sum, each) => sum + each.length, 0);
      const left = after + Math.max(0, uids.length - at - slice.length);
      yield { ...(await contentsOf(group, reading)), lastUid, left };
    }
  }
}

export interface Batch extends Pick<InboxBatch, "heads" | "contents" | "left"> {
  readonly lastUid: number;
}

function groupsOf(heads: readonly Described[], wanted: Wanted): Described[][] {
  const groups: Described[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const each of heads) {
    const weight = weightOf(wantedOf(each, wanted));
    if (bytes + weight > BATCH_BYTES) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(each);
    bytes += weight;
  }
  return groups;
}

/** Several messages that break an answer are read in two halves, down to the one that does. */
async function headsOf(uids: readonly number[], reading: Reading): Promise<readonly Described[]> {
  const [uid] = uids;
  if (uid === undefined) return [];
  try {
    return await attempt((client) => readHeads(client, uids), uids.length, reading);
  } catch (error) {
    if (!(error instanceof BrokenAnswer)) throw error;
    if (uids.length > 1) return halves(uids, (half) => headsOf(half, reading));
    try {
      return [await attempt((client) => readSpare(client, uid), 1, reading)];
    } catch (again) {
      if (!(again instanceof BrokenAnswer)) throw again;
      return [unreadableHead(uid, again.fault, again.technical)];
    }
  }
}

type Read = Awaited<ReturnType<typeof readContents>>;

async function contentsOf(messages: readonly Described[], reading: Reading): Promise<Read> {
  const [first] = messages;
  if (first === undefined) return { heads: [], contents: new Map() };
  if (messages.every((each) => wantedOf(each, reading.wanted).length === 0)) {
    return { heads: messages.map(({ head }) => head), contents: new Map() };
  }
  try {
    return await attempt((client) => readContents(client, messages, reading.wanted), messages.length, reading);
  } catch (error) {
    if (!(error instanceof BrokenAnswer)) throw error;
    const { fault, technical } = error;
    if (messages.length === 1) return { heads: [{ ...first.head, fault, technical }], contents: new Map() };
    const read = await halves(messages, async (half) => [await contentsOf(half, reading)]);
    const contents: Contents = new Map(read.flatMap((each) => [...each.contents]));
    return { heads: read.flatMap(({ heads }) => heads), contents };
  }
}

async function halves<T, R>(items: readonly T[], read: (half: readonly T[]) => Promise<readonly R[]>): Promise<readonly R[]> {
  const middle = Math.ceil(items.length / 2);
  return [...(await read(items.slice(0, middle))), ...(await read(items.slice(middle)))];
}

/** The mailbox can be opened, and the answer about these messages cannot be read. */
class BrokenAnswer extends Error {
  constructor(
    readonly fault: string,
    readonly technical: boolean,
  ) {
    super(fault);
  }
}

const BEYOND = "Ce que le serveur dit de ce message dépasse toute taille admise.";
const CUT = "La connexion a été perdue à chaque lecture de ce message ; il sera relu.";

async function attempt<T>(work: (client: ImapFlow) => Promise<T>, messages: number, reading: Reading): Promise<T> {
  const { persist, onInbox, signal } = reading;
  let reached = false;
  try {
    return await persist(
      onInbox((client) => {
        reached = true;
        return work(client);
      }),
      { signal, tries: messages === 1 ? TRIES : TOGETHER },
    );
  } catch (error) {
    if (!(error instanceof MssFault) || !reached || signal?.aborted === true) throw error;
    if (error.serviceCode === "network.too_large") throw new BrokenAnswer(BEYOND, false);
    if (error.retry !== "later") throw error;
    // The server answers otherwise: it is this reading that it does not bear. If it does not, that is what is told.
    if (messages === 1)
      await persist(
        onInbox((client) => client.noop()),
        { signal, tries: 1 },
      );
    throw new BrokenAnswer(CUT, true);
  }
}

/** The folder was made anew: the numbers that we know mean nothing any more (RFC 3501 §2.3.1.1). */
export class AnotherValidity extends MssFault {
  constructor() {
    super({
      ...{ kind: "unreachable", code: "mss.imap.validity", retry: "never", uncertain: false, serviceCode: "imap.validity" },
      message: "La boîte MSSanté a été reconstruite par l'opérateur pendant sa lecture.",
      advice: "Relisez-la : segur inbox sync",
    });
  }
}

/** INBOX, opened for reading only (EXAMINE). */
export async function onInbox<T>(client: ImapFlow, work: (validity: string, modseq: string | null) => Promise<T>): Promise<T> {
  const lock = await client.getMailboxLock("INBOX", { readOnly: true });
  try {
    const { mailbox } = client;
    if (mailbox === false || mailbox === undefined) throw searchFault();
    const hasModseq = client.enabled.has("CONDSTORE") && mailbox.noModseq !== true && mailbox.highestModseq !== undefined;
    return await work(String(mailbox.uidValidity), hasModseq ? String(mailbox.highestModseq) : null);
  } finally {
    lock.release();
  }
}
