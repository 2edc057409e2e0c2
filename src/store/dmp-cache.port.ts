import type { DmpStatus } from "../domain/dmp/status.js";
import type { DocumentEntry, ListedEntry } from "../domain/document/entry.js";
import type { IsoInstant } from "../domain/identity/types.js";

/**
 * Whose view of whose DMP: rights differ between professionals, so a view is never shared; and a DMP is that of an INS, so what was
 * seen under one is never what the patient has under another (INS/va1.53).
 */
export interface DmpView {
  readonly userId: string;
  readonly patientId: string;
  /** `1.2.250.1.213.1.4.8^2…`: the INS under which it was asked. */
  readonly ins: string;
}

/** What was synchronised, and until when. */
export interface DmpSyncState {
  /** Submission time from which the next synchronisation asks. */
  readonly syncedUntil: IsoInstant;
  /** Act date from which the first contact asked (bounded, EX_3.1). */
  readonly from: IsoInstant;
  readonly at: IsoInstant;
}

/** An entry as lists know it, and the short id shown to people (`X15`): stable for one view. */
export type CachedEntry = ListedEntry & { readonly shortId: string };

/** What this practice has just changed of a document, and does not read again at once (EX_3.1-2030). */
export interface OwnChange extends Partial<Pick<ListedEntry, "availability" | "visibility">> {
  /** Hidden by this person, who perhaps no longer sees it: out of the lists until the DMP shows it again, and never forgotten. */
  readonly setAside?: boolean;
}

/** The local cache of metadata of DMPs: one row for each logical document. It is only ever a copy, and may be dropped whole. */
export interface DmpCache {
  status(view: DmpView): Promise<{ readonly status: DmpStatus; readonly at: IsoInstant } | null>;
  putStatus(view: DmpView, status: DmpStatus, at: IsoInstant): Promise<void>;
  sync(view: DmpView): Promise<DmpSyncState | null>;
  /**
   * One transaction: entries replaced by logicalId (else by uniqueId), then the state. An entry of an older version (VersionInfo) than
   * the one that is there changes nothing, and what is only listed changes what is known of an entry, or nothing. `reset` forgets what was
   * there, but the short ids.
   */
  put(
    view: DmpView,
    entries: readonly (DocumentEntry | ListedEntry)[],
    state: DmpSyncState,
    options?: { readonly reset?: boolean },
  ): Promise<void>;
  /** Newest act first: 2,100 entries in some ten milliseconds. */
  entries(view: DmpView): Promise<readonly CachedEntry[]>;
  /** Those that were set aside by {@link change}, and that the DMP has not shown since. */
  aside(view: DmpView): Promise<readonly CachedEntry[]>;
  /** Notes a change of ours in what is known of the document; nothing is when it is not known. */
  change(view: DmpView, uniqueId: string, change: OwnChange): Promise<void>;
  /** One, whole, set aside or not; by uniqueId, entryUuid or logicalId. */
  entry(view: DmpView, id: string): Promise<DocumentEntry | null>;
  byShortId(shortId: string): Promise<{ readonly view: DmpView; readonly entry: DocumentEntry } | null>;
  /** Which entries are new versions of documents of the file, as last found: uniqueId of the entry → `D12`. */
  newer(view: DmpView): Promise<ReadonlyMap<string, string>>;
  putNewer(view: DmpView, newer: ReadonlyMap<string, string>): Promise<void>;
  forget(view: DmpView): Promise<void>;
}
