import { nameKey, queryTokens } from "../identity/search-tokens.js";
import { codeTokens, fieldTokens } from "./directory-terms.js";
import type { DirectoryMailbox } from "./entry.js";

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
  const isKnown = (word: string) => known.has(word) || labels.some((label) => label.startsWith(word));
  return name !== "" && hasRun(words, name) && words.every(isKnown);
}

/** Whether consecutive words make this name: `le gall` for `LE GALL`. */
function hasRun(words: readonly string[], name: string): boolean {
  return words.some((_, from) => words.some((__, to) => to >= from && words.slice(from, to + 1).join("") === name));
}
