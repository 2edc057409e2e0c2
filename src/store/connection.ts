import type { Database, Statement } from "better-sqlite3";
import { machineZone, type ZoneOffset } from "../domain/local-time.js";
import { storeClosed, storeReadOnly, translateStoreError } from "./errors.js";
import { ChainTail } from "./journal/tail.js";
import type { StoreLock } from "./lock.js";

interface Pending {
  /** Runs inside the transaction; gives back what settles the caller's promise once it is durable. */
  readonly attempt: () => Settle;
  readonly reject: (error: unknown) => void;
}
type Settle = () => void;

/** Values SQLite takes. Booleans are 0/1, lists and objects are JSON text. */
export type SqlValue = string | number | null;
export type SqlParams = Record<string, SqlValue>;

/** Statements kept prepared; a filter typed by hand makes a new one, so the cache has a bound. */
const STATEMENTS = 300;

/**
 * One connection to the cabinet store, shared by all its ports. Reads run at once. Writes are grouped: all those asked for
 * in one turn of the event loop share one immediate transaction, hence one flush to the disk (a commit costs 0.3 ms with
 * `synchronous=FULL`, ten thousand rows in it not much more). Each write keeps its own savepoint, so that one which fails
 * takes nothing else down.
 */
export class Connection {
  readonly path: string;
  /** Where the lines of the journal are written from. */
  readonly zone: ZoneOffset;
  /** The end of the journal's chain, in the transaction under way. */
  readonly tail = new ChainTail(this);
  readonly #db: Database;
  readonly #lock: StoreLock | undefined;
  readonly #statements = new Map<string, Statement<unknown[], unknown>>();
  #queue: Pending[] = [];

  /** @param lock what this process holds as long as the store is open */
  constructor(db: Database, path: string, zone: ZoneOffset = machineZone, lock?: StoreLock) {
    this.#db = db;
    this.#lock = lock;
    this.path = path;
    this.zone = zone;
  }

  /** Prepared once for each text. */
  prepare<Params extends unknown[], Row>(sql: string): Statement<Params, Row> {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      if (this.#statements.size >= STATEMENTS) this.#statements.clear();
      statement = this.#db.prepare<unknown[], unknown>(sql);
      this.#statements.set(sql, statement);
    }
    return statement as Statement<Params, Row>;
  }

  /** Runs a read; failures come out as {@link SegurError}. */
  async read<T>(operation: () => T): Promise<T> {
    if (!this.#db.open) throw storeClosed();
    try {
      return operation();
    } catch (error) {
      throw translateStoreError(this.path, error);
    }
  }

  /** Runs several reads on one state of the store: each alone would open its own, which costs as much as the read. */
  async readTogether<T>(operation: () => T): Promise<T> {
    return this.read(() => {
      if (this.#db.inTransaction) return operation();
      this.prepare("BEGIN").run();
      try {
        return operation();
      } finally {
        this.prepare("COMMIT").run();
      }
    });
  }

  /** Runs a write in the next shared transaction; resolves when it is on the disk. */
  write<T>(operation: () => T): Promise<T> {
    if (!this.#db.open) return Promise.reject(storeClosed());
    if (this.#db.readonly) return Promise.reject(storeReadOnly(this.path));
    return new Promise((resolve, reject) => {
      const attempt = (): Settle => {
        const value = operation();
        return () => resolve(value);
      };
      this.#queue.push({ attempt, reject });
      if (this.#queue.length === 1) setImmediate(() => this.#flush());
    });
  }

  /** Runs a pragma of this connection, outside a transaction or where SQLite allows it. */
  pragma(text: string): unknown {
    return this.#db.pragma(text, { simple: true });
  }

  /**
   * Keeps 8 MB of pages instead of 32: they only hold contents that were just written, which nobody reads. A fifth of the memory of
   * a synchronisation, for none of its time.
   */
  holdLess(): void {
    if (this.#db.open) this.#db.pragma("cache_size = -8192");
  }

  /** Writes what waits, lets SQLite refresh its statistics, and closes. Calling it twice does nothing. */
  close(): void {
    if (!this.#db.open) return;
    this.#flush();
    try {
      if (!this.#db.readonly) {
        this.#db.pragma("optimize");
        this.#forgetSmallJournal();
      }
    } catch {
      // Statistics only make queries faster; a busy or full disk must not turn a finished command into a failure.
    } finally {
      this.#statements.clear();
      this.#db.close();
      this.#lock?.release();
    }
  }

  /**
   * Statistics of a journal of a few lines, those of a new cabinet, would make SQLite read it whole for each page, however long it has
   * become: they are refreshed only when a session that writes has also read it by an index.
   */
  #forgetSmallJournal(): void {
    const small = "tbl = 'traces' AND idx IS NULL AND CAST(stat AS INTEGER) < 100";
    const found = this.#db.prepare(`SELECT 1 FROM sqlite_stat1 WHERE ${small}`).get();
    if (found !== undefined) this.#db.exec(`UPDATE sqlite_stat1 SET stat = '100' WHERE ${small}`);
  }

  #flush(): void {
    const group = this.#queue;
    this.#queue = [];
    if (group.length === 0) return;
    const settled: Settle[] = [];
    try {
      this.prepare("BEGIN IMMEDIATE").run();
      for (const pending of group) settled.push(group.length === 1 ? pending.attempt() : this.#apart(pending));
      this.tail.settle();
      this.prepare("COMMIT").run();
    } catch (error) {
      // A full disk or an I/O error may already have rolled back by itself.
      if (this.#db.inTransaction) this.#db.exec("ROLLBACK");
      const failure = translateStoreError(this.path, error);
      for (const pending of group) pending.reject(failure);
      return;
    } finally {
      this.tail.forget();
    }
    for (const settle of settled) settle();
  }

  /** One write of a group, in its own savepoint. Throws only when the whole transaction is lost. */
  #apart(pending: Pending): Settle {
    this.prepare("SAVEPOINT one").run();
    const mark = this.tail.mark();
    try {
      const settle = pending.attempt();
      this.prepare("RELEASE one").run();
      return settle;
    } catch (error) {
      if (!this.#db.inTransaction) throw error;
      this.#db.exec("ROLLBACK TO one; RELEASE one");
      this.tail.rewind(mark);
      return () => pending.reject(translateStoreError(this.path, error));
    }
  }
}
