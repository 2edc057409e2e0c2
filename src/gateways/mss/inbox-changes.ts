import type { ImapFlow } from "imapflow";
import { TransportFailure } from "../transport.js";
import { networkFault } from "./faults.js";
import { uidsUpTo } from "./fetch-messages.js";
import type { InboxChanges, InboxPosition } from "./inbox.port.js";
import { onInbox } from "./inbox-arrivals.js";

/**
 * Flags and departures among the messages up to a position. With CONDSTORE (RFC 7162), only what changed after its mark is told; without,
 * the flags of all are. The mark of the answer was read before: what changes meanwhile is told the next time, rather than never.
 */
export function inboxChanges(client: ImapFlow, since: InboxPosition): Promise<InboxChanges> {
  return onInbox(client, async (uidValidity, modseq) => {
    const { lastUid } = since;
    if (uidValidity !== since.uidValidity) return { seen: new Map(), gone: null, position: since };
    // The folder may be open since long: what came and went is told now.
    await client.noop();
    const mailbox = client.mailbox === false ? undefined : client.mailbox;
    const mark = modseq === null ? null : String(mailbox?.highestModseq ?? modseq);
    const seen = lastUid === 0 ? new Map<number, boolean>() : await flagsOf(client, since, mark !== null);
    const there = new Set(await uidsUpTo(client, lastUid));
    return {
      seen,
      gone: (known) => known.filter((uid) => uid <= lastUid && !there.has(uid)),
      position: { uidValidity, lastUid, modseq: mark },
    };
  });
}

async function flagsOf(client: ImapFlow, { lastUid, modseq }: InboxPosition, hasMarks: boolean): Promise<Map<number, boolean>> {
  const changedSince = hasMarks && modseq !== null ? { changedSince: BigInt(modseq) } : {};
  const seen = new Map<number, boolean>();
  let rows = 0;
  for await (const { uid, flags } of client.fetch(`1:${lastUid}`, { uid: true, flags: true }, { uid: true, ...changedSince })) {
    if (flags !== undefined && uid <= lastUid) seen.set(uid, flags.has("\\Seen"));
    if (++rows <= MOST_ROWS) continue;
    client.close();
    throw networkFault(new TransportFailure("too_large", "FETCH"));
  }
  return seen;
}

/** More than one row for each message of the largest folder. */
const MOST_ROWS = 2_000_000;
