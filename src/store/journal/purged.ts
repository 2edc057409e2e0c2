import type { Connection } from "../connection.js";
import { sha256 } from "./chain.js";

/** Consecutive lines that a purge took away: their places, and the digest of the last one, to which the next line is chained. */
export interface PurgedRange {
  readonly first: number;
  readonly last: number;
  readonly digest: string;
  /** Place of the line that tells the purge. */
  readonly purge: number;
}

/** What the line of a purge says of its ranges, so that no other can be passed off as purged. */
export interface PurgeSeal {
  /** Number of lines. */
  readonly removed: number;
  /** SHA-256 of `first-last:digest` of each range, in order, one a line. */
  readonly ranges: string;
}

export function sealOf(ranges: readonly PurgedRange[]): PurgeSeal {
  let removed = 0;
  for (const { first, last } of ranges) removed += last - first + 1;
  return { removed, ranges: sha256(ranges.map(({ first, last, digest }) => `${first}-${last}:${digest}\n`).join("")) };
}

/** Ranges that start after a place, up to another. */
export function rangesBetween(connection: Connection, after: number, upTo: number): PurgedRange[] {
  const sql = "SELECT first, last, digest, purge FROM journal_purged WHERE first > ? AND first <= ? ORDER BY first";
  return connection.prepare<[number, number], PurgedRange>(sql).all(after, upTo);
}

/** Every range, purge by purge. */
export function rangesByPurge(connection: Connection): Map<number, PurgedRange[]> {
  const sql = "SELECT first, last, digest, purge FROM journal_purged ORDER BY purge, first";
  const groups = new Map<number, PurgedRange[]>();
  for (const range of connection.prepare<[], PurgedRange>(sql).all()) {
    const group = groups.get(range.purge);
    if (group === undefined) groups.set(range.purge, [range]);
    else group.push(range);
  }
  return groups;
}

/** Changes when a purge is made. */
export function lastPurge(connection: Connection): number {
  return connection.prepare<[], { n: number | null }>("SELECT max(purge) AS n FROM journal_purged").get()?.n ?? 0;
}
