import type { VsmDraft } from "../../documents/vsm/draft.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";

/** Titles that come before a name and are none: a word of its own, so that M'BAYE and PRÉVOST stay whole. */
const TITLES = /^(?:(?:dre?|docteure?|pr|prof|professeure?|m|mr|mme|mlle|monsieur|madame|mademoiselle)(?:\.\s*|\s+))+/iu;
/** Small words of a family name. */
const PARTICLES: ReadonlySet<string> = new Set("de du des la le les von van der den el al ben ould di da dos d' d’".split(" "));
/** `MARTIN`, `D'HAUTEVILLE`, `d'ORMESSON`. */
const CAPITALS = /^(?:\p{Ll}{1,2}['’])?[^\p{Ll}]*\p{Lu}[^\p{Ll}]*$/u;

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
    .replace(/\bRPPS\b(?:\s*n°)?|[\d(),;:]/gi, " ")
    .replace(/\s+/g, " ")
    .trim()
    .replace(TITLES, "")
    .trim();
  if (words === "") return id === null ? null : { id, familyName: "", givenName: null };
  return { id, ...namesOf(words) };
}

/** The family name in capitals, with the particles before it; all of it when nobody can tell which word is which. */
function namesOf(words: string): { readonly familyName: string; readonly givenName: string | null } {
  const parts = words.split(" ");
  let start = parts.findIndex((part) => CAPITALS.test(part));
  const end = parts.findLastIndex((part) => CAPITALS.test(part)) + 1;
  const isOne = parts.slice(start, end).every((part) => CAPITALS.test(part));
  while (start > 0 && PARTICLES.has(parts[start - 1] ?? "")) start -= 1;
  const given = [...parts.slice(0, Math.max(0, start)), ...parts.slice(end)];
  if (start < 0 || !isOne || given.length === 0 || given.length + end - start !== parts.length) {
    return { familyName: words, givenName: null };
  }
  return { familyName: parts.slice(start, end).join(" "), givenName: given.join(" ") };
}
