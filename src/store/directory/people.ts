import type Database from "better-sqlite3";
import type { DirectoryActivity } from "../../domain/professional/entry.js";
import type { PeopleCopy } from "../directory.port.js";
import { copyFailure } from "./errors.js";
import { Labels } from "./labels.js";
import { type CopyInfo, keepInfo, openDraft, openReadOnly, readInfo } from "./open-copy.js";
import { replaceFile } from "./replace.js";
import type { LabelRow } from "./schema.js";

/** Format of the file (`user_version`), never that of a copy of the mailboxes; another one is imported again. */
const PEOPLE_FORMAT = 1_001;
const SCHEMA = `CREATE TABLE activities (
  id INTEGER PRIMARY KEY, rpps INTEGER NOT NULL, family_name TEXT, given_name TEXT, civility TEXT, profession INTEGER, speciality INTEGER,
  structure_id TEXT, structure TEXT, postcode TEXT, city TEXT, department TEXT
)`;
const INSERT = `INSERT INTO activities (rpps, family_name, given_name, civility, profession, speciality, structure_id, structure,
  postcode, city, department) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

interface ActivityRow {
  family_name: string | null;
  given_name: string | null;
  civility: string | null;
  profession: number | null;
  speciality: number | null;
  structure_id: string | null;
  structure: string | null;
  postcode: string | null;
  city: string | null;
  department: string | null;
}

interface Opened {
  readonly database: Database.Database;
  readonly labels: ReadonlyMap<number, LabelRow>;
  readonly byRpps: Database.Statement<[number], ActivityRow>;
}

/** Activities of professionals by their RPPS, in one file beside the copy of the mailboxes: see the port. @param path `professionnels.db` */
export function openPeopleCopy(path: string): PeopleCopy {
  let opened: Opened | null = null;
  const close = () => {
    opened?.database.close();
    opened = null;
  };
  const asked = async <T>(question: (found: Opened | null) => T): Promise<T> => {
    try {
      opened ??= openPeople(path);
      return question(opened);
    } catch (error) {
      throw copyFailure(path, error);
    }
  };
  return {
    info: () =>
      asked((found) => {
        if (found === null) return null;
        const values = readInfo(found.database);
        const [people, activities] = [Number(values.get("people")), Number(values.get("activities"))];
        return { people, activities, extractedAt: values.get("extractedAt") ?? null, importedAt: values.get("importedAt") ?? "" };
      }),
    import: (activities, from) => replaceFile(path, (draft) => fill(draft, activities, from), close),
    activities: (rpps) =>
      asked((found) => (found === null ? [] : found.byRpps.all(Number(rpps)).map((row) => toActivity(rpps, row, found.labels)))),
    close: async () => close(),
  };
}

function openPeople(path: string): Opened | null {
  const database = openReadOnly(path, PEOPLE_FORMAT);
  if (database === null) return null;
  const rows = database.prepare<[], LabelRow>("SELECT id, code, label FROM labels").all();
  const byRpps = database.prepare<[number], ActivityRow>("SELECT * FROM activities WHERE rpps = ? ORDER BY id");
  return { database, labels: new Map(rows.map((row) => [row.id, row])), byRpps };
}

async function fill(path: string, activities: AsyncIterable<DirectoryActivity>, from: CopyInfo) {
  const database = openDraft(path, PEOPLE_FORMAT);
  try {
    database.exec(SCHEMA);
    database.exec("BEGIN");
    const labels = new Labels(database);
    const insert = database.prepare<(string | number | null)[], unknown>(INSERT);
    let count = 0;
    for await (const each of activities) {
      const { rpps, familyName, givenName, civility, profession, speciality, structure, postcode, city, department } = each;
      insert.run(
        ...[Number(rpps), familyName, givenName, civility, labels.idOf(profession), labels.idOf(speciality)],
        ...[structure?.id ?? null, structure?.name ?? null, postcode, city, department],
      );
      count += 1;
    }
    database.exec("CREATE INDEX activities_rpps ON activities (rpps)");
    const people = Number(database.prepare("SELECT count(DISTINCT rpps) FROM activities").pluck().get());
    keepInfo(database, { people, activities: count }, from);
    database.exec("COMMIT");
    return { people, activities: count };
  } finally {
    database.close();
  }
}

function toActivity(rpps: string, row: ActivityRow, labels: ReadonlyMap<number, LabelRow>): DirectoryActivity {
  const labelled = (id: number | null) => {
    const found = id === null ? undefined : labels.get(id);
    return found === undefined ? null : { code: found.code, label: found.label };
  };
  return {
    rpps,
    familyName: row.family_name,
    givenName: row.given_name,
    civility: row.civility,
    profession: labelled(row.profession),
    speciality: labelled(row.speciality),
    structure: row.structure_id === null && row.structure === null ? null : { id: row.structure_id, name: row.structure },
    postcode: row.postcode,
    city: row.city,
    department: row.department,
  };
}
