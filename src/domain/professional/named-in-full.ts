import { nameKey, queryTokens } from "../identity/search-tokens.js";
import { codeTokens, fieldTokens } from "./directory-terms.js";
import type { DirectoryMailbox } from "./entry.js";
import { practitionerStart } from "./practitioner.js";

const RPPS = /^8?\d{11}$/;

/**
 * Whether typed words name this mailbox and nobody who is only called alike: its RPPS, or its family name in full (that of the structure
 * where there is no person), and every other word whole too, but for a speciality, which people shorten. A search finds by the start of
 * words: « martin » alone finds MARTINEAU where there is no MARTIN, and a message must not follow it there unseen.
 */
export function isNamedInFull(mailbox: DirectoryMailbox, text: string): boolean {
  const words = queryTokens(text);
  if (words.some((word) => RPPS.test(word))) return mailbox.rpps !== null;
  const { familyName, structure, profession, speciality } = mailbox;
  const name = nameKey(familyName ?? structure?.name ?? "").toLowerCase();
  const labels = [...codeTokens(speciality), ...codeTokens(profession)];
  const known = new Set([
    ...(["familyName", "givenName", "city", "structure"] as const).flatMap((field) => fieldTokens(mailbox, field)),
    // Typed as one word: `Saint-Louis`.
    ...[mailbox.givenName, mailbox.city, structure?.name].map((each) => nameKey(each ?? "").toLowerCase()),
  ]);
  const isKnown = (word: string) => known.has(word) || labels.some((label) => label.startsWith(practitionerStart(word)));
  return name !== "" && hasRun(words, name) && words.every(isKnown);
}

/**
 * How near the name of a mailbox is to typed words: 0 when one of them, or several in a row, are its family name whole (`martin` for MARTIN),
 * 1 when they are only the start of it or a part of it (MARTINEAU, DE SAINT-MARTIN), 2 when it is found by something else (MARTINE).
 */
export function nameDistance({ familyName, structure }: DirectoryMailbox, text: string): number {
  const words = queryTokens(text);
  const name = nameKey(familyName ?? structure?.name ?? "").toLowerCase();
  if (name !== "" && hasRun(words, name)) return 0;
  return words.some((word) => name.includes(word)) ? 1 : 2;
}

/** Whether consecutive words make this name: `le gall` for `LE GALL`. */
function hasRun(words: readonly string[], name: string): boolean {
  return words.some((_, from) => words.some((__, to) => to >= from && words.slice(from, to + 1).join("") === name));
}
