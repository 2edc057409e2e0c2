import { closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type Database from "better-sqlite3";
import type { ZoneOffset } from "../domain/local-time.js";
import { protocolKey } from "../domain/medical/starts.js";
import type { Clock } from "../domain/ports.js";
import { FILE_MODE, FOLDER_MODE } from "../platform/files.js";
import { keyIdOf } from "./cipher.js";
import { Connection } from "./connection.js";
import { openAddressBook } from "./directory/book.js";
import type { AddressBook } from "./directory.port.js";
import { openDmpCache } from "./dmp-cache.js";
import type { DmpCache } from "./dmp-cache.port.js";
import { openContents } from "./documents/contents.js";
import { openDocuments } from "./documents/store.js";
import type { ContentStore, DocumentStore } from "./documents.port.js";
import { codeOf, keyWrong, notACabinet, storeDamaged, storeMissing, translateStoreError } from "./errors.js";
import { openExchanges } from "./exchanges/store.js";
import type { ExchangeStore } from "./exchanges.port.js";
import { headerOf, openHere } from "./header.js";
import { openImports } from "./imports.js";
import type { ImportLedger } from "./imports.port.js";
import { openInbox } from "./inbox/store.js";
import type { InboxStore } from "./inbox.port.js";
import { openJournal } from "./journal/store.js";
import type { JournalStore } from "./journal.port.js";
import { lockShared, type StoreLock } from "./lock.js";
import { openMedical } from "./medical/store.js";
import type { MedicalStore } from "./medical.port.js";
import { openMeta } from "./meta.js";
import type { MetaStore } from "./meta.port.js";
import { checkFormat, migrate } from "./migrations/index.js";
import { openMailboxPositions, openMessageFates, openReceiptRequests } from "./mss.js";
import type { MailboxPositions, MessageFates, ReceiptRequests } from "./mss.port.js";
import { openOutbox } from "./outbox.js";
import type { OutboxStore } from "./outbox.port.js";
import { openPatients } from "./patients/store.js";
import type { PatientStore } from "./patients.port.js";
import { openQuarantine } from "./quarantine.js";
import type { QuarantineStore } from "./quarantine.port.js";
import { BUSY_MS, openDatabase, openReadable, type Readable } from "./readable.js";
import { openReviews } from "./reviews.js";
import type { ReviewStore } from "./reviews.port.js";
import { openRuns } from "./runs/ledger.js";
import type { RunLedger } from "./runs.port.js";
import { openSettings } from "./settings.js";
import type { SettingsStore } from "./settings.port.js";
import { openTraces } from "./traces.js";
import type { TraceLog } from "./traces.port.js";
import { openUsers } from "./users.js";
import type { UserStore } from "./users.port.js";

export { openDatabase } from "./readable.js";

/** A cabinet store: every port over one SQLite file. */
export interface Store {
  readonly path: string;
  readonly patients: PatientStore;
  readonly runs: RunLedger;
  readonly traces: TraceLog;
  /** The same traces, as a chain. */
  readonly journal: JournalStore;
  readonly reviews: ReviewStore;
  readonly settings: SettingsStore;
  readonly users: UserStore;
  readonly documents: DocumentStore;
  readonly contents: ContentStore;
  readonly outbox: OutboxStore;
  readonly dmpCache: DmpCache;
  readonly quarantine: QuarantineStore;
  readonly fates: MessageFates;
  readonly receipts: ReceiptRequests;
  readonly mailboxPositions: MailboxPositions;
  readonly addressBook: AddressBook;
  readonly inbox: InboxStore;
  /** What of a patient's record a summary tells. */
  readonly medical: MedicalStore;
  readonly exchanges: ExchangeStore;
  readonly imports: ImportLedger;
  readonly meta: MetaStore;
  /** Writes what is still under way, then closes the file. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** The key of the cabinet, 32 bytes: the file is encrypted (SQLCipher 4), see {@link unlock}. */
  readonly key: Buffer;
  /** Makes the file (readable by its owner only) and its folder when they do not exist. */
  readonly create?: boolean;
  readonly readOnly?: boolean;
  /** Of this store, already held by who chose the key: it is the store's from now on, released with it or when it does not open. */
  readonly lock?: StoreLock;
  /** Dates what the store itself writes (creation and update of a patient, end of a run). */
  readonly clock?: Pick<Clock, "now">;
  /** Where the lines of the journal are written from; default: the zone of the machine. */
  readonly zone?: ZoneOffset;
}

/**
 * Opens the cabinet store at `path`, creating or migrating it as needed; two processes may do so at once.
 * Throws `storage.*` errors in French: missing, key_wrong, newer, not a cabinet, damaged, read-only, permission, full, busy.
 */
export function openStore(path: string, options: OpenOptions): Store {
  const readOnly = options.readOnly ?? false;
  let lock = options.lock;
  let database: Database.Database | undefined;
  let readable: Readable | undefined;
  try {
    prepareFile(path, (options.create ?? false) && !readOnly);
    lock ??= lockShared(path, { create: !readOnly, waitMs: BUSY_MS });
    readable = readOnly ? openReadable(path, options.key) : undefined;
    database = readable?.database ?? openDatabase(path, options.key, { readOnly });
    const version = checkFormat(database, path);
    if (version === 0 && (readOnly || !options.create)) throw notACabinet(path);
    tune(database, readOnly);
    if (!readOnly) migrate(database, path);
    return assemble(
      new Connection(database, path, options.zone, openHere(path, options.key, cleaning(lock, readable))),
      options.clock ?? { now: () => new Date() },
    );
  } catch (error) {
    database?.close();
    readable?.clean();
    lock?.release();
    throw explain(path, options.key, error);
  }
}

/** Released once the store is closed. */
function cleaning(lock: StoreLock, readable: Readable | undefined): StoreLock {
  return {
    release() {
      readable?.clean();
      lock.release();
    },
  };
}

/** What every opening of a store that exists takes first: while it is held, no other file, of another key, is put in its place. */
export function lockToOpen(path: string, options: { readonly readOnly: boolean }): StoreLock {
  try {
    return lockShared(path, { create: !options.readOnly, waitMs: BUSY_MS });
  } catch (error) {
    throw translateStoreError(path, error);
  }
}

/** SQLite says of a wrong key, of a damaged first page and of any other file that it is no database. The file is closed by now. */
export function explain(path: string, key: Buffer, error: unknown): unknown {
  if (codeOf(error) !== "SQLITE_NOTADB") return translateStoreError(path, error);
  const header = headerOf(path);
  if (header.kind !== "keyed") return notACabinet(path, error);
  return header.keyId === keyIdOf(key) ? storeDamaged(path, error) : keyWrong(path, header.keyId, error);
}

/** The file is created before SQLite sees it, so that its mode (and that of its -wal and -shm) is ours: 0600, folder 0700. */
function prepareFile(path: string, create: boolean): void {
  if (!create) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) throw storeMissing(path);
    if (!found.isFile()) throw notACabinet(path);
    return;
  }
  mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
  try {
    closeSync(openSync(path, "wx", FILE_MODE));
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
}

