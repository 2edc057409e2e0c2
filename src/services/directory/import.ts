import { extractionDate, readExtraction, readPeople } from "../../documents/directory/extraction.js";
import { completed, isIncomplete } from "../../domain/professional/complete.js";
import type { CopiedMailbox, DirectoryMailbox } from "../../domain/professional/entry.js";
import type { PeopleCopy } from "../../store/directory.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { type ImportOptions, type ImportSource, openText, type TextOfExtraction, watched } from "./extraction-text.js";

export interface MailboxesReport {
  readonly kind: "mailboxes";
  readonly mailboxes: number;
  readonly duplicates: number;
  /** Lines that name no mailbox. */
  readonly refused: number;
  readonly extractedAt: string | null;
  readonly sha256: string;
}

/** Of « PS_LibreAcces_Personne_activite ». */
export interface PeopleReport {
  readonly kind: "people";
  readonly people: number;
  readonly activities: number;
  /** Lines without an RPPS. */
  readonly refused: number;
  readonly extractedAt: string | null;
  readonly sha256: string;
}

type Ports = Pick<OpenCabinet, "directory" | "clock">;

export interface DownloadOptions extends Omit<ImportOptions, "sha1"> {
  readonly sha1?: string | undefined;
  /** Even what is here already. */
  readonly force?: boolean;
  /** « PS_LibreAcces » first: mailboxes are completed by it. */
  readonly people?: boolean;
}

/**
 * Downloads the extractions and loads them (ANN/va1.01). Null for what is already here, told by its name, without downloading.
 * @throws {SegurError} `directory.*`
 */
export async function downloadExtractions(
  cabinet: Ports,
  { force = false, people = false, sha1, ...options }: DownloadOptions = {},
): Promise<{ readonly mailboxes: MailboxesReport | null; readonly people: PeopleReport | null }> {
  const loadedPeople = people ? await download(cabinet, "people", force, options) : null;
  // What is known of their owners has changed: the mailboxes are written again.
  const loaded = await download(cabinet, "mailboxes", force || loadedPeople !== null, { ...options, sha1 });
  return {
    mailboxes: loaded?.kind === "mailboxes" ? loaded : null,
    people: loadedPeople?.kind === "people" ? loadedPeople : null,
  };
}

async function download(cabinet: Ports, kind: "mailboxes" | "people", force: boolean, options: ImportOptions) {
  const source = await cabinet.directory.extraction(kind);
  const copy = kind === "people" ? await cabinet.directory.people() : await cabinet.directory.copy();
  const known = (await copy.info().catch(() => null))?.extractedAt ?? null;
  const latest = force || known === null ? null : await source.latest(options.signal);
  if (latest !== null && known !== null && extractionDate(latest) === known) return null;
  return importExtraction(cabinet, await source.download(options.signal), options);
}

/**
 * Replaces the offline copy by an extraction, ZIP or text, of the mailboxes or of the people: its headings tell which (ANN/va1.01). Nothing
 * is replaced when anything is wrong with it.
 * @throws {SegurError} `directory.*`
 */
export async function importExtraction(
  cabinet: Ports,
  source: ImportSource,
  options: ImportOptions = {},
): Promise<MailboxesReport | PeopleReport> {
  const text = await openText(source, options);
  return text.kind === "people" ? importPeople(cabinet, text, options) : importMailboxes(cabinet, text, options);
}

async function importMailboxes(cabinet: Ports, text: TextOfExtraction, options: ImportOptions): Promise<MailboxesReport> {
  const extraction = readExtraction(text.bytes);
  const people = await cabinet.directory.people();
  // A file of people that cannot be read is told by `doctor`; the mailboxes are worth having without it.
  const known = await people.info().catch(() => null);
  const mailboxes = text.checked(watched(extraction.items, options));
  const copy = await cabinet.directory.copy();
  const counts = await copy.import(known === null ? mailboxes : completedBy(people, mailboxes), about(cabinet, text));
  return { kind: "mailboxes", ...counts, refused: extraction.counts().refused, ...origin(text) };
}

async function importPeople(cabinet: Ports, text: TextOfExtraction, options: ImportOptions): Promise<PeopleReport> {
  const extraction = readPeople(text.bytes);
  const people = await cabinet.directory.people();
  const counts = await people.import(text.checked(watched(extraction.items, options)), about(cabinet, text));
  return { kind: "people", ...counts, refused: extraction.counts().refused, ...origin(text) };
}

async function* completedBy(people: PeopleCopy, mailboxes: AsyncIterable<DirectoryMailbox>): AsyncGenerator<CopiedMailbox> {
  for await (const mailbox of mailboxes) {
    const { rpps } = mailbox;
    yield rpps !== null && isIncomplete(mailbox) ? completed(mailbox, await people.activities(rpps)) : mailbox;
  }
}

function about({ clock }: Ports, { extractedAt, sha256 }: TextOfExtraction) {
  return { extractedAt, importedAt: clock.now().toISOString(), sha256 };
}

function origin({ extractedAt, sha256 }: TextOfExtraction) {
  return { extractedAt, sha256: sha256() };
}
