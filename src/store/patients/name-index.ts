import { searchTokens } from "../../domain/identity/search-tokens.js";
import type { Connection, SqlParams } from "../connection.js";
import type { NameField, PatientQuery } from "../patients.port.js";

/**
 * The name index. A token is stored with a letter that tells what it is, `n` for a name and `g` for a given name, in the
 * column that tells whose: `used` or `birth`. So the usual searches (name, given name, both) read one list of the index
 * each; with four plain columns, MARIE as a surname had to step over every given name MARIE (5 to 9 ms on 1,000,000
 * patients against 0.1).
 */
export interface Names {
  readonly usedName: string | null;
  readonly usedGivenName: string | null;
  readonly birthName: string;
  readonly birthGivenNames: readonly string[];
  readonly firstBirthGivenName: string;
}

type NameTerm = PatientQuery["names"][number];

const FIELDS: Readonly<Record<NameField, { readonly kinds: readonly string[]; readonly column: "used" | "birth" | null }>> = {
  any: { kinds: ["n", "g"], column: null },
  name: { kinds: ["n"], column: null },
  givenName: { kinds: ["g"], column: null },
  usedName: { kinds: ["n"], column: "used" },
  usedGivenName: { kinds: ["g"], column: "used" },
  birthName: { kinds: ["n"], column: "birth" },
  birthGivenName: { kinds: ["g"], column: "birth" },
};

const INSERT = "INSERT INTO patient_names (rowid, used, birth) VALUES (?, ?, ?)";

/** Indexes the names of a new row. */
export function indexNames(connection: Connection, row: number, names: Names): void {
  const { used, birth } = indexedText(names);
  connection.prepare<[number, string, string], unknown>(INSERT).run(row, used, birth);
}

/** Replaces what was indexed for a row. */
export function reindexNames(connection: Connection, row: number, names: Names): void {
  connection.prepare<[number], unknown>("DELETE FROM patient_names WHERE rowid = CAST(? AS INTEGER)").run(row);
  indexNames(connection, row, names);
}

/** Tokens of both columns, each after its kind and a space. */
function indexedText(names: Names): { used: string; birth: string } {
  const used = add(add("", " n", names.usedName), " g", names.usedGivenName);
  let birth = add("", " n", names.birthName);
  for (const name of names.birthGivenNames) birth = add(birth, " g", name);
  // Usually the first of the list already.
  if (!names.birthGivenNames.includes(names.firstBirthGivenName)) birth = add(birth, " g", names.firstBirthGivenName);
  return { used, birth };
}

function add(text: string, kind: string, name: string | null): string {
  let longer = text;
  if (name !== null) for (const token of searchTokens(name)) longer += kind + token;
  return longer;
}

/**
 * Whether a text can be the start of an indexed token: lower case letters and digits, of any alphabet. FTS5 would split
 * anything else into several words, and find what was not asked for.
 */
export function isToken(text: string): boolean {
  return /^[^\u0000-\u002f\u003a-\u0060\u007b-\u007f]*$/.test(text);
}

/** FTS5 expression: every term, each as a prefix of a token of its field. Null when there is nothing to look for. */
export function matchExpression(terms: readonly NameTerm[]): string | null {
  const parts: string[] = [];
  for (const { field, token } of terms) {
    if (token === "") continue;
    const { kinds, column } = FIELDS[field];
    const prefixes = kinds.map((kind) => `"${kind}${token}" *`);
    const either = prefixes.length === 1 ? prefixes.join("") : `(${prefixes.join(" OR ")})`;
    parts.push(column === null ? either : `${column} : ${either}`);
  }
  return parts.length === 0 ? null : parts.join(" AND ");
}

/** The same rule on one patient, for candidates that another index has found. */
export function namesMatch(names: Names, terms: readonly NameTerm[]): boolean {
  return terms.every(({ field, token }) => {
    const { kinds, column } = FIELDS[field];
    return kinds.some(
      (kind) => (column !== "birth" && usedHas(names, kind, token)) || (column !== "used" && birthHas(names, kind, token)),
    );
  });
}

function usedHas(names: Names, kind: string, token: string): boolean {
  return starts(kind === "n" ? names.usedName : names.usedGivenName, token);
}

function birthHas(names: Names, kind: string, token: string): boolean {
  if (kind === "n") return starts(names.birthName, token);
  return starts(names.firstBirthGivenName, token) || names.birthGivenNames.some((name) => starts(name, token));
}

function starts(name: string | null, token: string): boolean {
  return name !== null && searchTokens(name).some((indexed) => indexed.startsWith(token));
}

/**
 * Rows that match, in file order after a row. A number of JavaScript arrives as a REAL, which FTS5 ignores as a bound of
 * rowid (it then reads the whole list: 24 ms instead of 0.06), hence the casts here and in candidates.ts.
 */
export function rowsByName(connection: Connection, terms: readonly NameTerm[], after: number, limit: number): number[] {
  const match = matchExpression(terms);
  if (match === null) return [];
  const sql = `SELECT rowid FROM patient_names
    WHERE patient_names MATCH @match AND rowid > CAST(@after AS INTEGER) ORDER BY rowid LIMIT @limit`;
  return connection.prepare<[SqlParams], number>(sql).pluck().all({ match, after, limit });
}
