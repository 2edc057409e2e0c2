import { setImmediate } from "node:timers/promises";
import type { Connection } from "../connection.js";
import type { JournalBreak, JournalHead, JournalVerification, JournalWitness } from "../journal.port.js";
import { type ChainEnd, START } from "./chain.js";
import { lastPurge, type PurgedRange, rangesBetween, rangesByPurge, sealOf } from "./purged.js";
import { linkOf, placeOf, type StoredRow, storedRows } from "./stored.js";

export interface VerifyOptions {
  readonly witness?: JournalWitness | undefined;
  readonly onPage?: ((done: number, total: number) => void) | undefined;
}

/** Rows read at once: one state of the store each, a few megabytes, and Ctrl-C is heard between two. */
const PAGE = 2_000;
/** Below and above any place that SQLite can hold: an id of 64 bits may be outside the safe integers, where a line would hide. */
const LOWEST = Number.NEGATIVE_INFINITY;
const HIGHEST = Number.POSITIVE_INFINITY;

/** See {@link JournalStore.verify}. A purge made meanwhile moves what was read: the walk then starts again. */
export async function verifyJournal(connection: Connection, options: VerifyOptions): Promise<JournalVerification> {
  for (;;) {
    const walk = new Walk(connection, options.witness ?? null);
    let done = false;
    while (!done && !walk.moved) {
      done = await connection.readTogether(() => walk.page());
      options.onPage?.(walk.end.seq, walk.head.seq);
      await setImmediate();
    }
    if (!walk.moved) return walk.verification();
  }
}

class Walk {
  readonly #connection: Connection;
  readonly #witness: JournalWitness | null;
  end: ChainEnd = START;
  head: JournalHead = START;
  /** A purge was made since the walk began. */
  moved = false;
  #row = LOWEST;
  #range = LOWEST;
  #lines = 0;
  #purged = 0;
  #broken: JournalBreak | null = null;
  #purge: number | null = null;
  #found: "found" | "absent" | "purged" = "absent";
  /** Seals told by the lines of purges, by the place of the line. */
  readonly #seals = new Map<number, unknown>();

  constructor(connection: Connection, witness: JournalWitness | null) {
    this.#connection = connection;
    this.#witness = witness;
  }

  /** Reads on, on one state of the store; true when there is nothing left, or nothing more to know. */
  page(): boolean {
    const connection = this.#connection;
    const purge = lastPurge(connection);
    this.#purge ??= purge;
    if (purge !== this.#purge) {
      this.moved = true;
      return true;
    }
    const stored = headOf(connection);
    this.head = stored ?? START;
    const rows = storedRows(connection, this.#row, PAGE);
    const last = rows.length < PAGE;
    const lastRow = rows.at(-1);
    const upTo = last || lastRow === undefined ? HIGHEST : placeOf(lastRow);
    const ranges = rangesBetween(connection, this.#range, upTo);
    this.#broken = this.#follow(rows, ranges);
    if (this.#broken !== null) return true;
    if (last) this.#broken = this.#atTheEnd(stored);
    return last;
  }

  #atTheEnd(head: JournalHead | null): JournalBreak | null {
    return this.#checkPurges() ?? this.#checkHead(head) ?? this.#checkBeginning() ?? this.#checkIndexes() ?? this.#checkCount();
  }

  verification(): JournalVerification {
    const witness = this.#witness === null ? null : this.#found;
    return { lines: this.#lines, purged: this.#purged, head: this.head, broken: this.#broken, witness };
  }

  #follow(rows: readonly StoredRow[], ranges: readonly PurgedRange[]): JournalBreak | null {
    let next = 0;
    for (const row of rows) {
      const place = placeOf(row);
      for (let range = ranges[next]; range !== undefined && range.first <= place; range = ranges[next]) {
        const broken = this.#skip(range);
        if (broken !== null) return broken;
        next += 1;
      }
      const misplaced = this.#misplaced(place);
      if (misplaced !== null) return misplaced;
      const end = linkOf(this.#connection, this.end, row);
      if (end === null) return { seq: place, fault: "content" };
      if (row[1] === "journal.purged") this.#seals.set(place, row[11]);
      this.#row = place;
      this.#lines += 1;
      this.#reach(end);
    }
    for (const range of ranges.slice(next)) {
      const broken = this.#skip(range);
      if (broken !== null) return broken;
    }
    return null;
  }

  #skip(range: PurgedRange): JournalBreak | null {
    const misplaced = this.#misplaced(range.first);
    if (misplaced !== null) return misplaced;
    if (range.last < range.first) return { seq: range.first, fault: "purge" };
    this.#range = range.first;
    this.#purged += range.last - range.first + 1;
    const kept = this.#witness?.seq ?? null;
    if (kept !== null && kept >= range.first && kept < range.last) this.#found = "purged";
    this.#reach({ seq: range.last, digest: range.digest });
    return null;
  }

  #misplaced(place: number): JournalBreak | null {
    const expected = this.end.seq + 1;
    if (place === expected) return null;
    return place > expected ? { seq: expected, fault: "missing" } : { seq: place, fault: "extra" };
  }

  #reach(end: ChainEnd): void {
    this.end = end;
    const witness = this.#witness;
    if (witness !== null && end.digest === witness.digest && (witness.seq === null || witness.seq === end.seq)) {
      this.#found = "found";
    }
  }

