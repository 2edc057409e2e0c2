import type { ContentId, Document, DocumentState, NewDocument, Origin } from "../domain/document/document.js";
import type { IsoDate, IsoInstant } from "../domain/identity/types.js";
import type { NewTrace, TracesOf } from "./traces.port.js";

/** What is known of one content once it is whole. */
export interface ContentInfo {
  readonly id: ContentId;
  /** SHA-1, lower-case hexadecimal: the `hash` of XDS. */
  readonly sha1: string;
  readonly size: number;
}

/** Contents of documents, by their SHA-256, in the encrypted store, in pieces: never whole in memory. */
export interface ContentStore {
  /**
   * Writes a content as it comes; the same bytes twice are kept once. What is cut in the middle leaves nothing that can be read.
   * Durable when it resolves.
   */
  write(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<ContentInfo>;
  /** For a job through which many contents pass and that reads none again: little of the file is held in memory from now on. */
  passing(): void;
  info(id: ContentId): Promise<ContentInfo | null>;
  /** In pieces of at most 256 KiB. @throws {SegurError} `storage` when it is missing or damaged */
  read(id: ContentId): AsyncIterable<Buffer>;
  /** Forgets what no document, outbox line or quarantine names, and writes that were cut, when they were written more than a day ago. */
  sweep(now: IsoInstant): Promise<number>;
}

export interface DocumentQuery {
  readonly patientId?: string | undefined;
  readonly origin?: Origin | undefined;
  readonly typeCode?: string | undefined;
  /** Those whose file is this one. */
  readonly content?: ContentId | undefined;
  readonly classCode?: string | undefined;
  /** Act date, bounds included. */
  readonly since?: IsoDate | undefined;
  readonly until?: IsoDate | undefined;
  /** Only current ones unless asked. */
  readonly states?: readonly DocumentState[] | undefined;
  readonly limit: number;
  /** Opaque cursor of the page before. */
  readonly after?: string | undefined;
}

export interface FiledBy {
  readonly userId: string;
  readonly at: IsoInstant;
  /** Of a document that is taken over from elsewhere as it was there; in force unless said. */
  readonly state?: DocumentState;
}

export interface DocumentStore {
  /**
   * One transaction: the document, its traces, and the version that it replaces becomes `superseded`. A uniqueId that is there
   * already inserts nothing, writes no trace and gives the one that is there (`added: false`).
   * @throws {SegurError} `document.replaced` when another document replaces that version already; `document.content_missing`
   */
  add(document: NewDocument, by: FiledBy, traces?: TracesOf<Document>): Promise<{ document: Document; added: boolean }>;
  get(id: string): Promise<Document | null>;
  byUniqueId(uniqueId: string): Promise<Document | null>;
  /** Every version of one set, oldest first. */
  versions(setId: string): Promise<readonly Document[]>;
  /** Newest act first. */
  list(query: DocumentQuery): Promise<{ readonly items: readonly Document[]; readonly next: string | null }>;
  /** Replaces what may change (cda, dmp, visibility, state, title, act date, type, class, author). False when `rowVersion` had moved. */
  update(document: Document, traces?: readonly NewTrace[]): Promise<boolean>;
}
