import { nameKey } from "../../domain/identity/search-tokens.js";
import type { PatientSummary } from "../../domain/patient.js";
import type { Connection } from "../connection.js";
import type { Page, PageRequest, PatientQuery } from "../patients.port.js";
import { matchingRows } from "./candidates.js";
import { readCursor, writeCursor } from "./cursor.js";
import { SUMMARY_COLUMNS, type SummaryRow, toSummary } from "./row.js";

/** Answers up to this size are sorted by name, whole; a larger one comes in file order, so that no page sorts a million rows. */
const SORTED = 200;

/** One page of a search (rule 17). Every part of the query holds for every patient shown. */
export function searchPatients(connection: Connection, query: PatientQuery, page: PageRequest): Page<PatientSummary> {
  const limit = Math.max(1, Math.trunc(page.limit));
  const cursor = page.after === undefined ? null : readCursor(page.after);
  if (cursor?.order === "file") {
    return fileOrder(connection, matchingRows(connection, query, cursor.row, limit + 1), limit);
  }
  // A sorted answer stays sorted from page to page, even if patients created meanwhile made it larger.
  const enough = cursor === null ? Math.max(SORTED, limit) + 1 : Number.MAX_SAFE_INTEGER;
  const rows = matchingRows(connection, query, 0, enough);
  if (cursor === null && rows.length > SORTED) return fileOrder(connection, rows, limit);
  const sorted = sortByName(connection, rows);
  const start = cursor === null ? 0 : placeAfter(connection, sorted, cursor.row);
  const shown = sorted.slice(start, start + limit).map((entry) => entry.row);
  return toPage(connection, shown, start + limit < sorted.length, "name");
}

function fileOrder(connection: Connection, rows: readonly number[], limit: number): Page<PatientSummary> {
  return toPage(connection, rows.slice(0, limit), rows.length > limit, "file");
}

function toPage(connection: Connection, rows: readonly number[], more: boolean, order: "name" | "file"): Page<PatientSummary> {
  const select = connection.prepare<[number], SummaryRow>(`SELECT ${SUMMARY_COLUMNS} FROM patients WHERE id = ?`);
  const items: PatientSummary[] = [];
  for (const row of rows) {
    const found = select.get(row);
    if (found !== undefined) items.push(toSummary(found));
  }
  const last = rows.at(-1);
  return { items, next: more && last !== undefined ? writeCursor({ order, row: last }) : null, order };
}

interface Entry {
  readonly row: number;
  readonly key: string;
}

/** By birth name, then first birth given name, then row. */
function sortByName(connection: Connection, rows: readonly number[]): Entry[] {
  const entries: Entry[] = [];
  for (const row of rows) {
    const entry = entryOf(connection, row);
    if (entry !== null) entries.push(entry);
  }
  return entries.sort(compareEntries);
}

function entryOf(connection: Connection, row: number): Entry | null {
  const sql = "SELECT birth_name, first_given_name FROM patients WHERE id = ?";
  const names = connection.prepare<[number], { birth_name: string; first_given_name: string }>(sql).get(row);
  // A space sorts before every letter: MARTIN comes before MARTINEZ whatever the given names.
  return names === undefined ? null : { row, key: `${nameKey(names.birth_name)} ${nameKey(names.first_given_name)}` };
}

function compareEntries(a: Entry, b: Entry): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.row - b.row;
}

/** Index of the first entry after the patient last shown, who may have changed since. */
function placeAfter(connection: Connection, sorted: readonly Entry[], row: number): number {
  const last = entryOf(connection, row);
  if (last === null) return 0;
  const place = sorted.findIndex((entry) => compareEntries(entry, last) > 0);
  return place === -1 ? sorted.length : place;
}
