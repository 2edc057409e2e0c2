import { RECEIVED_STATES } from "../../domain/inbox/received.js";
import type { Migration } from "./migration.js";

function oneOf(column: string, values: readonly string[]): string {
  return values.map((value) => `${column} = '${value}'`).join(" OR ");
}

/**
 * Columns are what is searched, sorted or changed alone; the rest of a message is one JSON object, and its text stands after it. A list
 * walks \`inbox_messages_newest\`, which holds all that its conditions name: the messages themselves, a hundred times larger, are read only
 * when they are shown.
 */
const MESSAGES = `
CREATE TABLE inbox_messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  mailbox TEXT NOT NULL,
  uid_validity TEXT NOT NULL,
  uid INTEGER NOT NULL,
  message_id TEXT,
  kind TEXT NOT NULL CHECK (${oneOf("kind", ["documents", "text", "report", "unreadable"])}),
  sender TEXT NOT NULL CHECK (${oneOf("sender", ["professional", "patient", "other"])}),
  sent_at TEXT,
  received_at TEXT NOT NULL,
  size INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  read_at TEXT,
  done_at TEXT,
  gone INTEGER NOT NULL DEFAULT 0,
  -- Without accents, in lower case (store/inbox/fold.ts).
  subject_key TEXT NOT NULL,
  from_key TEXT NOT NULL,
  -- Of the first document; U+FFFF, after everything, when there is none.
  patient_key TEXT NOT NULL,
  type_key TEXT NOT NULL,
  details TEXT NOT NULL,
  body TEXT,
  UNIQUE (mailbox, uid_validity, uid)
) STRICT;
CREATE INDEX inbox_messages_newest ON inbox_messages
  (received_at, id, kind, sender, seen, read_at, mailbox, subject_key, from_key, patient_key, type_key);
CREATE INDEX inbox_messages_unread ON inbox_messages (sender, received_at)
  WHERE seen = 0 AND read_at IS NULL AND kind <> 'report';
CREATE INDEX inbox_messages_message_id ON inbox_messages (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX inbox_messages_technical ON inbox_messages (mailbox, uid_validity, uid)
  WHERE json_extract(details, '$.problem.technical') = 1;
-- What waits for somebody: a message that is only words, and one of which something could not be read. Few among all of them.
CREATE INDEX inbox_messages_texts ON inbox_messages (sender, received_at, seen, read_at) WHERE kind = 'text' AND done_at IS NULL;
CREATE INDEX inbox_messages_problem ON inbox_messages (received_at)
  WHERE json_extract(details, '$.problem.code') IS NOT NULL AND done_at IS NULL;
CREATE INDEX inbox_messages_unnamed ON inbox_messages (received_at) WHERE message_id IS NULL;
`;

const DOCUMENTS = `
CREATE TABLE inbox_documents (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message INTEGER NOT NULL REFERENCES inbox_messages (id),
  -- M12.1 is the document of rank 1.
  rank INTEGER NOT NULL,
  -- That of its message: the age of what waits is read from one index.
  received_at TEXT NOT NULL,
  row_version INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (${oneOf("state", RECEIVED_STATES)}),
  patient INTEGER REFERENCES patients (id),
  document INTEGER REFERENCES documents (id),
  content INTEGER REFERENCES contents (id),
  unique_id TEXT,
  set_id TEXT,
  type_code TEXT,
  level TEXT CHECK (${oneOf("level", ["urgent", "notable", "unknown"])}),
  alert TEXT CHECK (${oneOf("alert", ["waiting", "in_progress", "resolved"])}),
  quarantine TEXT,
  filing TEXT,
  details TEXT NOT NULL,
  UNIQUE (message, rank)
) STRICT;
CREATE INDEX inbox_documents_facts ON inbox_documents (state, level, alert, message, rank, patient, type_code, received_at);
CREATE INDEX inbox_documents_patient ON inbox_documents (patient, message) WHERE patient IS NOT NULL;
CREATE INDEX inbox_documents_alert ON inbox_documents (level, message, state) WHERE alert <> 'resolved';
CREATE INDEX inbox_documents_document ON inbox_documents (document) WHERE document IS NOT NULL;
CREATE INDEX inbox_documents_unique_id ON inbox_documents (unique_id) WHERE unique_id IS NOT NULL;
CREATE INDEX inbox_documents_set ON inbox_documents (set_id) WHERE set_id IS NOT NULL;
CREATE INDEX inbox_documents_content ON inbox_documents (content) WHERE content IS NOT NULL;
`;

/** What was decided and acknowledged stays (mss.md §8.3): the triggers refuse what the code never asks for. */
const EVENTS = `
CREATE TABLE inbox_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES inbox_documents (id),
  at TEXT NOT NULL,
  user_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  ack TEXT,
  note TEXT,
  data TEXT NOT NULL,
  CHECK ((kind = 'ack') = (ack IS NOT NULL))
) STRICT;
CREATE INDEX inbox_events_document ON inbox_events (document, id);
CREATE TRIGGER inbox_events_never_change BEFORE UPDATE ON inbox_events
BEGIN SELECT RAISE(ABORT, 'decisions are append only'); END;
CREATE TRIGGER inbox_events_never_go BEFORE DELETE ON inbox_events
BEGIN SELECT RAISE(ABORT, 'decisions are append only'); END;
`;

const POSITIONS = `
CREATE TABLE inbox_positions (
  mailbox TEXT PRIMARY KEY,
  uid_validity TEXT NOT NULL,
  last_uid INTEGER NOT NULL,
  modseq TEXT
) STRICT, WITHOUT ROWID;
`;

/** What failed for good, for `segur todo`: few among all that was ever sent. */
const FAILED = "CREATE INDEX message_fates_failed ON message_fates (at) WHERE state = 'failed';";

/** The inbox: messages, the documents found in them, what was decided of each, how far each mailbox was read. */
export const inbox: Migration = {
  version: 5,
  up(database) {
    database.exec(MESSAGES);
    database.exec(DOCUMENTS);
    database.exec(EVENTS);
    database.exec(POSITIONS);
    database.exec(FAILED);
  },
};
