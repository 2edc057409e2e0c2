import { isMark, plainLetters, plainSeparator } from "./letters.js";

/**
 * Blind key of a name: capitals without accent, ligature, hyphen, apostrophe or space (`L'ŒUVRE` → `LOEUVRE`, `Łukasz` →
 * `LUKASZ`). Two names with the same key differ by typography only (rule 17, INS/va1.02). Digits and letters of other
 * alphabets stay, so that a used name never becomes empty.
 */
export function nameKey(text: string): string {
  const start = plainPrefix(text);
  if (start === text.length) return text;
  let key = text.slice(0, start);
  for (const character of text.slice(start)) key += keyOf(character);
  return key;
}

/**
 * Tokens under which a name is indexed, lower case, each matched as a prefix: its parts and the joins of each part with all
 * that follow (`LE GALL` → `legall`, `le`, `gall`; `N'DIAYE` → `ndiaye`, `diaye`). A one-letter part is not indexed alone:
 * the join that starts with it already answers.
 */
export function searchTokens(text: string): string[] {
  if (plainPrefix(text) === text.length) return text.length === 0 ? [] : [text.toLowerCase()];
  const parts = partsOf(text);
  const [only] = parts;
  if (only === undefined) return [];
  if (parts.length === 1) return [only];
  const tokens: string[] = [];
  let join = "";
  for (const part of parts.reverse()) {
    join = part + join;
    if (!tokens.includes(join)) tokens.push(join);
    if (part.length > 1 && !tokens.includes(part)) tokens.push(part);
  }
  return tokens;
}

/** Tokens of one typed term: its words (spaces only), each blind (`n'diaye` → `ndiaye`, `jean-pierre` → `jeanpierre`). */
export function queryTokens(text: string): string[] {
  const tokens: string[] = [];
  for (const word of text.split(/\s+/)) {
    const token = nameKey(word).toLowerCase();
    if (token !== "" && !tokens.includes(token)) tokens.push(token);
  }
  return tokens;
}

/** Length of the part at the start that is plain capitals, which most stored names are whole. */
function plainPrefix(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 65 || code > 90) return i;
  }
  return text.length;
}

function partsOf(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  for (const character of text) {
    const key = keyOf(character);
    if (key !== "") part += key;
    else if (part !== "" && !isMark(character)) {
      parts.push(part.toLowerCase());
      part = "";
    }
  }
  if (part !== "") parts.push(part.toLowerCase());
  return parts;
}

const OTHER = /^[\p{L}\p{N}]$/u;
const MARKS = /\p{M}/gu;

function keyOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 128) {
    if (code >= 65 && code <= 90) return character;
    if (code >= 97 && code <= 122) return character.toUpperCase();
    return code >= 48 && code <= 57 ? character : "";
  }
  const letters = plainLetters(character);
  if (letters !== null) return letters;
  if (!OTHER.test(character) || plainSeparator(character) !== null) return "";
  // Capitals of another alphabet may bring a mark (`ὐ`) or an apostrophe (`ŉ`) that a second pass would drop: the key is what no pass changes.
  const capitals = character.toUpperCase().normalize("NFD").replace(MARKS, "").normalize("NFC");
  return capitals === character ? capitals : nameKey(capitals);
}
