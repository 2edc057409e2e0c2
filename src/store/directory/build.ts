import Database from "better-sqlite3";
import type { DirectoryMailbox } from "../../domain/professional/entry.js";
import { COPY_APPLICATION, COPY_FORMAT, COPY_INDEXES, COPY_SCHEMA, type LabelRow, type MailboxRow } from "./schema.js";
import { WordWriter } from "./words.js";

const COLUMNS =
  "type, rpps, family_name, given_name, civility, profession, speciality, structure_id, structure, service, postcode, city, department, paperless";
const INSERT = `INSERT INTO mailboxes (address, ${COLUMNS}) VALUES (?, ${COLUMNS.replace(/\w+/g, "?")})`;
const DOUBLES = `SELECT group_concat(id) FROM
  (SELECT id, address FROM mailboxes WHERE address IN (SELECT address FROM mailboxes GROUP BY address HAVING count(*) > 1) ORDER BY id)
  GROUP BY address`;
// What a second line of the same address brings is only what the first did not say.
const COMPLETE = `UPDATE mailboxes AS m SET ${COLUMNS.replace(/\w+/g, "$& = coalesce(m.$&, o.$&)")}
  FROM mailboxes AS o WHERE m.id = ? AND o.id = ?`;

/** What is kept beside the mailboxes. */
export interface CopyInfo {
  readonly extractedAt: string | null;
  readonly importedAt: string;
  readonly sha256: () => string;
}

/**
 * Fills a new file with the mailboxes, then makes its indexes. Large pages: a list is read in as few pieces as can be. No journal and no flush: the file counts for nothing until it is whole,
 * flushed and renamed by the caller.
 * @throws the errors of SQLite, of the system, and of the iterable
 */
export async function buildCopy(
  path: string,
  mailboxes: AsyncIterable<DirectoryMailbox>,
  info: CopyInfo,
): Promise<{ readonly mailboxes: number; readonly duplicates: number }> {
  const database = new Database(path);
  try {
    for (const pragma of [
      "journal_mode = OFF",
      "synchronous = OFF",
      "locking_mode = EXCLUSIVE",
      "cache_size = -65536",
      "temp_store = MEMORY",
    ])
      database.pragma(pragma);
    database.pragma(`application_id = ${COPY_APPLICATION}`);
    database.pragma(`user_version = ${COPY_FORMAT}`);
    database.exec(COPY_SCHEMA);
    database.exec("BEGIN");
    const labels = new Labels(database);
    const words = new WordWriter(database, labels.rows);
    const read = await insertAll(database, mailboxes, labels, words);
    database.exec(COPY_INDEXES);
    const kept = read - mergeDoubles(database, words);
    words.flush();
    const keep = database.prepare<[string, string | null], unknown>("INSERT INTO info (key, value) VALUES (?, ?)");
    keep.run("mailboxes", String(kept));
    keep.run("extractedAt", info.extractedAt);
    keep.run("importedAt", info.importedAt);
    keep.run("sha256", info.sha256());
    database.exec("COMMIT");
    return { mailboxes: kept, duplicates: read - kept };
  } finally {
    database.close();
  }
}

async function insertAll(
  database: Database.Database,
  mailboxes: AsyncIterable<DirectoryMailbox>,
  labels: Labels,
  words: WordWriter,
): Promise<number> {
  const insert = database.prepare<(string | number | null)[], unknown>(INSERT);
  let read = 0;
  for await (const each of mailboxes) {
    read += 1;
    const { address, type, rpps, familyName, givenName, civility, structure, service, postcode, city, department } = each;
    const [profession, speciality] = [labels.idOf(each.profession), labels.idOf(each.speciality)];
    const [structureId, structureName] = [structure?.id ?? null, structure?.name ?? null];
    const paperless = each.paperless === null ? null : Number(each.paperless);
    const { lastInsertRowid } = insert.run(
      ...[address, type, rpps, familyName, givenName, civility, profession, speciality],
      ...[structureId, structureName, service, postcode, city, department, paperless],
    );
    words.add(Number(lastInsertRowid), each, profession, speciality);
  }
  return read;
}

/** One mailbox for each address (the extraction has some twice). Gives how many lines were merged. */
function mergeDoubles(database: Database.Database, words: WordWriter): number {
  const complete = database.prepare<[number, number], unknown>(COMPLETE);
  const remove = database.prepare<[number], unknown>("DELETE FROM mailboxes WHERE id = ?");
  const merged = database.prepare<[number], MailboxRow>("SELECT * FROM mailboxes WHERE id = ?");
  let count = 0;
  for (const ids of database.prepare<[], string>(DOUBLES).pluck().all()) {
    const [first = 0, ...others] = ids
      .split(",")
      .map(Number)
      .sort((a, b) => a - b);
    for (const other of others) {
      complete.run(first, other);
      remove.run(other);
    }
    count += others.length;
    const row = merged.get(first);
    if (row !== undefined) words.again(row);
  }
  return count;
}

/** Numbers of the labels, given as they are met. */
class Labels {
  readonly rows = new Map<number, LabelRow>();
  readonly #ids = new Map<string, number>();
  readonly #insert: Database.Statement<[number, string, string], unknown>;

  constructor(database: Database.Database) {
    this.#insert = database.prepare("INSERT INTO labels (id, code, label) VALUES (?, ?, ?)");
  }

  idOf(term: { readonly code: string; readonly label: string } | null): number | null {
    if (term === null) return null;
    const key = `${term.code}|${term.label}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.rows.size + 1;
    this.#insert.run(id, term.code, term.label);
    this.#ids.set(key, id);
    this.rows.set(id, { id, ...term });
    return id;
  }
}
