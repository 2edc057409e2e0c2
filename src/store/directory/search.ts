import type { Database, Statement } from "better-sqlite3";
import {
  byName,
  codeTokens,
  type DirectoryTerm,
  directoryMatch,
  directoryTerms,
  startsOf,
  type TermField,
} from "../../domain/professional/directory-terms.js";
import type { DirectoryMailbox, DirectoryQuery } from "../../domain/professional/entry.js";
import { RowSet } from "./postings.js";
import {
  DEPARTMENT_LETTER,
  FIELD_LETTER,
  LABEL_LETTER,
  type LabelRow,
  type MailboxRow,
  START_LENGTHS,
  toMailbox,
} from "./schema.js";

interface Found {
  readonly items: readonly DirectoryMailbox[];
  readonly truncated: boolean;
}

const NONE: Found = { items: [], truncated: false };

/** Searches an opened copy. Statements are prepared once, labels read once. */
export class CopySearch {
  readonly #database: Database;
  readonly #size: number;
  readonly #statements = new Map<string, Statement<unknown[], unknown>>();
  readonly #labels = new Map<number, LabelRow>();
  /** Words of each label. */
  readonly #words: { readonly id: number; readonly tokens: readonly string[] }[] = [];

  constructor(database: Database) {
    this.#database = database;
    this.#size = Number(database.prepare("SELECT max(id) FROM mailboxes").pluck().get() ?? 0);
    for (const row of database.prepare<[], LabelRow>("SELECT id, code, label FROM labels ORDER BY id").iterate()) {
      this.#labels.set(row.id, row);
      this.#words.push({ id: row.id, tokens: codeTokens(row) });
    }
  }

  /**
   * Every criterion must hold; `limit` mailboxes at most, in alphabetical order of what was found. A query that asks nothing finds nothing.
   */
  search(query: DirectoryQuery): Found {
    const terms = directoryTerms(query);
    if (terms.length === 0) return NONE;
    const most = query.limit + 1;
    const named = terms.find((term) => term.kind === "rpps" || term.kind === "address");
    const rows = named === undefined ? this.#byWords(terms, most) : this.#byName(named, terms, most);
    const items = rows.slice(0, query.limit);
    return { items: items.sort(byName), truncated: rows.length > query.limit };
  }

  /** An address or an RPPS names one or a few: the rest of the query is verified on them. */
  #byName(named: DirectoryTerm & { kind: "rpps" | "address" }, terms: readonly DirectoryTerm[], most: number) {
    const value = named.kind === "rpps" ? named.rpps : named.address;
    const rows = this.#prepared<[string], MailboxRow>(`SELECT * FROM mailboxes WHERE ${named.kind} = ? ORDER BY id`).all(value);
    const found = rows.map((row) => toMailbox(row, this.#labels));
    return found.filter((mailbox) => directoryMatch(mailbox, terms)).slice(0, most);
  }

  #byWords(terms: readonly DirectoryTerm[], most: number): DirectoryMailbox[] {
    const common = this.#common(terms.map((term) => this.#having(term)));
    const byId = this.#prepared<[number], MailboxRow>("SELECT * FROM mailboxes WHERE id = ?");
    const found: DirectoryMailbox[] = [];
    for (const id of common.numbers()) {
      // A line that completed another was taken away; its words stay in the lists.
      const row = byId.get(id);
      if (row !== undefined) found.push(toMailbox(row, this.#labels));
      if (found.length === most) break;
    }
    return found;
  }

  /** The mailboxes of which one term holds. */
  #having(term: DirectoryTerm): RowSet {
    const rows = this.#none();
    if (term.kind === "department") this.#exactly(DEPARTMENT_LETTER + term.code, rows);
    if (term.kind !== "word") return rows;
    for (const field of term.fields) {
      const starts = startsOf(term, field);
      const [only] = starts;
      // Nearly always: what the field has goes straight into the list.
      if (starts.length === 1 && only !== undefined) this.#starting(field, only, rows);
      else if (starts.length > 1) rows.join(this.#common(starts.map((start) => this.#starting(field, start, this.#none()))));
    }
    return rows;
  }

  #none(): RowSet {
    return new RowSet(this.#size);
  }

  #common([first, ...others]: readonly RowSet[]): RowSet {
    if (first === undefined) return this.#none();
    for (const other of others) first.keep(other);
    return first;
  }

  /** Adds to `rows` the mailboxes that have such a word in this field. */
  #starting(field: TermField, token: string, rows: RowSet): RowSet {
    if (field === "speciality") {
      for (const id of this.#labelled(token)) this.#exactly(LABEL_LETTER + id, rows);
      return rows;
    }
    const start = FIELD_LETTER[field] + token;
    const short = START_LENGTHS.some((length) => length === token.length);
    const lists = short
      ? this.#lists("SELECT ids FROM starts WHERE start = ?", start)
      : this.#lists("SELECT ids FROM words WHERE word >= ? AND word < ?", start, `${start}\u{10ffff}`);
    for (const bytes of lists) rows.addPostings(bytes);
    return rows;
  }

  #exactly(word: string, rows: RowSet): void {
    for (const bytes of this.#lists("SELECT ids FROM words WHERE word = ?", word)) rows.addPostings(bytes);
  }

  #lists(sql: string, ...words: string[]): Buffer[] {
    return this.#prepared<string[], Buffer>(sql, true).all(...words);
  }

  /** Numbers of the labels that have a word with this start. */
  #labelled(token: string): readonly number[] {
    return this.#words.filter(({ tokens }) => tokens.some((each) => each.startsWith(token))).map(({ id }) => id);
  }

  #prepared<Params extends unknown[], Row>(sql: string, plucked = false): Statement<Params, Row> {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare<unknown[], unknown>(sql);
      if (plucked) statement.pluck();
      this.#statements.set(sql, statement);
    }
    return statement as Statement<Params, Row>;
  }
}
