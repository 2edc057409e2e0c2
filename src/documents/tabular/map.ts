import { badMap } from "./errors.js";
import { Headings, headingKey, type TabularSchema } from "./schema.js";

/** Reads `--map`: `Nom=nom_naissance,…` or a JSON object `{"Nom": "nom_naissance"}`. Both headings and columns are checked. */
export function parseColumnMap(text: string, schema: TabularSchema): ReadonlyMap<string, string> {
  const trimmed = text.trim();
  const pairs = trimmed.startsWith("{") ? jsonPairs(trimmed) : inlinePairs(trimmed);
  const headings = new Headings(schema);
  const map = new Map<string, string>();
  const seen = new Map<string, string>();
  for (const [heading, target] of pairs) {
    const name = headingKey(target);
    if (headings.indexOf(name) === -1) {
      const meaning = headings.meaning(target);
      const hint = meaning.kind === "unknown" && meaning.suggestion ? ` Vouliez-vous dire « ${meaning.suggestion} » ?` : "";
      throw badMap(`La colonne « ${target} » n'existe pas.${hint}`);
    }
    if (headingKey(heading) === "") throw badMap(`Il manque le titre du fichier devant « =${name} ».`);
    const twice = seen.get(name);
    if (twice !== undefined) throw badMap(`« ${twice} » et « ${heading} » désignent tous deux « ${name} ».`);
    seen.set(name, heading);
    map.set(heading, name);
  }
  if (map.size === 0) throw badMap("Elle est vide.");
  return map;
}

function inlinePairs(text: string): [string, string][] {
  const pairs: [string, string][] = [];
  for (const part of text.split(",").filter((piece) => piece.trim() !== "")) {
    const cut = part.lastIndexOf("=");
    if (cut === -1) throw badMap(`« ${part.trim()} » n'a pas de signe « = ».`);
    pairs.push([part.slice(0, cut).trim(), part.slice(cut + 1).trim()]);
  }
  return pairs;
}

function jsonPairs(text: string): [string, string][] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw badMap("Le fichier n'est pas du JSON lisible.");
  }
  if (typeof parsed !== "object" || parsed === null) throw badMap("Il faut un objet JSON.");
  const pairs: [string, string][] = [];
  for (const [heading, target] of Object.entries(parsed)) {
    if (typeof target !== "string") throw badMap(`La valeur de « ${heading} » n'est pas un texte.`);
    pairs.push([heading, target]);
  }
  return pairs;
}
