import type { Connection } from "../connection.js";
import { type ChainEnd, START } from "./chain.js";

interface HeadRow {
  seq: number | null;
  digest: string | null;
  last: number | null;
}

/**
 * No practice writes so many lines: one found beyond is somebody's hand. Going on after it would soon leave the numbers that can be
 * counted (2^53), and stop the practice.
 */
const FARTHEST = 10 ** 14;
/** Room for what is written after a line at the farthest place; ids of 15 digits are the longest that a person may type. */
const FARTHEST_HEAD = 9 * FARTHEST;

const READ = `SELECT head.seq, head.digest, (SELECT max(id) FROM traces WHERE id <= ${FARTHEST}) AS last
  FROM (SELECT 1) LEFT JOIN journal_head AS head ON head.id = 1`;

const WRITE = `INSERT INTO journal_head (id, seq, digest) VALUES (1, ?, ?)
  ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, digest = excluded.digest`;

/**
 * The end of the journal's chain during a transaction: read from the store by its first line (another process may have
 * written), kept in memory for the next ones, written back once before the commit. It stands in a second place
 * (`journal_head`), so that cutting the last lines off shows.
 */
export class ChainTail {
  readonly #connection: Connection;
  #end: ChainEnd | null = null;
  #moved = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The end, in the transaction under way. */
  get end(): ChainEnd {
    this.#end ??= this.#read();
    return this.#end;
  }

  advance(end: ChainEnd): void {
    this.#end = end;
    this.#moved = true;
  }

  /** What to give to {@link rewind} should the write that starts now be undone alone. */
  mark(): ChainEnd | null {
    return this.#end;
  }

  rewind(mark: ChainEnd | null): void {
    this.#end = mark;
  }

  /** To be called just before the commit. */
  settle(): void {
    if (this.#moved && this.#end !== null) {
      this.#connection.prepare<[number, string], unknown>(WRITE).run(this.#end.seq, this.#end.digest);
    }
  }

  /** To be called when the transaction is over, either way: other processes write too. */
  forget(): void {
    this.#end = null;
    this.#moved = false;
  }

  /**
   * The head. When somebody changed it, or added lines after it, the next line goes after the last one and is chained to
   * nothing: the practice goes on working, and `journal verify` will always say where it happened. What is before the first place, or
   * beyond the farthest, is not gone on from.
   */
  #read(): ChainEnd {
    const row = this.#connection.prepare<[], HeadRow>(READ).get();
    const told = row?.seq ?? 0;
    const last = Math.max(row?.last ?? 0, 0);
    const seq = told > FARTHEST_HEAD ? 0 : told;
    return last > seq || seq !== told ? { seq: last, digest: START.digest } : { seq, digest: row?.digest ?? START.digest };
  }
}