  /** Each range was told by the line of its purge, and that line tells no other. */
  #checkPurges(): JournalBreak | null {
    const groups = rangesByPurge(this.#connection);
    for (const [purge, ranges] of groups) {
      if (!this.#seals.has(purge)) return { seq: ranges[0]?.first ?? purge, fault: "purge" };
    }
    for (const [place, data] of this.#seals) {
      const { removed, ranges } = sealOf(groups.get(place) ?? []);
      const told = sealIn(data);
      if (told?.removed !== removed || told.ranges !== ranges) return { seq: place, fault: "purge" };
    }
    return null;
  }

  #checkHead(head: JournalHead | null): JournalBreak | null {
    const { seq, digest } = this.end;
    if (head === null) return { seq, fault: "head" };
    if (head.seq > seq) return { seq: seq + 1, fault: "missing" };
    if (head.seq < seq) return { seq: head.seq + 1, fault: "extra" };
    return head.digest === digest ? null : { seq, fault: "head" };
  }

  /** The creation of a cabinet writes its first users and its first lines at once: a journal emptied with its head is no new one. */
  #checkBeginning(): JournalBreak | null {
    return this.end.seq === 0 && hasUsers(this.#connection) ? { seq: 1, fault: "missing" } : null;
  }

  /** The chain was read from the table; a filter reads an index (0.8 s for 1,000,000 lines). */
  #checkIndexes(): JournalBreak | null {
    return this.#connection.pragma("integrity_check('traces')") === "ok" ? null : { seq: this.end.seq, fault: "index" };
  }

  /** The walk met every line that the table shows to anybody, whatever its place. */
  #checkCount(): JournalBreak | null {
    const rows = rowsOf(this.#connection);
    if (rows === this.#lines) return null;
    return { seq: this.end.seq, fault: rows > this.#lines ? "extra" : "missing" };
  }
}

/** How many rows there are, read from the table itself. */
function rowsOf(connection: Connection): number {
  return connection.prepare<[], { n: number }>("SELECT count(*) AS n FROM traces NOT INDEXED").get()?.n ?? 0;
}

function hasUsers(connection: Connection): boolean {
  return connection.prepare<[], { n: number }>("SELECT EXISTS (SELECT 1 FROM users) AS n").get()?.n === 1;
}

/** The head as it is kept apart; null when it is not there. */
export function headOf(connection: Connection): JournalHead | null {
  return connection.prepare<[], JournalHead>("SELECT seq, digest FROM journal_head WHERE id = 1").get() ?? null;
}

function sealIn(data: unknown): { removed: unknown; ranges: unknown } | null {
  if (typeof data !== "string") return null;
  const value: unknown = JSON.parse(data);
  return typeof value === "object" && value !== null && "removed" in value && "ranges" in value ? value : null;
}
