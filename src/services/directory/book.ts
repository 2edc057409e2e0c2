import type { SegurError } from "../../domain/errors.js";
import type { DirectoryMailbox } from "../../domain/professional/entry.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { bookUnknown, nicknameTaken, nicknameWrong } from "./errors.js";
import { type ResolveOptions, resolveRecipient } from "./resolve.js";

const MOST = 100_000;
/** One word that no address, RPPS nor id of the book can be. */
const NICKNAME = /^(?!C\d+$)(?!\d+$)[^\s@|,;]{1,40}$/iu;

/**
 * Adds a correspondent, found as the recipient of a message is. Given again, they take the new nickname, unless it is another's.
 * @throws {SegurError} `book.nickname`, `book.nickname_taken`
 */
export async function addToBook(
  cabinet: Pick<OpenCabinet, "directory">,
  who: string,
  { nickname, ...options }: ResolveOptions & { readonly nickname?: string | undefined } = {},
): Promise<{ readonly id: string; readonly nickname: string | null; readonly address: string }> {
  if (nickname !== undefined && !NICKNAME.test(nickname)) throw nicknameWrong();
  const { address, mailbox } = await resolveRecipient(cabinet, who, options);
  const id = await cabinet.directory.book.put({ ...(mailbox ?? unknown(address)), nickname: nickname ?? null });
  if (id === null) throw await taken(cabinet, nickname ?? "");
  // Given again without a nickname, they keep the one they had.
  const [kept] = (await cabinet.directory.book.list({ text: id, limit: 1 })).filter((entry) => entry.id === id);
  return { id, nickname: kept?.nickname ?? null, address };
}

/** Whose nickname it is: a correspondent of the annuaire, whose name is public. */
async function taken({ directory }: Pick<OpenCabinet, "directory">, nickname: string): Promise<SegurError> {
  const entries = await directory.book.list({ limit: MOST });
  const holder = entries.find((entry) => entry.nickname?.toLowerCase() === nickname.toLowerCase());
  return nicknameTaken(nickname, holder?.id ?? "C1");
}

/** @throws {SegurError} `book.unknown` */
export async function removeFromBook(cabinet: Pick<OpenCabinet, "directory">, id: string): Promise<string> {
  const known = id.trim().toUpperCase();
  if (!(await cabinet.directory.book.remove(known))) throw bookUnknown();
  return known;
}

/** An address of the trust space that the annuaire does not hold. */
function unknown(address: string): DirectoryMailbox {
  const nobody = { rpps: null, familyName: null, givenName: null, civility: null, profession: null, speciality: null };
  const nowhere = { structure: null, service: null, postcode: null, city: null, department: null, paperless: null };
  return { address, type: "PER", ...nobody, ...nowhere };
}
