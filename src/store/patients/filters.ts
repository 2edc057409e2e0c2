import { SegurError } from "../../domain/errors.js";
import type { FilterDateField, FilterExpression, FilterField, FilterListField, RelativeDate } from "../../domain/filters.js";
import { protocolKey, writtenStarts } from "../../domain/medical/starts.js";
import type { SqlParams, SqlValue } from "../connection.js";

/** Column of each field a filter may name. The names come from a data file: nothing else ever reaches the SQL text. */
const COLUMNS: Readonly<Record<FilterField, string>> = {
  status: "status",
  ald: "ald",
  lastInsi: "insi_outcome",
  sex: "sex",
  homonyme: "homonyme",
  douteuse: "douteuse",
  fictive: "fictive",
  protocol: "(protocols IS NOT NULL)",
  medecinTraitant: "medecin_traitant",
  birthDate: "birth_date",
  lastSeen: "last_seen",
  lastVsm: "last_vsm",
  rcpPlanned: "rcp_planned",
  rcpDone: "rcp_done",
};

/** A condition on one row of `patients`, with its named parameters. */
export interface Condition {
  readonly sql: string;
  readonly params: SqlParams;
}

/** Parameterised SQL of a filter. A missing value satisfies no comparison, and `not` of it is true. */
export function compileFilter(filter: FilterExpression): Condition {
  const params: SqlParams = {};
  const bind = (value: SqlValue): string => {
    const name = `f${Object.keys(params).length}`;
    params[name] = value;
    return `@${name}`;
  };
  return { sql: compile(filter, bind), params };
}

type Bind = (value: SqlValue) => string;

function compile(filter: FilterExpression, bind: Bind): string {
  if ("all" in filter) return join(filter.all, " AND ", "TRUE", bind);
  if ("any" in filter) return join(filter.any, " OR ", "FALSE", bind);
  if ("not" in filter) return `(${compile(filter.not, bind)}) IS NOT TRUE`;
  if ("startsWith" in filter) return startsWith(filter.field, filter.startsWith, bind);
  if (filter.field === "protocols") return named(filter.in, bind, "");
  const column = columnOf(filter.field);
  if ("is" in filter) return filter.is === null ? `${column} IS NULL` : `${column} = ${bind(scalar(filter.is))}`;
  if ("in" in filter) return filter.in.length === 0 ? "FALSE" : `${column} IN (${filter.in.map(bind).join(", ")})`;
  if ("before" in filter) return `${column} < ${bind(resolved(filter.before))}`;
  if ("notBefore" in filter) return `${column} >= ${bind(resolved(filter.notBefore))}`;
  throw unusable("une condition n'est pas reconnue");
}

function join(parts: readonly FilterExpression[], operator: string, empty: string, bind: Bind): string {
  return parts.length === 0 ? empty : `(${parts.map((part) => compile(part, bind)).join(operator)})`;
}

/** A list is JSON (`["E11.9","I10"]`): each of its elements starts after a quote, which no code and no name of a protocol holds. */
function startsWith(field: FilterListField, prefixes: readonly string[], bind: Bind): string {
  if (field === "protocols") {
    return named(prefixes, bind, "start");
  }
  if (field !== "diagnoses") throw unusable("un champ n'est pas connu");
  if (prefixes.length === 0) return "FALSE";
  const tests = prefixes.flatMap((prefix) => {
    if (!/^[A-Za-z0-9.+*]+$/.test(prefix)) throw unusable("un code CIM-10 contient un caractère inattendu");
    return writtenStarts(prefix).map((start) => `instr(diagnoses, ${bind(`"${start}`)}) > 0`);
  });
  return `(${tests.join(" OR ")})`;
}

/** Names of protocols, whole or their start. `protocol_key` (open.ts) is asked of those who are in a protocol only. */
function named(names: readonly string[], bind: Bind, what: "start" | ""): string {
  if (names.length === 0) return "FALSE";
  const tests = names.map((name) => {
    const json = JSON.stringify(protocolKey(name));
    return `instr(protocol_key(protocols), ${bind(what === "start" ? json.slice(0, -1) : json)}) > 0`;
  });
  return `(protocols IS NOT NULL AND (${tests.join(" OR ")}))`;
}

function columnOf(field: FilterField | FilterDateField | FilterListField): string {
  if (field === "diagnoses" || field === "protocols" || !Object.hasOwn(COLUMNS, field))
    throw unusable("un champ n'est pas connu");
  return COLUMNS[field];
}

const scalar = (value: string | boolean): SqlValue => (typeof value === "boolean" ? Number(value) : value);

function resolved(date: RelativeDate): string {
  if ("date" in date) return date.date;
  throw new SegurError({
    kind: "internal",
    code: "filter.unresolved_date",
    message: "Un filtre est arrivé à la base avec une date relative non résolue.",
  });
}

function unusable(why: string): SegurError {
  return new SegurError({
    kind: "config",
    code: "filter.unusable",
    message: "Une définition de filtre ne peut pas être appliquée.",
    why,
    advice: "Corrigez le fichier des filtres du cabinet.",
  });
}
