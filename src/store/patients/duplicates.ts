import type { Patient } from "../../domain/patient.js";
import type { Connection } from "../connection.js";
import { phoneticKey } from "./phonetic.js";
import { readPatient } from "./read.js";

interface Row {
  id: number;
  birth_date: string;
  sex: string;
  birth_name: string;
  used_name: string | null;
  first_given_name: string;
  matricule: string | null;
}

/** Birth dates read at once: a few thousand rows, so that a large cabinet is walked in little memory. */
const DATES = 100;

/**
 * Groups of patients that may be one person: same birth date and sex, a name in common (birth or used name, sounding alike)
 * and first given names that sound alike, or the same matricule. Twins of one sex have different given names, and a woman
 * filed once under each of her names is found.
 */
export async function* duplicateGroups(connection: Connection): AsyncGenerator<readonly Patient[]> {
  let after = "";
  while (true) {
    const dates = await connection.read(() => sharedDates(connection, after));
    for (const date of dates) {
      const groups = await connection.read(() =>
        groupRows(rowsOf(connection, date)).map((ids) => ids.map((id) => readPatient(connection, id)).filter((p) => p !== null)),
      );
      yield* groups;
    }
    const last = dates.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

function sharedDates(connection: Connection, after: string): string[] {
  const sql = `SELECT birth_date FROM patients WHERE birth_date > ? GROUP BY birth_date HAVING count(*) > 1
    ORDER BY birth_date LIMIT ${DATES}`;
  return connection.prepare<[string], string>(sql).pluck().all(after);
}

function rowsOf(connection: Connection, date: string): Row[] {
  const sql = `SELECT id, birth_date, sex, birth_name, used_name, first_given_name, matricule
    FROM patients WHERE birth_date = ? ORDER BY id`;
  return connection.prepare<[string], Row>(sql).all(date);
}

/** Rows of one birth date, linked by any key they share; groups of two or more, in file order. */
function groupRows(rows: readonly Row[]): number[][] {
  const groupOf = new Map<number, Set<number>>();
  const first = new Map<string, number>();
  for (const row of rows) {
    groupOf.set(row.id, new Set([row.id]));
    for (const key of keysOf(row)) {
      const other = first.get(key);
      if (other === undefined) first.set(key, row.id);
      else unite(groupOf, other, row.id);
    }
  }
  const groups = new Set([...groupOf.values()].filter((group) => group.size > 1));
  return [...groups].map((group) => [...group].sort((a, b) => a - b));
}

function unite(groupOf: Map<number, Set<number>>, one: number, other: number): void {
  const kept = groupOf.get(one);
  const merged = groupOf.get(other);
  if (kept === undefined || merged === undefined || kept === merged) return;
  for (const id of merged) {
    kept.add(id);
    groupOf.set(id, kept);
  }
}

function keysOf(row: Row): string[] {
  const given = phoneticKey(row.first_given_name);
  const keys = [`${row.sex} ${phoneticKey(row.birth_name)} ${given}`];
  if (row.used_name !== null) keys.push(`${row.sex} ${phoneticKey(row.used_name)} ${given}`);
  if (row.matricule !== null) keys.push(row.matricule);
  return keys;
}
