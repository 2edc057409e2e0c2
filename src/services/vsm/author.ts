import type { AuthorInput } from "../../documents/cda/draft-from.js";
import type { NewDocument } from "../../domain/document/document.js";
import { rppsOf } from "../../domain/professional/professional.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { cdaAuthor, documentAuthor } from "../documents/author.js";
import { authorNeeded, authorUnnamed } from "../documents/author-errors.js";
import { notADoctor } from "./errors.js";

type Cabinet = Pick<OpenCabinet, "settings" | "info" | "users" | "session" | "actor">;

/** Table G15: physician. */
const PHYSICIAN = "10";

/**
 * The doctor who answers for a summary (DOC/va1.14): the person of the session, or the user who is named; with an RPPS.
 * @throws {SegurError} `document.author_needed`, `document.author_unknown`, `document.author_unnamed`, `vsm.author`
 */
export async function vsmAuthor(
  cabinet: Cabinet,
  typed: string | undefined,
): Promise<{ readonly author: NewDocument["author"]; readonly input: AuthorInput }> {
  const found = await documentAuthor(cabinet, typed);
  if (found.author === null) throw found.signers.length === 0 ? notADoctor() : authorNeeded(found.signers);
  const { id } = found.author;
  if (id === null || rppsOf(id) === null) throw notADoctor();
  const professional = cabinet.session?.session.psc?.professional;
  const user = await cabinet.users.findByRpps(rppsOf(id) ?? "");
  const isOfSession = professional?.nationalId === id;
  const physician = isOfSession ? professional.profession === PHYSICIAN : user?.role === "medecin" && user.disabledAt === null;
  if (!physician) throw notADoctor();
  if (!isOfSession && user !== null && user.settings.familyName === undefined) throw authorUnnamed(user.id);
  return { author: found.author, input: await cdaAuthor(cabinet, { id: "", author: found.author }) };
}
