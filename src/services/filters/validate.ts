import type { FilterDateField, FilterDefinition, FilterExpression, FilterField, RelativeDate } from "../../domain/filters.js";
import { isIsoDate } from "../../domain/identity/birth-date.js";
import { IDENTITY_STATUSES } from "../../domain/identity/types.js";

/** Says where a definition is wrong. Never seen by a user: turned into an error that names the file. */
export class FilterMistake extends Error {
  readonly place: string;

  constructor(place: string, why: string) {
    super(why);
    this.place = place;
  }
}

const DATE_FIELDS: readonly FilterDateField[] = ["birthDate", "lastSeen", "lastVsm", "rcpPlanned", "rcpDone"];
const BOOLEANS: readonly FilterField[] = ["ald", "homonyme", "douteuse", "fictive", "protocol"];
/** Closed lists of values; null where the field may be empty. */
const VALUES: Partial<Record<FilterField, readonly (string | null)[]>> = {
  status: IDENTITY_STATUSES,
  sex: ["M", "F", "I"],
  lastInsi: ["00", "01", "02", "KO", "error", null],
};
const MAX_DEPTH = 20;

/** Reads one definition of `filters.json`; `place` is where it stands in the file. */
export function readDefinition(value: unknown, place: string): FilterDefinition {
  const object = asObject(value, place);
  onlyKeys(object, ["name", "label", "description", "where"], place);
  const name = asText(object.name, `${place}.name`);
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) {
    throw new FilterMistake(`${place}.name`, "Un nom de filtre s'écrit en minuscules, chiffres et tirets.");
  }
  const label = object.label === undefined ? name : asText(object.label, `${place}.label`);
  const description = object.description === undefined ? label : asText(object.description, `${place}.description`);
  return { name, label, description, where: readExpression(object.where, `${place}.where`, 0) };
}

export function readExpression(value: unknown, place: string, depth: number): FilterExpression {
  if (depth > MAX_DEPTH) throw new FilterMistake(place, `Les conditions s'emboîtent sur plus de ${MAX_DEPTH} niveaux.`);
  const object = asObject(value, place);
  for (const group of ["all", "any"] as const) {
    if (!(group in object)) continue;
    onlyKeys(object, [group], place);
    const parts = asList(object[group], `${place}.${group}`).map((part, index) =>
      readExpression(part, `${place}.${group}[${index}]`, depth + 1),
    );
    return group === "all" ? { all: parts } : { any: parts };
  }
  if ("not" in object) {
    onlyKeys(object, ["not"], place);
    return { not: readExpression(object.not, `${place}.not`, depth + 1) };
  }
  return readCondition(object, place);
}

function readCondition(object: Record<string, unknown>, place: string): FilterExpression {
  if (object.field === "diagnoses" || object.field === "protocols") {
    if (object.field === "protocols" && "in" in object) {
      onlyKeys(object, ["field", "in"], place);
      const names = asList(object.in, `${place}.in`);
      return { field: object.field, in: names.map((name, index) => asText(name, `${place}.in[${index}]`)) };
    }
    onlyKeys(object, ["field", "startsWith"], place);
    const codes = asList(object.startsWith, `${place}.startsWith`);
    return { field: object.field, startsWith: codes.map((code, index) => asText(code, `${place}.startsWith[${index}]`)) };
  }
  const field = readField(object.field, `${place}.field`);
  if ("is" in object) {
    onlyKeys(object, ["field", "is"], place);
    return { field, is: readValue(field, object.is, `${place}.is`) };
  }
  if ("in" in object) {
    onlyKeys(object, ["field", "in"], place);
    const values = asList(object.in, `${place}.in`).map((item, index) => {
      const one = readValue(field, item, `${place}.in[${index}]`);
      if (typeof one !== "string") throw new FilterMistake(`${place}.in[${index}]`, "Il faut un texte.");
      return one;
    });
    return { field, in: values };
  }
  const date = DATE_FIELDS.find((name) => name === field);
  for (const bound of ["before", "notBefore"] as const) {
    if (!(bound in object)) continue;
    if (date === undefined) throw new FilterMistake(place, `« ${field} » n'est pas une date : ${bound} ne s'y applique pas.`);
    onlyKeys(object, ["field", bound], place);
    const relative = readDate(object[bound], `${place}.${bound}`);
    return bound === "before" ? { field: date, before: relative } : { field: date, notBefore: relative };
  }
  throw new FilterMistake(place, "Il faut all, any, not, ou un champ (field) avec is, in, before, notBefore ou startsWith.");
}

const FIELDS: readonly FilterField[] = ["status", "lastInsi", "sex", ...BOOLEANS, "medecinTraitant", ...DATE_FIELDS];

function readField(value: unknown, place: string): FilterField {
  const field = FIELDS.find((name) => name === value);
  if (field === undefined)
    throw new FilterMistake(place, `Champ inconnu. Champs : ${[...FIELDS, "diagnoses", "protocols"].join(", ")}.`);
  return field;
}

function readValue(field: FilterField, value: unknown, place: string): string | boolean | null {
  if (BOOLEANS.includes(field)) {
    if (typeof value === "boolean") return value;
    throw new FilterMistake(place, "Il faut true ou false.");
  }
  if (value !== null && typeof value !== "string") throw new FilterMistake(place, "Il faut un texte ou null.");
  const allowed = VALUES[field];
  if (allowed !== undefined && !allowed.includes(value)) {
    throw new FilterMistake(place, `Valeurs possibles : ${allowed.map((one) => one ?? "null").join(", ")}.`);
  }
  const isDate = DATE_FIELDS.some((name) => name === field);
  if (isDate && value !== null && !isIsoDate(value)) throw new FilterMistake(place, "Il faut une date AAAA-MM-JJ, ou null.");
  return value;
}

function readDate(value: unknown, place: string): RelativeDate {
  const object = asObject(value, place);
  const [key, ...others] = Object.keys(object);
  if (others.length === 0) {
    if (key === "date" && typeof object.date === "string" && isIsoDate(object.date)) return { date: object.date };
    if (key === "startOf" && object.startOf === "year") return { startOf: "year" };
    if (key === "monthsAgo") return { monthsAgo: asCount(object.monthsAgo, 1800, `${place}.monthsAgo`) };
    if (key === "yearsAgo") return { yearsAgo: asCount(object.yearsAgo, 150, `${place}.yearsAgo`) };
  }
  throw new FilterMistake(place, 'Il faut {"monthsAgo": n}, {"yearsAgo": n}, {"startOf": "year"} ou {"date": "AAAA-MM-JJ"}.');
}

function asObject(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new FilterMistake(place, "Il faut un objet {…}.");
  return Object.fromEntries(Object.entries(value));
}

function asList(value: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw new FilterMistake(place, "Il faut une liste […] qui n'est pas vide.");
  return value;
}

function asText(value: unknown, place: string): string {
  if (typeof value !== "string" || value.trim() === "") throw new FilterMistake(place, "Il faut un texte.");
  return value;
}

function asCount(value: unknown, most: number, place: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new FilterMistake(place, `Il faut un nombre entier de 0 à ${most}.`);
}

function onlyKeys(object: Record<string, unknown>, allowed: readonly string[], place: string): void {
  const extra = Object.keys(object).find((key) => !allowed.includes(key));
  if (extra !== undefined)
    throw new FilterMistake(`${place}.${extra}`, `Clé inattendue. Clés admises ici : ${allowed.join(", ")}.`);
}
