import type { AuthorInput } from "../../documents/cda/draft-from.js";
import type { Document, NewDocument } from "../../domain/document/document.js";
import { SegurError } from "../../domain/errors.js";
import { rppsOf } from "../../domain/professional/professional.js";
import type { User } from "../../domain/users/user.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { textSetting } from "../dmp/subject.js";
import { authorNeeded, authorUnidentified, authorUnnamed } from "./author-errors.js";
import { authorUnknown } from "./errors.js";

type Author = NewDocument["author"];

type Cabinet = Pick<OpenCabinet, "settings" | "info" | "users" | "session" | "actor">;

/** Table G15: physician. */
const PHYSICIAN = "10";

/** Whose document it is; or, when nothing says it, the doctors among whom one must be named. */
export type FoundAuthor = { readonly author: Author } | { readonly author: null; readonly signers: readonly string[] };

/**
 * Whose document it is: the person of the session, unless `--author` names a user of the cabinet (`U2`, an RPPS) or, in words, somebody
 * else. A secretary answers for no document: it is that of the only doctor of the cabinet, or of the one who is named.
 * @throws {SegurError} `document.author_unknown`
 */
export async function documentAuthor(cabinet: Cabinet, typed: string | undefined): Promise<FoundAuthor> {
  if (typed !== undefined) return { author: await namedAuthor(cabinet, typed.trim()) };
  const { session } = cabinet;
  const user = session?.user ?? (await cabinet.users.get(cabinet.actor.userId));
  if (user?.role === "secretaire") {
    const signers = await signersOf(cabinet);
    const [only] = signers;
    if (only !== undefined) {
      return signers.length === 1
        ? { author: await ofUser(cabinet, only) }
        : { author: null, signers: signers.map(({ id }) => id) };
    }
  }
  const professional = session?.session.psc?.professional;
  if (professional != null) {
    const { nationalId, familyName, givenName } = professional;
    return { author: { id: nationalId, name: fullName(givenName, familyName), institution: await structureName(cabinet) } };
  }
  if (user === null) throw authorUnknown();
  return { author: await ofUser(cabinet, user) };
}

/** The author that was found. @throws {SegurError} `document.author_needed` */
export function requireAuthor(found: FoundAuthor): Author {
  if (found.author === null) throw authorNeeded(found.signers);
  return found.author;
}

/** The doctors of the cabinet who can answer for a document: here, with a national id. */
async function signersOf({ users }: Pick<Cabinet, "users">): Promise<readonly User[]> {
  const all = await users.list();
  return all.filter((user) => user.role === "medecin" && user.disabledAt === null && nationalIdOf(user) !== null);
}

async function namedAuthor(cabinet: Cabinet, text: string): Promise<Author> {
  const user = await namedUser(cabinet, text);
  if (user !== null) return ofUser(cabinet, user);
  if (text === "" || text.length > 100 || /\p{Cc}/u.test(text) || /^U\d+$/i.test(text) || /^\d+$/.test(text))
    throw authorUnknown();
  return { id: null, name: text, institution: null };
}

async function namedUser(cabinet: Cabinet, text: string): Promise<User | null> {
  if (/^U\d{1,12}$/i.test(text)) return cabinet.users.get(text.toUpperCase());
  if (/^\d{11}$/.test(text)) return cabinet.users.findByRpps(text);
  const rpps = rppsOf(text);
  return rpps === null ? null : cabinet.users.findByRpps(rpps);
}

async function ofUser(cabinet: Cabinet, user: User): Promise<Author> {
  const { familyName, givenName } = user.settings;
  const name = familyName === undefined ? user.label : fullName(givenName, familyName);
  return { id: nationalIdOf(user), name, institution: await structureName(cabinet) };
}

/** « Prénom NOM », as the documents of others name theirs. */
function fullName(givenName: string | undefined, familyName: string): string {
  return [givenName, familyName].filter(Boolean).join(" ");
}

function structureName(cabinet: Cabinet): Promise<string | null> {
  return textSetting(cabinet, "structure.name");
}

function nationalIdOf(user: User): string | null {
  return user.rpps === null ? user.nationalId : `8${user.rpps}`;
}

/**
 * The author of a document of the file as its CDA names one: what Pro Santé Connect says of the person of the session, else the settings
 * of the user who has this national id.
 * @throws {SegurError} `document.author_unidentified`, `document.author_unnamed`
 */
export async function cdaAuthor(cabinet: Cabinet, document: Pick<Document, "id" | "author">): Promise<AuthorInput> {
  const { id } = document.author;
  const unidentified = async () => authorUnidentified(document.id, (await signersOf(cabinet))[0]?.id ?? null);
  if (id === null) throw await unidentified();
  const professional = cabinet.session?.session.psc?.professional;
  if (professional?.nationalId === id) return professional;
  const user = await withNationalId(cabinet, id);
  if (user === null) throw await unidentified();
  const { familyName, givenName, speciality, title } = user.settings;
  if (familyName === undefined) throw authorUnnamed(user.id);
  const physician = user.role === "medecin" || title === "Dr" || title === "Pr";
  const profession = physician ? PHYSICIAN : null;
  return { nationalId: id, familyName, givenName: givenName ?? "", civility: null, profession, speciality: speciality ?? null };
}

/** The same for a document that is only read: who nobody here can identify is named as in the file. */
export async function shownAuthor(cabinet: Cabinet, document: Pick<Document, "id" | "author">): Promise<AuthorInput> {
  try {
    return await cdaAuthor(cabinet, document);
  } catch (error) {
    if (!(error instanceof SegurError)) throw error;
    const { name } = document.author;
    return { nationalId: "", familyName: name, givenName: "", civility: null, profession: null, speciality: null };
  }
}

/** The author is a user of the cabinet who has left: what is sent after that is history (DMP/HISTO.04). */
export async function authorHasLeft(cabinet: Cabinet, { author }: Pick<Document, "author">): Promise<boolean> {
  const { id } = author;
  if (id === null || cabinet.session?.session.psc?.professional?.nationalId === id) return false;
  const user = await withNationalId(cabinet, id);
  return user !== null && user.disabledAt !== null;
}

/** A user who has left still answers for what he or she wrote. */
async function withNationalId(cabinet: Cabinet, id: string): Promise<User | null> {
  return (await cabinet.users.list()).find((user) => nationalIdOf(user) === id) ?? null;
}
