import type { SegurError } from "../../domain/errors.js";
import { audienceOf, domainOf, isMssDomain, parseAddress } from "../../domain/message/address.js";
import { rppsTyped } from "../../domain/professional/directory-terms.js";
import type { DirectoryMailbox } from "../../domain/professional/entry.js";
import { isNamedInFull, nameDistance } from "../../domain/professional/named-in-full.js";
import {
  addressReassigned,
  addressWrong,
  noMailbox,
  noneChosen,
  outsideTrust,
  patientBox,
  recipientAmbiguous,
  recipientUncertain,
  recipientUnknown,
} from "./errors.js";
import { type FindPorts, type FoundMailbox, findMailboxes } from "./find.js";

/** Candidates to choose from: enough that those who bear the name itself are among them. */
const MOST_CANDIDATES = 100;

/** Asks a person which one, or none (null); given only where somebody can answer. */
export type ChooseMailbox = (candidates: readonly FoundMailbox[], truncated: boolean) => Promise<FoundMailbox | null>;

export interface ResolveOptions {
  /** Absent (no terminal): several candidates are a `decision` error, exit 7. */
  readonly choose?: ChooseMailbox | undefined;
  readonly online?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For a message: what the annuaire gives is of the trust space too, or refused. It is fed by many, and read over a network. */
  readonly sending?: boolean | undefined;
  /** Domains of the trust space beside `mssante.fr`, as the settings have them (`mss.domains`). */
  readonly domains?: readonly string[] | undefined;
  /** What a person should know of a recipient who is taken all the same. French. */
  readonly warn?: ((message: string) => void) | undefined;
}

/** Whom a message goes to. */
export interface Recipient {
  readonly address: string;
  /** What the annuaire says of it; null for an address of the trust space that it does not hold (« liste rouge », too recent). */
  readonly mailbox: DirectoryMailbox | null;
}

/**
 * The professional that one `--to` means: an address, an RPPS, an id or a nickname of the address book, or words of a name, a city, a
 * speciality. Somebody whose name only begins as what was typed is proposed, never taken.
 * @throws {SegurError} `directory.address_wrong`, `directory.patient_box`, `directory.outside_trust`, `directory.recipient_unknown`,
 * `directory.no_mailbox`, `directory.recipient_ambiguous`, `directory.recipient_uncertain`, `directory.address_reassigned`
 */
export async function resolveRecipient(cabinet: FindPorts, typed: string, options: ResolveOptions = {}): Promise<Recipient> {
  const found = await meant(cabinet, typed.trim(), options);
  // Whatever a book or a file of the annuaire says: that box has rules of its own.
  if (audienceOf(found.address) === "patient") throw patientBox();
  if (options.sending === true) requireTrusted(found, options.domains);
  return found;
}

/** Never outside the trust space: neither by a name, nor by a nickname. */
function requireTrusted({ address }: Recipient, domains: readonly string[] | undefined): void {
  const parsed = parseAddress(address);
  if (!parsed.ok) throw addressWrong();
  if (!isMssDomain(domainOf(parsed.value), domains)) throw outsideTrust(domainOf(parsed.value));
}

async function meant(cabinet: FindPorts, text: string, options: ResolveOptions): Promise<Recipient> {
  if (text.includes("@")) return byAddress(cabinet, text, options);
  const nicknamed = await byNickname(cabinet, text, options);
  if (nicknamed !== null) return nicknamed;
  const { online, signal } = options;
  const query = { text, limit: MOST_CANDIDATES };
  const found = await findMailboxes(cabinet, query, {
    every: rppsTyped(text) === null,
    ...(online === true ? { online } : {}),
    ...(signal === undefined ? {} : { signal }),
  });
  // Somebody of the same name may be where nobody could look; an id, a nickname or an address of the book names one correspondent.
  if (found.failure !== null && online !== true) throw found.failure;
  const [only, another] = found.items;
  if (only === undefined) throw await nobody(cabinet, text);
  const alone = another === undefined && !found.truncated;
  if (alone && isNamedInFull(only.mailbox, text)) return recipient(cabinet, only, options);
  if (options.choose === undefined && alone) throw recipientUncertain(only.mailbox);
  // Whoever bears the name itself first; the order is alphabetical otherwise.
  const near = [...found.items].sort((a, b) => nameDistance(a.mailbox, text) - nameDistance(b.mailbox, text));
  if (options.choose === undefined)
    throw recipientAmbiguous(
      near.map(({ mailbox }) => mailbox),
      found.truncated,
    );
  const chosen = await options.choose(near, found.truncated);
  if (chosen === null) throw noneChosen();
  return recipient(cabinet, chosen, options);
}

