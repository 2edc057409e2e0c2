import type Database from "better-sqlite3";
import { fieldTokens } from "../../domain/professional/directory-terms.js";
import type { DirectoryMailbox } from "../../domain/professional/entry.js";
import { encodePostings, RowSet } from "./postings.js";
import {
  DEPARTMENT_LETTER,
  FIELD_LETTER,
  LABEL_LETTER,
  type LabelRow,
  type MailboxRow,
  START_LENGTHS,
  toMailbox,
} from "./schema.js";

/** Mailboxes whose words are held in memory before they are written: what bounds the memory of an import. */
const PIECE = 50_000;

/** Writes the words of mailboxes as they come, piece by piece (see schema.ts). */
export class WordWriter {
  readonly #labels: ReadonlyMap<number, LabelRow>;
  readonly #word: Database.Statement<[string, number, Buffer], unknown>;
  readonly #start: Database.Statement<[string, number, Buffer], unknown>;
  readonly #held = new Map<string, number[]>();
  #rows = 0;
  #piece = 0;
  #largest = 0;

  constructor(database: Database.Database, labels: ReadonlyMap<number, LabelRow>) {
    this.#labels = labels;
    this.#word = database.prepare("INSERT INTO words (word, piece, ids) VALUES (?, ?, ?)");
    this.#start = database.prepare("INSERT INTO starts (start, piece, ids) VALUES (?, ?, ?)");
  }

  /** @param profession number of its label, as `speciality` */
  add(id: number, mailbox: DirectoryMailbox, profession: number | null, speciality: number | null): void {
    for (const [field, letter] of LETTERS) for (const token of fieldTokens(mailbox, field)) this.#hold(letter + token, id);
    if (profession !== null) this.#hold(LABEL_LETTER + profession, id);
    if (speciality !== null) this.#hold(LABEL_LETTER + speciality, id);
    if (mailbox.department !== null) this.#hold(DEPARTMENT_LETTER + mailbox.department, id);
    this.#largest = Math.max(this.#largest, id);
    this.#rows += 1;
    if (this.#rows >= PIECE) this.flush();
  }

  /** A mailbox that other lines have completed: a word said twice counts once. */
  again(row: MailboxRow): void {
    this.add(row.id, toMailbox(row, this.#labels), row.profession, row.speciality);
  }

  /** Writes what is held; to be called at the end. */
  flush(): void {
    if (this.#held.size === 0) return;
    // In the order of the key: each page of the table is written once.
    const words = [...this.#held.keys()].sort();
    for (const word of words) this.#word.run(word, this.#piece, encodePostings(increasing(this.#held.get(word) ?? [])));
    for (const length of START_LENGTHS) this.#writeStarts(words, length);
    this.#held.clear();
    this.#rows = 0;
    this.#piece += 1;
  }

  /** One list for all the words of a short start: there are too many of them to be read one by one. */
  #writeStarts(words: readonly string[], length: number): void {
    const rows = new RowSet(this.#largest);
    let current = "";
    const write = () => {
      if (current !== "") this.#start.run(current, this.#piece, encodePostings([...rows.numbers()]));
      rows.clear();
    };
    for (const word of words) {
      // The letter of the field counts for one.
      if (word.length < length + 1 || !SEARCHED.has(word.charAt(0))) continue;
      const start = word.slice(0, length + 1);
      if (start !== current) write();
      current = start;
      for (const id of this.#held.get(word) ?? []) rows.add(id);
    }
    write();
  }

  #hold(word: string, id: number): void {
    const ids = this.#held.get(word);
    if (ids === undefined) this.#held.set(word, [id]);
    else if (ids[ids.length - 1] !== id) ids.push(id);
  }
}

const LETTERS = Object.entries(FIELD_LETTER) as [keyof typeof FIELD_LETTER, string][];
/** Fields whose words are searched by their start. */
const SEARCHED: ReadonlySet<string> = new Set(Object.values(FIELD_LETTER));

/** A mailbox completed by a later line comes out of order. */
function increasing(ids: readonly number[]): readonly number[] {
  for (let index = 1; index < ids.length; index += 1)
    if ((ids[index] ?? 0) <= (ids[index - 1] ?? 0)) return [...new Set(ids)].sort((a, b) => a - b);
  return ids;
}
