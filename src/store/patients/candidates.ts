import type { FilterExpression } from "../../domain/filters.js";
import type { Connection, SqlParams } from "../connection.js";
import { parseList, text } from "../json.js";
import type { PatientQuery } from "../patients.port.js";
import { compileFilter } from "./filters.js";
import { isToken, matchExpression, namesMatch, rowsByName } from "./name-index.js";
import { rowsByFilter, workLists } from "./work-lists.js";

/** Rows of a filter read at once; each next chunk is twice as large. */
const CHUNK = 250;
/** Rows looked at to tell how dense the names are. */
const PROBE = 200;
/** What one step costs, in microseconds (measured on 1,000,000 patients; only their ratio matters). */
const COST = { indexHit: 0.1, nameCheck: 3 };

/**
 * Rows that satisfy the whole query, in file order after a row, at most `limit`. The most selective part finds them (matricule,
 * file number, birth date, then names or a work list) and the others are checked on what it found.
 */
export function matchingRows(connection: Connection, query: PatientQuery, after: number, limit: number): number[] {
  if (!query.names.every(({ token }) => isToken(token))) return [];
  const named = matchExpression(query.names) !== null;
  if (query.matricule !== undefined || query.fileNumber !== undefined || query.birthDate !== undefined) {
    return rowsByExactPart(connection, query, after, limit);
  }
  if (query.filter === undefined) {
    return named ? rowsByName(connection, query.names, after, limit) : allRows(connection, after, limit);
  }
  if (!named) return rowsByFilter(connection, query.filter, after, limit);
  return rowsByNameAndFilter(connection, query, query.filter, after, limit);
}

function allRows(connection: Connection, after: number, limit: number): number[] {
  const sql = "SELECT id FROM patients WHERE id > ? ORDER BY id LIMIT ?";
  return connection.prepare<[number, number], number>(sql).pluck().all(after, limit);
}

interface NamesRow {
  id: number;
  used_name: string | null;
  used_given_name: string | null;
  birth_name: string;
  birth_given_names: string;
  first_given_name: string;
}
const NAME_COLUMNS = "id, used_name, used_given_name, birth_name, birth_given_names, first_given_name";

function hasNames(row: NamesRow, query: PatientQuery): boolean {
  const names = {
    usedName: row.used_name,
    usedGivenName: row.used_given_name,
    birthName: row.birth_name,
    birthGivenNames: parseList(row.birth_given_names, text),
    firstBirthGivenName: row.first_given_name,
  };
  return namesMatch(names, query.names);
}

/** A matricule, a file number or a birth date concern few patients: the names are compared one by one. */
function rowsByExactPart(connection: Connection, query: PatientQuery, after: number, limit: number): number[] {
  const where = ["id > @after"];
  const params: SqlParams = { after };
  if (query.birthDate !== undefined) {
    where.push("birth_date = @birthDate");
    params.birthDate = query.birthDate;
  }
  if (query.matricule !== undefined) {
    where.push("matricule = @matricule");
    params.matricule = query.matricule;
  }
  if (query.fileNumber !== undefined) {
    where.push("file_number = @fileNumber");
    params.fileNumber = query.fileNumber;
  }
  if (query.filter !== undefined) {
    const condition = compileFilter(query.filter);
    where.push(condition.sql);
    Object.assign(params, condition.params);
  }
  const sql = `SELECT ${NAME_COLUMNS} FROM patients WHERE ${where.join(" AND ")} ORDER BY id`;
  const rows: number[] = [];
  for (const row of connection.prepare<[SqlParams], NamesRow>(sql).iterate(params)) {
    if (!hasNames(row, query)) continue;
    rows.push(row.id);
    if (rows.length >= limit) break;
  }
  return rows;
}

/**
 * Every order of work gives the same rows; the sparser of the two parts drives, so that neither MAR among the rare patients of a
 * filter nor a rare name under a common filter walks through the whole cabinet.
 */
function rowsByNameAndFilter(
  connection: Connection,
  query: PatientQuery,
  filter: FilterExpression,
  after: number,
  limit: number,
) {
  if (workLists(filter) === null) return namesUnderFilter(connection, query, filter, after, limit);
  const named = rowsByName(connection, query.names, after, PROBE);
  if (named.length < PROBE) return namesUnderFilter(connection, query, filter, after, limit);
  const listed = rowsByFilter(connection, filter, after, CHUNK);
  const frequency = density(named, after);
  if (listed.length === CHUNK && frequency < density(listed, after))
    return namesUnderFilter(connection, query, filter, after, limit);

  const rows: number[] = [];
  let chunk = listed;
  for (let size = CHUNK; rows.length < limit; size *= 2) {
    for (const row of rowsWithNames(connection, query, chunk, frequency)) if (rows.length < limit) rows.push(row);
    const last = chunk.at(-1);
    if (last === undefined || chunk.length < size) break;
    chunk = rowsByFilter(connection, filter, last, size * 2);
  }
  return rows;
}

/** Matches for each row of the file, up to the last one seen. */
function density(rows: readonly number[], after: number): number {
  return rows.length / ((rows.at(-1) ?? after) - after);
}

/** Those of a chunk that have the names: read one by one, or met in the name index, whichever takes fewer steps. */
function rowsWithNames(connection: Connection, query: PatientQuery, chunk: readonly number[], frequency: number): number[] {
  const [first = 0] = chunk;
  const last = chunk.at(-1) ?? 0;
  if ((last - first) * frequency * COST.indexHit < chunk.length * COST.nameCheck) {
    const sql = `SELECT rowid FROM patient_names WHERE patient_names MATCH @match AND rowid >= CAST(@first AS INTEGER) AND rowid <= CAST(@last AS INTEGER)
      AND +rowid IN (SELECT value FROM json_each(@chunk)) ORDER BY rowid`;
    const params = { match: matchExpression(query.names), first, last, chunk: JSON.stringify(chunk) };
    return connection.prepare<[SqlParams], number>(sql).pluck().all(params);
  }
  const select = connection.prepare<[number], NamesRow>(`SELECT ${NAME_COLUMNS} FROM patients WHERE id = ?`);
  return chunk.filter((id) => {
    const row = select.get(id);
    return row !== undefined && hasNames(row, query);
  });
}

/** The name index drives; each of its rows is looked up for the filter. */
function namesUnderFilter(connection: Connection, query: PatientQuery, filter: FilterExpression, after: number, limit: number) {
  const condition = compileFilter(filter);
  const sql = `SELECT patients.id FROM patient_names CROSS JOIN patients ON patients.id = patient_names.rowid
    WHERE patient_names MATCH @match AND patient_names.rowid > CAST(@after AS INTEGER) AND ${condition.sql}
    ORDER BY patient_names.rowid LIMIT @limit`;
  const params = { ...condition.params, match: matchExpression(query.names), after, limit };
  return connection.prepare<[SqlParams], number>(sql).pluck().all(params);
}
