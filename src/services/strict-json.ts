/** Says where a file that a person wrote is wrong. Never seen by a user: turned into an error that names the place. */
export class JsonMistake extends Error {
  readonly place: string;

  constructor(place: string, why: string) {
    super(why);
    this.place = place;
  }
}

/** The file itself. */
export const JSON_ROOT = "fichier";
/** A true file has three levels. */
const DEEPEST = 5;

/** JSON in UTF-8 in which no key is written twice. @throws {JsonMistake} */
export function parseStrict(bytes: Uint8Array): unknown {
  let text: string;
  try {
    // A mark of UTF-8 at the beginning is taken away.
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new JsonMistake(JSON_ROOT, "Ce n'est pas un texte en UTF-8.");
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new JsonMistake(JSON_ROOT, "Ce n'est pas du JSON.");
  }
  // JSON.parse keeps the last of two: who reads the file may have read the first.
  if (namesIn(text) !== keysOf(value)) throw new JsonMistake(JSON_ROOT, "Une clé y est écrite deux fois.");
  return value;
}

/** Strings that a colon follows. Each string is taken whole, so that none is looked for inside another. */
function namesIn(text: string): number {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"\s*(:?)/g)].filter(([, colon]) => colon === ":").length;
}

function keysOf(value: unknown, depth = 0): number {
  if (typeof value !== "object" || value === null) return 0;
  if (depth > DEEPEST) throw new JsonMistake(JSON_ROOT, "Les valeurs s'y emboîtent trop profondément.");
  const inside = Object.values(value).reduce((sum: number, each) => sum + keysOf(each, depth + 1), 0);
  return inside + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

/** An object that has these keys and no other. @throws {JsonMistake} */
export function asObject<K extends string>(value: unknown, place: string, keys: readonly K[]): Readonly<Record<K, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new JsonMistake(place, "Il faut un objet {…}.");
  const extra = Object.keys(value).some((key) => !keys.includes(key as K));
  const missing = keys.find((key) => !Object.hasOwn(value, key));
  const admitted = `Clés, toutes nécessaires : ${keys.join(", ")}.`;
  if (extra) throw new JsonMistake(place, `Une clé n'est pas attendue ici. ${admitted}`);
  if (missing !== undefined) throw new JsonMistake(place, `Il manque la clé « ${missing} ». ${admitted}`);
  return value as Record<K, unknown>;
}

/** One line that may be shown on a terminal and written in evidence. @throws {JsonMistake} */
export function asText(value: unknown, place: string, longest: number): string {
  if (typeof value !== "string" || value.trim() === "") throw new JsonMistake(place, "Il faut un texte.");
  if (value.length > longest) throw new JsonMistake(place, `Il faut un texte de ${longest} caractères au plus.`);
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(value))
    throw new JsonMistake(place, "Il faut une seule ligne de texte, sans caractère invisible.");
  return value;
}
