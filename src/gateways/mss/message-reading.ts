import type { ImapFlow } from "imapflow";
import { fetchMessages, uidsUpTo } from "./fetch-messages.js";
import type { InboxHead, Wanted } from "./inbox.port.js";
import { type Contents, fetchContents, isTooLarge, type WantedContent } from "./message-contents.js";
import { type Described, describe, HEADERS, reportsAmong, SPARE_HEADERS } from "./message-head.js";

const PLAIN = { flags: true, internalDate: true, size: true } as const;
const SPARE_FAULT = "La description du message par le serveur n'est pas lisible.";

/** Heads of messages, in order, with the reports among them. A message that is not there is absent; no other is. */
export async function readHeads(client: ImapFlow, uids: readonly number[]): Promise<readonly Described[]> {
  const found = await fetchMessages(client, uids, { ...PLAIN, envelope: true, bodyStructure: true, headers: [...HEADERS] });
  const described = [...found.values()].map(describe);
  // Left out of the answer: gone, or described in a way that the parser refused.
  const missing = uids.filter((uid) => !found.has(uid));
  if (missing.length > 0) {
    const there = new Set(await uidsUpTo(client, missing.at(-1) ?? 0));
    for (const uid of missing) if (there.has(uid)) described.push(await readSpare(client, uid));
  }
  described.sort((a, b) => a.head.uid - b.head.uid);
  const reports = await reportsAmong(client, described);
  return described.map((each) => ({ ...each, head: { ...each.head, report: reports.get(each.head.uid) ?? null } }));
}

/** What can be known of a message without its structure, then without its envelope either. */
export async function readSpare(client: ImapFlow, uid: number): Promise<Described> {
  const query = { ...PLAIN, headers: SPARE_HEADERS };
  const row =
    (await fetchMessages(client, [uid], { ...query, envelope: true })).get(uid) ??
    (await fetchMessages(client, [uid], query)).get(uid);
  const { head, about } = describe(row ?? { uid, seq: 0 });
  return { about, leaves: [], head: { ...head, fault: SPARE_FAULT } };
}

/** Nothing but that it is there: even its headers break the connection. */
export function unreadableHead(uid: number, fault: string, technical: boolean): Described {
  const { head, about } = describe({ uid, seq: 0 });
  return { about, leaves: [], head: { ...head, fault, technical } };
}

/** Encoded bytes that the wanted parts of a message weigh, as the server tells. */
export function weightOf(wanted: readonly WantedContent[]): number {
  return wanted.filter((each) => !isTooLarge(each)).reduce((sum, { leaf }) => sum + leaf.size, 0);
}

export function wantedOf({ head, leaves }: Described, wanted: Wanted): readonly WantedContent[] {
  return wanted(head).flatMap(({ part, maxBytes }) => {
    const leaf = leaves.find((each) => each.part === part);
    return leaf === undefined ? [] : [{ uid: head.uid, leaf, maxBytes }];
  });
}

const LEFT = "Le message a quitté la boîte pendant sa lecture.";

/** Contents of a few messages, and their heads: of one that left meanwhile, it is said. */
export async function readContents(
  client: ImapFlow,
  messages: readonly Described[],
  wanted: Wanted,
): Promise<{ readonly heads: readonly InboxHead[]; readonly contents: Contents }> {
  const asked = messages.flatMap((each) => wantedOf(each, wanted));
  const contents = await fetchContents(client, asked);
  const silent = [...new Set(asked.filter((each) => !isTooLarge(each)).map(({ uid }) => uid))].filter(
    (uid) => !contents.has(uid),
  );
  const there = silent.length === 0 ? null : new Set(await uidsUpTo(client, silent.at(-1) ?? 0));
  const left = new Set(silent.filter((uid) => there?.has(uid) === false));
  const heads = messages.map(({ head }) => (left.has(head.uid) ? { ...head, fault: LEFT, technical: true } : head));
  return { heads, contents };
}
