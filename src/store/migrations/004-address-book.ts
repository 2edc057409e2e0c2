import type { Migration } from "./migration.js";

/** Correspondents of the cabinet: the address and the nickname are looked for, the rest is one JSON object as the annuaire gave it. */
export const addressBook: Migration = {
  version: 4,
  up(database) {
    database.exec(`
CREATE TABLE address_book (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  address TEXT NOT NULL UNIQUE,
  nickname TEXT,
  entry TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX address_book_nickname ON address_book (nickname COLLATE NOCASE) WHERE nickname IS NOT NULL;
`);
  },
};
