import { byName, directoryMatch, directoryTerms, wordsOf } from "../../domain/professional/directory-terms.js";
import type { DirectoryMailbox } from "../../domain/professional/entry.js";
import type { Connection, SqlValue } from "../connection.js";
import type { AddressBook } from "../directory.port.js";
import { rowOf } from "../ids.js";
import { parseJson } from "../json.js";

interface BookRow {
  id: number;
  nickname: string | null;
  entry: string;
}

// A nickname names one correspondent: given to another in silence, the next message would go to the wrong one.
const TAKEN = "SELECT 1 FROM address_book WHERE nickname = ? COLLATE NOCASE AND address <> ?";
const PUT = `INSERT INTO address_book (address, nickname, entry) VALUES (?, ?, ?)
  ON CONFLICT (address) DO UPDATE SET nickname = coalesce(excluded.nickname, nickname), entry = excluded.entry RETURNING id`;

/** Correspondents of one cabinet, see the port. Their ids are `C1`, `C2`… */
export function openAddressBook(connection: Connection): AddressBook {
  return {
    put: ({ nickname, ...mailbox }) =>
      connection.write(() => {
        const taken =
          nickname === null ? undefined : connection.prepare<SqlValue[], unknown>(TAKEN).get(nickname, mailbox.address);
        if (taken !== undefined) return null;
        const values = [mailbox.address, nickname, JSON.stringify(mailbox)];
        const row = connection.prepare<SqlValue[], { id: number }>(PUT).get(...values);
        return `C${row?.id}`;
      }),
    list: ({ text, limit }) =>
      connection.read(() => {
        const rows = connection.prepare<[], BookRow>("SELECT id, nickname, entry FROM address_book ORDER BY id").all();
        const entries = rows.map(toEntry).filter((entry) => text === undefined || isMeant(entry, text));
        return entries.sort(byName).slice(0, limit);
      }),
    remove: (id) =>
      connection.write(() => {
        const sql = "DELETE FROM address_book WHERE id = ?";
        return connection.prepare<SqlValue[], unknown>(sql).run(rowOf("C", id.toUpperCase())).changes === 1;
      }),
  };
}

type Entry = DirectoryMailbox & { readonly id: string; readonly nickname: string | null };

/** By id, by a start of the nickname, or as the annuaire is searched. */
function isMeant(entry: Entry, text: string): boolean {
  const nicknames = entry.nickname === null ? [] : wordsOf(entry.nickname);
  const typed = wordsOf(text);
  const nicknamed = typed.length > 0 && typed.every((word) => nicknames.some((each) => each.startsWith(word)));
  const terms = directoryTerms({ text, limit: 1 });
  return entry.id === text.trim().toUpperCase() || nicknamed || (terms.length > 0 && directoryMatch(entry, terms));
}

/** What we wrote ourselves. */
function toEntry(row: BookRow): Entry {
  return { ...(parseJson(row.entry) as DirectoryMailbox), id: `C${row.id}`, nickname: row.nickname };
}
