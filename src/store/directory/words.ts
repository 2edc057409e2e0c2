import type Database from "better-sqlite3";
import { fieldTexts, type TextField, textTokens } from "../../domain/professional/directory-terms.js";
import type { DirectoryMailbox } from "../../domain/professional/entry.js";
import { encodePostings } from "./postings.js";
import {
  DEPARTMENT_LETTER,
  FIELD_LETTER,
  LABEL_LETTER,
  type LabelRow,
  type MailboxRow,
  START_LENGTHS,
  toMailbox,
} from "./schema.js";
import { StartLists } from "./start-lists.js";
import { WordLists } from "./word-lists.js";

/**
 * Pairs of a word and a mailbox that are held in memory before they are written: what bounds the memory of an import (48 MB). A whole annuaire
 * of mailboxes fits: written once, in the order of the key, it takes half the time that eleven pieces take.
 */
const MOST_PAIRS = 6_000_000;
/** Texts of one field whose words are kept. */
const MOST_TEXTS = 100_000;

/** Writes the words of mailboxes as they come, piece by piece (see schema.ts). */
export class WordWriter {
  readonly #labels: ReadonlyMap<number, LabelRow>;
  readonly #word: Database.Statement<[string, number, Buffer], unknown>;
  readonly #start: Database.Statement<[string, number, Buffer], unknown>;
  readonly #lists = new WordLists();
  /** Numbers of the words of texts that were met. */
  readonly #texts: Readonly<Record<TextField, Map<string, readonly number[]>>> = {
    familyName: new Map(),
    givenName: new Map(),
    city: new Map(),
    structure: new Map(),
  };
  #piece = 0;
  #largest = 0;

  constructor(database: Database.Database, labels: ReadonlyMap<number, LabelRow>) {
    this.#labels = labels;
    this.#word = database.prepare("INSERT INTO words (word, piece, ids) VALUES (?, ?, ?)");
    this.#start = database.prepare("INSERT INTO starts (start, piece, ids) VALUES (?, ?, ?)");
  }

  /** @param profession number of its label, as `speciality` */
  add(id: number, mailbox: DirectoryMailbox, profession: number | null, speciality: number | null): void {
    for (const [field, letter] of LETTERS) {
      for (const text of fieldTexts(mailbox, field)) {
        if (text !== null) for (const number of this.#numbersOf(field, letter, text)) this.#lists.add(number, id);
      }
    }
    const hold = (word: string) => this.#lists.add(this.#lists.numberOf(word), id);
    if (profession !== null) hold(LABEL_LETTER + profession);
    if (speciality !== null) hold(LABEL_LETTER + speciality);
    if (mailbox.department !== null) hold(DEPARTMENT_LETTER + mailbox.department);
    this.#largest = Math.max(this.#largest, id);
    if (this.#lists.size >= MOST_PAIRS) this.flush();
  }

  /** A mailbox that other lines have completed: a word said twice counts once. */
  again(row: MailboxRow): void {
    this.add(row.id, toMailbox(row, this.#labels), row.profession, row.speciality);
  }

  /** Half of the texts of an annuaire (given names, communes) are there thousands of times: their words are cut once. */
  #numbersOf(field: TextField, letter: string, text: string): readonly number[] {
    const known = this.#texts[field].get(text);
    if (known !== undefined) return known;
    const numbers = textTokens(field, text).map((token) => this.#lists.numberOf(letter + token));
    if (this.#texts[field].size < MOST_TEXTS) this.#texts[field].set(ownText(text), numbers);
    return numbers;
  }

  /** Writes what is held; to be called at the end. */
  flush(): void {
    if (this.#lists.size === 0) return;
    // The letter of the field counts for one.
    const starts = START_LENGTHS.map(
      (length) =>
        new StartLists(length + 1, this.#largest, (start, rows) => this.#start.run(start, this.#piece, encodePostings(rows))),
    );
    // In the order of the key: each page of the table is written once.
    for (const [word, rows] of this.#lists.sorted()) {
      this.#word.run(word, this.#piece, encodePostings(rows));
      if (SEARCHED.has(word.charAt(0))) for (const start of starts) start.add(word, rows);
    }
    for (const start of starts) start.end();
    this.#lists.clear();
    for (const texts of Object.values(this.#texts)) texts.clear();
    this.#piece += 1;
  }
}

const LETTERS = Object.entries(FIELD_LETTER) as [TextField, string][];
/** Fields whose words are searched by their start. */
const SEARCHED: ReadonlySet<string> = new Set(Object.values(FIELD_LETTER));

/** A text that was cut out of a line holds the whole block of the file that it came from: kept, it is copied. */
function ownText(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}
