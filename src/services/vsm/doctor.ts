import type { VsmDraft } from "../../documents/vsm/draft.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";

/** Titles that come before a name and are none. */
const TITLES = /^(?:(?:dr|docteur|pr|professeur|m|mme)\b\.?\s*)+/i;

/**
 * The médecin traitant of a file, which names him or her in words (« Dr Hélène MARCEAU, RPPS 99700000019 »): the RPPS when it is there,
 * a user of the cabinet by its own names, else the words as they are, in capitals the family name.
 */
export async function medecinTraitantOf(
  cabinet: Pick<OpenCabinet, "users">,
  { medecinTraitant: text }: Pick<Patient, "medecinTraitant">,
): Promise<VsmDraft["medecinTraitant"]> {
  if (text === null || text.trim() === "") return null;
  const rpps = /(?<!\d)8?(\d{11})(?!\d)/.exec(text.replace(/(?<=\d)[ .](?=\d)/g, ""))?.[1] ?? null;
  const user = rpps === null ? null : await cabinet.users.findByRpps(rpps);
  const id = rpps === null ? null : `8${rpps}`;
  if (user?.settings.familyName !== undefined) {
    return { id, familyName: user.settings.familyName, givenName: user.settings.givenName ?? null };
  }
  const words = text
    .replace(/\bRPPS\b|[\d(),;:]/gi, " ")
    .replace(/\s+/g, " ")
    .trim()
    .replace(TITLES, "")
    .trim();
  if (words === "") return id === null ? null : { id, familyName: "", givenName: null };
  const parts = words.split(" ");
  const isCapital = (part: string) => part === part.toUpperCase() && /\p{L}/u.test(part);
  const family = parts.filter(isCapital);
  // Without capitals, or with nothing else, nobody can tell which word is which.
  if (family.length === 0 || family.length === parts.length) return { id, familyName: words, givenName: null };
  return { id, familyName: family.join(" "), givenName: parts.filter((part) => !isCapital(part)).join(" ") };
}