/** Somebody who practises and has published no mailbox is not unknown. */
async function nobody(cabinet: FindPorts, text: string): Promise<SegurError> {
  const rpps = rppsTyped(text);
  const known = rpps === null ? [] : await (await cabinet.directory.people()).activities(rpps);
  return known.length > 0 ? noMailbox() : recipientUnknown(true);
}

/** An address is taken as it is, once known to be in the trust space; the book and the copy say whose it is. */
async function byAddress(cabinet: FindPorts, text: string, { domains }: ResolveOptions): Promise<Recipient> {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw addressWrong();
  const address = parsed.value.toLowerCase();
  if (audienceOf(address) === "patient") throw patientBox();
  const [inBook] = (await cabinet.directory.book.list({ text: address, limit: 1 })).filter((each) => each.address === address);
  // Whose it is, the annuaire tells better than a book, which keeps what was true once.
  const mailbox = (await inCopyOf(cabinet, address)) ?? (inBook === undefined ? null : withoutNames(inBook));
  if (mailbox === null && !isMssDomain(domainOf(address), domains)) throw outsideTrust(null);
  return { address, mailbox };
}

async function inCopyOf(cabinet: FindPorts, address: string): Promise<DirectoryMailbox | null> {
  const { items } = await (await cabinet.directory.copy()).search({ text: address, limit: 1 });
  return items.find((each) => each.address.toLowerCase() === address.toLowerCase()) ?? null;
}

/** The id or the whole nickname of a correspondent, before any name that starts alike. */
async function byNickname(cabinet: FindPorts, text: string, options: ResolveOptions): Promise<Recipient | null> {
  const entries = await cabinet.directory.book.list({ text, limit: MOST_CANDIDATES });
  const meant = entries.find(({ id, nickname }) => id === text.toUpperCase() || nickname?.toLowerCase() === text.toLowerCase());
  return meant === undefined ? null : correspondent(cabinet, meant.id, withoutNames(meant), options);
}

/**
 * Somebody of the book. Their address may have been given to somebody else since it was kept: then nobody is written to; one that the
 * annuaire no longer has is told.
 */
async function correspondent(
  cabinet: FindPorts,
  id: string,
  mailbox: DirectoryMailbox,
  { warn }: ResolveOptions,
): Promise<Recipient> {
  const { address, rpps } = mailbox;
  const now = await inCopyOf(cabinet, address);
  if (now !== null && now.rpps !== null && rpps !== null && now.rpps !== rpps) throw addressReassigned({ id, address });
  const copied = now === null ? await (await cabinet.directory.copy()).info() : null;
  if (copied !== null) warn?.(`La boîte de ${id} n'est pas, ou n'est plus, dans la copie de l'annuaire.`);
  return { address, mailbox };
}

function withoutNames({ id: _id, nickname: _nickname, ...mailbox }: DirectoryMailbox & { id: string; nickname: string | null }) {
  return mailbox;
}

async function recipient(cabinet: FindPorts, { id, mailbox }: FoundMailbox, options: ResolveOptions): Promise<Recipient> {
  return id === null ? { address: mailbox.address, mailbox } : correspondent(cabinet, id, mailbox, options);
}
