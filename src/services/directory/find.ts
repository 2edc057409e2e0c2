import { SegurError } from "../../domain/errors.js";
import { byName, directoryMatch, directoryTerms } from "../../domain/professional/directory-terms.js";
import type { DirectoryMailbox, DirectoryQuery } from "../../domain/professional/entry.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { keyMissing, noDirectory, nothingAsked } from "./errors.js";

/** Where a mailbox was found. */
export type MailboxOrigin = "book" | "copy" | "online";

export interface FoundMailbox {
  readonly mailbox: DirectoryMailbox;
  readonly origin: MailboxOrigin;
  /** In the address book. */
  readonly id: string | null;
  readonly nickname: string | null;
}

export interface FoundMailboxes {
  /** In alphabetical order, correspondents of the cabinet first. */
  readonly items: readonly FoundMailbox[];
  /** There are more: the query should say more. */
  readonly truncated: boolean;
  /** The service was asked and did not answer; what is known here is given all the same. */
  readonly failure: SegurError | null;
}

export type FindPorts = Pick<OpenCabinet, "directory">;

export interface FindOptions {
  readonly online?: boolean;
  /** All that answer are wanted, to be sure that there is only one: without a copy, the address book alone does not say so. */
  readonly every?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Looks for mailboxes (ANN/va1.01-05, UX.41): in the address book, in the offline copy, then at the service when a key is set and nothing was
 * found here, or when `online` asks for it. @throws {SegurError} `directory.*`
 */
export async function findMailboxes(
  cabinet: FindPorts,
  query: DirectoryQuery,
  options: FindOptions = {},
): Promise<FoundMailboxes> {
  if (directoryTerms(query).length === 0) throw nothingAsked();
  const here = new Map<string, FoundMailbox>();
  for (const found of await inBook(cabinet, query)) here.set(found.mailbox.address, found);
  const copy = await cabinet.directory.copy();
  const loaded = (await copy.info()) !== null;
  const copied = await copy.search(query);
  addAll(here, copied.items, "copy");
  let { truncated } = copied;
  let failure: SegurError | null = null;
  if (options.online === true || here.size === 0 || (options.every === true && !loaded)) {
    const client = await asked(cabinet.directory.online());
    if (client === null && options.online === true) throw keyMissing();
    if (client === null && !loaded && here.size === 0) throw noDirectory();
    // A sandbox that is not started is a service that does not answer; a setting that cannot be used is for its user to repair.
    if (client instanceof SegurError && client.kind !== "unreachable") throw client;
    const answer = client === null || client instanceof SegurError ? client : await asked(client.search(query, options.signal));
    if (answer instanceof SegurError) {
      if (here.size === 0 || answer.kind === "interrupted") throw answer;
      failure = answer;
    } else if (answer !== null) {
      addAll(here, answer.items, "online");
      truncated ||= answer.truncated;
    }
  }
  const items = [...here.values()].sort((a, b) => rank(a) - rank(b) || byName(a.mailbox, b.mailbox));
  return { items: items.slice(0, query.limit), truncated: truncated || items.length > query.limit, failure };
}

/** By id or nickname as well, when the query is a text. */
async function inBook(cabinet: FindPorts, query: DirectoryQuery): Promise<readonly FoundMailbox[]> {
  const { limit, ...criteria } = query;
  const text = criteria.text ?? criteria.familyName ?? "";
  const entries = await cabinet.directory.book.list({ ...(text === "" ? {} : { text }), limit: Number.MAX_SAFE_INTEGER });
  const others = directoryTerms({ ...criteria, text: undefined, limit });
  const found = entries.filter((entry) => directoryMatch(entry, others)).slice(0, limit);
  return found.map(({ id, nickname, ...mailbox }) => ({ mailbox, origin: "book", id, nickname }));
}

function addAll(here: Map<string, FoundMailbox>, mailboxes: readonly DirectoryMailbox[], origin: MailboxOrigin): void {
  for (const mailbox of mailboxes) {
    const known = here.get(mailbox.address);
    // Whose a mailbox of the book is, the annuaire tells as it is now.
    here.set(mailbox.address, known === undefined ? { mailbox, origin, id: null, nickname: null } : { ...known, mailbox });
  }
}

async function asked<T>(answer: Promise<T>): Promise<T | SegurError> {
  return answer.catch((error: unknown) => {
    if (error instanceof SegurError) return error;
    throw error;
  });
}

function rank({ origin }: FoundMailbox): number {
  return origin === "book" ? 0 : 1;
}
