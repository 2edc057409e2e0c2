import type Database from "better-sqlite3";
import type { CopiedMailbox } from "../../domain/professional/entry.js";
import { Labels } from "./labels.js";
import { type CopyInfo, keepInfo, openDraft } from "./open-copy.js";
import { COPY_FORMAT, COPY_INDEXES, COPY_SCHEMA, type MailboxRow } from "./schema.js";
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

/**
 * Fills a new file with the mailboxes, then makes its indexes.
 * @throws the errors of SQLite, of the system, and of the iterable
 */
export async function buildCopy(
  path: string,
  mailboxes: AsyncIterable<CopiedMailbox>,
  info: CopyInfo,
): Promise<{ readonly mailboxes: number; readonly duplicates: number }> {
  const database = openDraft(path, COPY_FORMAT);
  try {
    database.exec(COPY_SCHEMA);
    database.exec("BEGIN");
    const labels = new Labels(database);
    const words = new WordWriter(database, labels.rows);
    const read = await insertAll(database, mailboxes, labels, words);
    database.exec(COPY_INDEXES);
    const kept = read - mergeDoubles(database, words);
    words.flush();
    keepInfo(database, { mailboxes: kept }, info);
    database.exec("COMMIT");
    return { mailboxes: kept, duplicates: read - kept };
  } finally {
    database.close();
  }
}

async function insertAll(
  database: Database.Database,
  mailboxes: AsyncIterable<CopiedMailbox>,
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
    for (const { structure, city, postcode, department } of each.elsewhere ?? [])
      words.add(Number(lastInsertRowid), { ...each, structure, city, postcode, department }, profession, speciality);
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
