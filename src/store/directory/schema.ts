import type { TextField } from "../../domain/professional/directory-terms.js";
import type { DirectoryMailbox } from "../../domain/professional/entry.js";

/** Format of the copy's file (`user_version`); another one is imported again, never migrated: it is only a copy. */
export const COPY_FORMAT = 1;
/** `application_id` ("SEGA"): tells a copy of the annuaire from a cabinet. */
export const COPY_APPLICATION = 0x53_45_47_41;

/**
 * Labels are few (professions, savoir-faire): a mailbox names them by number. `words` gives, for each word of a field after the letter of
 * that field (`ndupont`, `gmarie`, `cparis`), the mailboxes that have it (postings.ts), in pieces as they were read; `starts` the same for
 * the starts of one to three letters, which thousands of words share. A search reads the lists of its words and keeps what they have in
 * common: its time depends on them, and not on how unlikely it is that they meet. (FTS5 puts together every word of a prefix first:
 * 60 ms for « centre hospitalier ».) Professions are indexed by their number (`s12`): a word of a query is looked for among the labels.
 */
export const COPY_SCHEMA = `
CREATE TABLE mailboxes (
  id INTEGER PRIMARY KEY,
  address TEXT NOT NULL,
  type TEXT NOT NULL,
  rpps TEXT,
  family_name TEXT,
  given_name TEXT,
  civility TEXT,
  profession INTEGER,
  speciality INTEGER,
  structure_id TEXT,
  structure TEXT,
  service TEXT,
  postcode TEXT,
  city TEXT,
  department TEXT,
  paperless INTEGER
);
CREATE TABLE words (word TEXT NOT NULL, piece INTEGER NOT NULL, ids BLOB NOT NULL, PRIMARY KEY (word, piece)) WITHOUT ROWID;
CREATE TABLE starts (start TEXT NOT NULL, piece INTEGER NOT NULL, ids BLOB NOT NULL, PRIMARY KEY (start, piece)) WITHOUT ROWID;
`;

/** Made once all is read: keeping them up to date line by line takes four times as long. */
export const COPY_INDEXES = `
CREATE INDEX mailboxes_address ON mailboxes (address);
CREATE INDEX mailboxes_rpps ON mailboxes (rpps) WHERE rpps IS NOT NULL;
`;

/** The letter before the words of a field. Professions and savoir-faire are `s` and the number of their label. */
export const FIELD_LETTER: Readonly<Record<TextField, string>> = {
  familyName: "n",
  givenName: "g",
  city: "c",
  structure: "o",
};
export const LABEL_LETTER = "s";
export const DEPARTMENT_LETTER = "d";

/** Lengths of the starts that have a list of their own; a longer one is read word by word. */
export const START_LENGTHS = [1, 2, 3] as const;

export interface MailboxRow {
  id: number;
  address: string;
  type: DirectoryMailbox["type"];
  rpps: string | null;
  family_name: string | null;
  given_name: string | null;
  civility: string | null;
  profession: number | null;
  speciality: number | null;
  structure_id: string | null;
  structure: string | null;
  service: string | null;
  postcode: string | null;
  city: string | null;
  department: string | null;
  paperless: number | null;
}

export interface LabelRow {
  id: number;
  code: string;
  label: string;
}

/** @param labels by number */
export function toMailbox(row: MailboxRow, labels: ReadonlyMap<number, LabelRow>): DirectoryMailbox {
  const labelled = (id: number | null) => {
    const found = id === null ? undefined : labels.get(id);
    return found === undefined ? null : { code: found.code, label: found.label };
  };
  return {
    address: row.address,
    type: row.type,
    rpps: row.rpps,
    familyName: row.family_name,
    givenName: row.given_name,
    civility: row.civility,
    profession: labelled(row.profession),
    speciality: labelled(row.speciality),
    structure: row.structure_id === null && row.structure === null ? null : { id: row.structure_id, name: row.structure },
    service: row.service,
    postcode: row.postcode,
    city: row.city,
    department: row.department,
    paperless: row.paperless === null ? null : row.paperless === 1,
  };
}