/**
 * Settings of the connection. `synchronous=FULL`: in WAL the driver's default loses the last commits at a power cut, and a
 * call marked as made must stay so. A larger automatic checkpoint (64 MB) writes, hence encrypts and authenticates, the random pages
 * of indexes fewer times during an import (a quarter of its time). Schema and cells are not trusted: the file may come from a restored or repaired disk. The file is not
 * mapped in memory: searches are no faster for it, a batch would hold as much memory as the store is large, and a disk error
 * would kill the process instead of being told.
 */
function tune(database: Database.Database, readOnly: boolean): void {
  if (!readOnly) useWal(database);
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
  database.pragma("temp_store = MEMORY");
  database.pragma("cache_size = -32768");
  database.pragma("trusted_schema = OFF");
  database.function("protocol_key", { deterministic: true }, (names) => (typeof names === "string" ? protocolKey(names) : null));
  database.pragma("cell_size_check = ON");
  if (!readOnly) database.pragma("wal_autocheckpoint = 16000");
}

/** The switch to WAL does not wait for other connections as a write does: two processes that create one store meet here. */
function useWal(database: Database.Database): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const until = Date.now() + BUSY_MS;
  while (true) {
    try {
      database.pragma("journal_mode = WAL");
      return;
    } catch (error) {
      if (!codeOf(error).startsWith("SQLITE_BUSY") || Date.now() > until) throw error;
      Atomics.wait(pause, 0, 0, 20);
    }
  }
}

function assemble(connection: Connection, clock: Pick<Clock, "now">): Store {
  return {
    path: connection.path,
    patients: openPatients(connection, clock),
    runs: openRuns(connection, clock),
    traces: openTraces(connection),
    journal: openJournal(connection),
    reviews: openReviews(connection),
    settings: openSettings(connection),
    users: openUsers(connection, clock),
    documents: openDocuments(connection),
    contents: openContents(connection, clock),
    outbox: openOutbox(connection),
    dmpCache: openDmpCache(connection),
    quarantine: openQuarantine(connection),
    fates: openMessageFates(connection),
    receipts: openReceiptRequests(connection),
    mailboxPositions: openMailboxPositions(connection),
    addressBook: openAddressBook(connection),
    inbox: openInbox(connection),
    medical: openMedical(connection),
    exchanges: openExchanges(connection),
    imports: openImports(connection),
    meta: openMeta(connection),
    close: async () => connection.close(),
  };
}
