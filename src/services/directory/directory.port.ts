import type { ExtractionSource } from "../../gateways/directory/extraction.port.js";
import type { DirectoryClient } from "../../gateways/directory/port.js";
import type { AddressBook, DirectoryCopy, PeopleCopy } from "../../store/directory.port.js";

/** Where mailboxes of professionals are looked for. Each part is opened at its first use. */
export interface DirectoryPorts {
  /** Correspondents of this cabinet. */
  readonly book: AddressBook;
  /** The offline copy of the annuaire, the same for every cabinet of this machine. */
  copy(): Promise<DirectoryCopy>;
  /** Connects to Annuaire Santé; null when no key is set. Throws a `config` error when what is set cannot be used. */
  online(): Promise<DirectoryClient | null>;
  /** Professionals with an RPPS, mailbox or not, when their extraction was loaded. */
  people(): Promise<PeopleCopy>;
  /** Where a public extraction is downloaded from. */
  extraction(kind: "mailboxes" | "people"): Promise<ExtractionSource>;
}
