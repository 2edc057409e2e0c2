import type { FetchMessageObject, FetchQueryObject, ImapFlow } from "imapflow";
import { TransportFailure } from "../transport.js";
import { networkFault, searchFault } from "./faults.js";

/** Rows of an answer that nobody asked for, at most: a server may tell of flags meanwhile, not without end. */
const MOST_UNASKED = 10_000;
/** More messages than this in one folder, or a list of numbers that never ends. */
const MOST_MESSAGES = 1_000_000;

/**
 * The answer to one FETCH, whole before anything else is asked: a command inside its loop would wait for ever. A server may answer for
 * one message in several rows, tell of others meanwhile, and leave out those that it cannot describe or that have gone.
 */
export async function fetchMessages(
  client: ImapFlow,
  uids: readonly number[],
  query: FetchQueryObject,
): Promise<Map<number, FetchMessageObject>> {
  const asked = new Set(uids);
  const found = new Map<number, FetchMessageObject>();
  let unasked = 0;
  for await (const row of client.fetch(setOf(uids), { uid: true, ...query }, { uid: true })) {
    if (asked.has(row.uid)) {
      const known = found.get(row.uid);
      found.set(row.uid, known === undefined ? row : merged(known, row));
    } else if (++unasked > MOST_UNASKED) {
      // imapflow would read the rest in silence, as long as it comes.
      client.close();
      throw networkFault(new TransportFailure("too_large", "FETCH"));
    }
  }
  return found;
}

function merged(known: FetchMessageObject, row: FetchMessageObject): FetchMessageObject {
  const news = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
  const bodyParts = new Map([...(known.bodyParts ?? []), ...(row.bodyParts ?? [])]);
  return { ...known, ...news, ...(bodyParts.size === 0 ? {} : { bodyParts }) };
}

/** Numbers as IMAP writes a set: `1:40,42`. */
function setOf(uids: readonly number[]): string {
  const ranges: string[] = [];
  for (let at = 0; at < uids.length; ) {
    let end = at;
    while (uids[end + 1] === (uids[end] ?? 0) + 1) end += 1;
    ranges.push(end === at ? `${uids[at]}` : `${uids[at]}:${uids[end]}`);
    at = end + 1;
  }
  return ranges.join(",");
}

/** UIDs after one, in order. `n:*` names the last message even when its number is lower (RFC 3501 §9). */
export async function uidsAfter(client: ImapFlow, last: number): Promise<readonly number[]> {
  return (await search(client, `${last + 1}:*`)).filter((uid) => uid > last);
}

/** UIDs up to one, in order. */
export async function uidsUpTo(client: ImapFlow, last: number): Promise<readonly number[]> {
  return last === 0 ? [] : (await search(client, `1:${last}`)).filter((uid) => uid <= last);
}

async function search(client: ImapFlow, uid: string): Promise<number[]> {
  const found = await client.search({ uid }, { uid: true });
  if (!found || found.length > MOST_MESSAGES) throw searchFault();
  return found.filter((each) => Number.isSafeInteger(each) && each > 0).sort((a, b) => a - b);
}
