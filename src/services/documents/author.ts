import type { AuthorInput } from "../../documents/cda/draft-from.js";
import type { Document, NewDocument } from "../../domain/document/document.js";
import { rppsOf } from "../../domain/professional/professional.js";
import type { User } from "../../domain/users/user.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { textSetting } from "../dmp/subject.js";
import { authorUnidentified, authorUnknown, authorUnnamed } from "./errors.js";

type Cabinet = Pick<OpenCabinet, "settings" | "info" | "users" | "session" | "actor">;

/** Table G15: physician. */
const PHYSICIAN = "10";

/**
 * Whose document it is: the person of the session, unless `--author` names a user of the cabinet (`U2`, an RPPS) or, in words, somebody
 * else.
 * @throws {SegurError} `document.author_unknown`
 */
export async function documentAuthor(cabinet: Cabinet, typed: string | undefined): Promise<NewDocument["author"]> {
  const text = typed?.trim();
  if (text === undefined) {
    const { session } = cabinet;
    const professional = session?.session.psc?.professional;
    if (professional != null) {
      const name = [professional.familyName, professional.givenName].filter(Boolean).join(" ");
      return { id: professional.nationalId, name, institution: await textSetting(cabinet, "structure.name") };
    }
    const user = session?.user ?? (await cabinet.users.get(cabinet.actor.userId));
    if (user === null) throw authorUnknown();
    return ofUser(cabinet, user);
  }
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

async function ofUser(cabinet: Cabinet, user: User): Promise<NewDocument["author"]> {
  const { familyName, givenName } = user.settings;
  const name = familyName === undefined ? user.label : [familyName, givenName].filter(Boolean).join(" ");
  return { id: nationalIdOf(user), name, institution: await textSetting(cabinet, "structure.name") };
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
  if (id === null) throw authorUnidentified(document.id);
  const professional = cabinet.session?.session.psc?.professional;
  if (professional?.nationalId === id) return professional;
  const user = await withNationalId(cabinet, id);
  if (user === null) throw authorUnidentified(document.id);
  const { familyName, givenName, speciality, title } = user.settings;
  if (familyName === undefined) throw authorUnnamed(user.id);
  const physician = user.role === "medecin" || title === "Dr" || title === "Pr";
  const profession = physician ? PHYSICIAN : null;
  return { nationalId: id, familyName, givenName: givenName ?? "", civility: null, profession, speciality: speciality ?? null };
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
