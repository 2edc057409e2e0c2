import type { ExchangeRules } from "../../domain/exchange/rules-of.js";
import { isIsoDate } from "../../domain/identity/birth-date.js";
import { asObject, asText, JSON_ROOT, JsonMistake, parseStrict } from "../strict-json.js";

const LONGEST_CODE = 40;

/**
 * Reads a file of counting rules: `{"version", "date", "source", "types"}` and nothing else, as strictly as thresholds are read: rules that
 * were misread would give figures that nobody asked for. @throws {JsonMistake}
 */
export function readRules(bytes: Uint8Array): ExchangeRules {
  const file = asObject(parseStrict(bytes), JSON_ROOT, ["version", "date", "source", "types"]);
  const { date, types } = file;
  if (typeof date !== "string" || !isIsoDate(date)) throw new JsonMistake("date", "Il faut une date AAAA-MM-JJ.");
  return {
    version: asText(file.version, "version", 40),
    date,
    source: asText(file.source, "source", 300),
    types: typesOf(types),
  };
}

function typesOf(value: unknown): readonly string[] | null {
  if (value === null) return null;
  if (!Array.isArray(value) || value.length === 0)
    throw new JsonMistake("types", "Il faut une liste […] de codes qui n'est pas vide, ou null pour tous les types.");
  const codes = value.map((each, index) => asText(each, `types[${index}]`, LONGEST_CODE));
  const twice = codes.findIndex((code, index) => codes.indexOf(code) !== index);
  if (twice !== -1) throw new JsonMistake(`types[${twice}]`, "Ce code y est deux fois.");
  return codes;
}
