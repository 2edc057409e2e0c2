import type { Migration } from "./migration.js";

/**
 * What became of each message for each recipient, who asks us for a receipt, and how far each mailbox was read. A message is its line of
 * the outbox, found again by the ENVID that its payload holds.
 */
export const mss: Migration = {
  version: 3,
  up(database) {
    database.exec(`
CREATE TABLE message_fates (
  outbox INTEGER NOT NULL REFERENCES outbox (id),
  address TEXT NOT NULL,
  state TEXT NOT NULL,
  code TEXT,
  cause TEXT,
  at TEXT NOT NULL,
  PRIMARY KEY (outbox, address)
) STRICT, WITHOUT ROWID;
CREATE TABLE message_departures (
  outbox INTEGER PRIMARY KEY REFERENCES outbox (id),
  at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX outbox_envelope ON outbox (json_extract(payload, '$.envelopeId')) WHERE kind = 'mss.send';
CREATE TABLE receipt_requests (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  mailbox TEXT NOT NULL,
  message_id TEXT NOT NULL,
  data TEXT NOT NULL,
  at TEXT NOT NULL,
  answer TEXT,
  answered_at TEXT,
  UNIQUE (mailbox, message_id)
) STRICT;
CREATE TABLE mailbox_positions (
  mailbox TEXT PRIMARY KEY,
  uid_validity TEXT NOT NULL,
  last_uid INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`);
  },
};
