import type { IsoInstant } from "../domain/identity/types.js";
import type { CopiedMailbox, DirectoryActivity, DirectoryMailbox, DirectoryQuery } from "../domain/professional/entry.js";

/** The offline copy of the directory: public data, one file for all cabinets of this machine, not encrypted. */
export interface DirectoryCopy {
  info(): Promise<{
    readonly mailboxes: number;
    readonly extractedAt: IsoInstant | null;
    readonly importedAt: IsoInstant;
    readonly sha256: string;
  } | null>;
  /** Replaces the copy at once when the whole extraction was read; the one before serves meanwhile. */
  import(
    mailboxes: AsyncIterable<CopiedMailbox>,
    from: { readonly extractedAt: IsoInstant | null; readonly importedAt: IsoInstant; readonly sha256: () => string },
  ): Promise<{ readonly mailboxes: number; readonly duplicates: number }>;
  search(query: DirectoryQuery): Promise<{ readonly items: readonly DirectoryMailbox[]; readonly truncated: boolean }>;
  close(): Promise<void>;
}

/** Professionals with an RPPS and where they work, mailbox or not (ANN/va1.01): public data, kept and replaced as {@link DirectoryCopy}. */
export interface PeopleCopy {
  info(): Promise<{
    readonly people: number;
    readonly activities: number;
    readonly extractedAt: IsoInstant | null;
    readonly importedAt: IsoInstant;
  } | null>;
  import(
    activities: AsyncIterable<DirectoryActivity>,
    from: { readonly extractedAt: IsoInstant | null; readonly importedAt: IsoInstant; readonly sha256: () => string },
  ): Promise<{ readonly people: number; readonly activities: number }>;
  /** Of one person, none when the RPPS is not known. */
  activities(rpps: string): Promise<readonly DirectoryActivity[]>;
  close(): Promise<void>;
}

/** Correspondents of this cabinet, in its own store. */
export interface AddressBook {
  /** Gives its id; null, and nothing is written, when the nickname is that of another correspondent. */
  put(entry: DirectoryMailbox & { readonly nickname: string | null }): Promise<string | null>;
  list(query: {
    readonly text?: string | undefined;
    readonly limit: number;
  }): Promise<readonly (DirectoryMailbox & { readonly id: string; readonly nickname: string | null })[]>;
  remove(id: string): Promise<boolean>;
}
