import type { ImapFlow } from "imapflow";
import { fetchMessages } from "./fetch-messages.js";
import type { Leaf } from "./message-leaves.js";
import { decodedAtLeast, decodeTransfer, encodedAtMost, transferDecoder } from "./transfer-decoding.js";

export interface WantedContent {
  readonly uid: number;
  readonly leaf: Pick<Leaf, "part" | "encoding" | "size">;
  /** Decoded. A larger part is absent from the answer, or given up to there when it may be cut. */
  readonly maxBytes: number;
  readonly cut?: boolean;
}

export type Contents = ReadonlyMap<number, ReadonlyMap<string, Buffer>>;

/** Parts up to this size come many in one FETCH; larger ones window after window. Encoded bytes. */
const SMALL = 512 * 1024;
/** Of one FETCH of small parts, as the server tells their sizes. One that lies gives at most {@link SMALL} for each. */
const GROUP_BYTES = 8 * 1024 * 1024;
const GROUP_MESSAGES = 50;
/** A window of a larger part. */
export const WINDOW = 2 * 1024 * 1024;

/** What a part cannot fit in is not asked for. */
export function isTooLarge({ leaf, maxBytes, cut }: WantedContent): boolean {
  return cut !== true && decodedAtLeast(leaf.encoding, leaf.size) > maxBytes;
}

/**
 * Contents of parts, decoded: small ones many at a time (a FETCH for each would cost a journey each), by messages that want the same
 * parts. Never more than its limit of any part is held, whatever the server says or sends. A message that gave nothing at all is absent.
 */
export async function fetchContents(client: ImapFlow, wanted: readonly WantedContent[]): Promise<Contents> {
  const contents = new Map<number, Map<string, Buffer>>();
  const keep = (uid: number, part: string, bytes: Buffer) => {
    const parts = contents.get(uid) ?? new Map<string, Buffer>();
    contents.set(uid, parts.set(part, bytes));
  };
  const possible = wanted.filter((each) => !isTooLarge(each));
  const large = possible.filter((each) => Math.min(each.leaf.size, mostOf(each)) > SMALL);
  const small = possible.filter((each) => !large.includes(each));
  for (const group of groupsOf(small)) {
    const parts = [...new Set(group.map(({ leaf }) => leaf.part))];
    const maxLength = Math.min(SMALL, Math.max(...group.map(mostOf))) + 1;
    const uids = [...new Set(group.map(({ uid }) => uid))];
    const found = await fetchMessages(client, uids, { bodyParts: parts.map((key) => ({ key, start: 0, maxLength })) });
    for (const each of group) {
      const row = found.get(each.uid);
      if (row === undefined) continue;
      const bytes = row.bodyParts?.get(each.leaf.part) ?? EMPTY;
      // More than it was said to be: it is read again with what it may hold.
      if (bytes.length > SMALL && mostOf(each) > SMALL) large.push(each);
      else settle(each, decodeTransfer(each.leaf.encoding, bytes), keep);
    }
  }
  for (const each of large) {
    const bytes = await wholePart(client, each);
    if (bytes !== null) settle(each, bytes, keep);
  }
  return contents;
}

const EMPTY = Buffer.alloc(0);

function mostOf({ leaf, maxBytes }: WantedContent): number {
  return encodedAtMost(leaf.encoding, maxBytes);
}

function settle(
  { uid, leaf, maxBytes, cut }: WantedContent,
  bytes: Buffer,
  keep: (uid: number, part: string, bytes: Buffer) => void,
): void {
  if (bytes.length <= maxBytes) keep(uid, leaf.part, bytes);
  else if (cut === true) keep(uid, leaf.part, bytes.subarray(0, maxBytes));
}

/** Messages that want the same parts, within the bounds of one FETCH. */
function groupsOf(wanted: readonly WantedContent[]): readonly (readonly WantedContent[])[] {
  const byUid = new Map<number, WantedContent[]>();
  for (const each of wanted) byUid.set(each.uid, [...(byUid.get(each.uid) ?? []), each]);
  const open = new Map<string, { readonly items: WantedContent[]; bytes: number; messages: number }>();
  const groups: (readonly WantedContent[])[] = [];
  for (const items of byUid.values()) {
    const key = items.map(({ leaf }) => leaf.part).join(" ");
    const bytes = items.reduce((sum, { leaf }) => sum + leaf.size, 0);
    const group = open.get(key);
    if (group !== undefined && group.messages < GROUP_MESSAGES && group.bytes + bytes <= GROUP_BYTES) {
      group.items.push(...items);
      group.bytes += bytes;
      group.messages += 1;
      continue;
    }
    const fresh = { items: [...items], bytes, messages: 1 };
    open.set(key, fresh);
    groups.push(fresh.items);
  }
  return groups;
}

/** Null when it is larger than it may, or when the message has gone. */
async function wholePart(client: ImapFlow, wanted: WantedContent): Promise<Buffer | null> {
  const decoder = transferDecoder(wanted.leaf.encoding);
  const pieces: Buffer[] = [];
  let size = 0;
  for (let start = 0; ; ) {
    const piece = await windowOf(client, wanted.uid, wanted.leaf.part, start);
    if (piece === null) return null;
    const decoded = decoder.push(piece);
    pieces.push(decoded);
    size += decoded.length;
    start += piece.length;
    const over = size > wanted.maxBytes;
    if (over && wanted.cut !== true) return null;
    // A server that knows no windows gives everything at the first.
    if (over || piece.length !== WINDOW) break;
  }
  return Buffer.concat([...pieces, decoder.end()]);
}

/** One window of a part as it stands in the message; null when the message is not there. */
export async function windowOf(client: ImapFlow, uid: number, part: string, start: number): Promise<Buffer | null> {
  const found = await fetchMessages(client, [uid], { bodyParts: [{ key: part, start, maxLength: WINDOW }] });
  const row = found.get(uid);
  return row === undefined ? null : (row.bodyParts?.get(part.toLowerCase()) ?? EMPTY);
}
