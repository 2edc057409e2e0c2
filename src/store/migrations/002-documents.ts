import { ORIGINS } from "../../domain/document/document.js";
import type { Migration } from "./migration.js";

function oneOf(column: string, values: readonly string[]): string {
  return values.map((value) => `${column} = '${value}'`).join(" OR ");
}

/**
 * Contents, in pieces: the id of a piece is `content << 20 | rank`, so that a content is one range of a table that is read and
 * written in the order of its file, without an index. A content whose SHA-256 is null is not whole: nothing can read it.
 */
const CONTENTS = `
CREATE TABLE contents (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256 TEXT,
  sha1 TEXT,
  size INTEGER NOT NULL DEFAULT 0,
  pieces INTEGER NOT NULL DEFAULT 0,
  -- Last time that somebody wrote it: what nobody names is only forgotten a day later.
  written_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX contents_sha256 ON contents (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX contents_cut ON contents (id) WHERE sha256 IS NULL;

CREATE TABLE content_pieces (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
`;

/** Columns are what is looked for or may change alone; the rest of a document is one JSON object. */
const DOCUMENTS = `
CREATE TABLE documents (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  row_version INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (${oneOf("state", ["current", "superseded", "removed"])}),
  patient INTEGER NOT NULL REFERENCES patients (id),
  act_date TEXT NOT NULL,
  type_code TEXT NOT NULL,
  class_code TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (${oneOf("origin", ORIGINS)}),
  unique_id TEXT NOT NULL,
  set_id TEXT NOT NULL,
  version_number INTEGER NOT NULL,
  replaces INTEGER REFERENCES documents (id),
  content INTEGER NOT NULL REFERENCES contents (id),
  cda INTEGER REFERENCES contents (id),
  title TEXT NOT NULL,
  details TEXT NOT NULL,
  created_at TEXT NOT NULL,
  filed_at TEXT NOT NULL,
  filed_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX documents_unique_id ON documents (unique_id);
CREATE UNIQUE INDEX documents_replaces ON documents (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX documents_patient ON documents (patient, act_date, id);
CREATE INDEX documents_act_date ON documents (act_date, id);
CREATE INDEX documents_set ON documents (set_id, version_number);
CREATE INDEX documents_content ON documents (content);
CREATE INDEX documents_cda ON documents (cda) WHERE cda IS NOT NULL;
`;

const OUTBOX = `
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (${oneOf("kind", ["dmp.submit", "mss.send"])}),
  state TEXT NOT NULL CHECK (${oneOf("state", ["queued", "sending", "uncertain", "done", "refused", "cancelled"])}),
  key TEXT NOT NULL UNIQUE,
  patient_id TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try_at TEXT,
  -- Who sends it; null when nobody does.
  host TEXT,
  pid INTEGER,
  lease_until TEXT,
  error_code TEXT,
  error_message TEXT,
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  result TEXT,
  payload TEXT NOT NULL,
  CHECK ((state = 'sending') = (host IS NOT NULL))
) STRICT;
CREATE INDEX outbox_waiting ON outbox (id) WHERE state <> 'done' AND state <> 'cancelled';

CREATE TABLE outbox_documents (
  outbox INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
  rank INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (outbox, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_documents_document ON outbox_documents (document);

CREATE TABLE outbox_contents (
  outbox INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
  rank INTEGER NOT NULL,
  content INTEGER NOT NULL REFERENCES contents (id),
  PRIMARY KEY (outbox, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_contents_content ON outbox_contents (content);
`;

/**
 * The cache of DMPs. The id of an entry is what people type (X15): an entry that a full synchronisation no longer finds is only
 * marked (\`gone\`), so that it has the same one if it comes back. The whole entry, and what the registry wrote, stand apart: a list
 * reads \`line\` and nothing else, so that thousands of entries are few pages to decipher.
 */
const DMP_CACHE = `
CREATE TABLE dmp_views (
  id INTEGER PRIMARY KEY,
  user_id TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  -- OID^matricule: a DMP is that of an INS, which a patient's file may change.
  ins TEXT NOT NULL,
  status TEXT,
  status_at TEXT,
  synced_until TEXT,
  synced_from TEXT,
  synced_at TEXT,
  -- Entries that are new versions of documents of the file: uniqueId → document.
  newer TEXT,
  UNIQUE (user_id, patient_id, ins)
) STRICT;

CREATE TABLE dmp_entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  view INTEGER NOT NULL REFERENCES dmp_views (id) ON DELETE CASCADE,
  -- Logical id, else uniqueId.
  key TEXT NOT NULL,
  gone INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL,
  act_date TEXT NOT NULL,
  unique_id TEXT NOT NULL,
  entry_uuid TEXT NOT NULL,
  -- What lists show: store/dmp-line.ts.
  line TEXT NOT NULL,
  UNIQUE (view, key)
) STRICT;
CREATE INDEX dmp_entries_act_date ON dmp_entries (view, act_date, id);
CREATE INDEX dmp_entries_unique_id ON dmp_entries (unique_id);
CREATE INDEX dmp_entries_uuid ON dmp_entries (entry_uuid);

CREATE TABLE dmp_details (
  id INTEGER PRIMARY KEY REFERENCES dmp_entries (id) ON DELETE CASCADE,
  entry TEXT NOT NULL,
  raw TEXT NOT NULL
) STRICT;
`;

const QUARANTINE = `
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  state TEXT NOT NULL CHECK (${oneOf("state", ["waiting", "discarded", "released"])}),
  origin TEXT NOT NULL CHECK (${oneOf("origin", ORIGINS)}),
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  patient_id TEXT,
  key TEXT NOT NULL,
  content INTEGER REFERENCES contents (id),
  data TEXT NOT NULL,
  at TEXT NOT NULL,
  UNIQUE (key, reason)
) STRICT;
CREATE INDEX quarantine_patient ON quarantine (patient_id) WHERE patient_id IS NOT NULL;
CREATE INDEX quarantine_content ON quarantine (content) WHERE content IS NOT NULL;
`;

/** Documents of the patient's file, what leaves the practice, what the DMP holds, what must not come in. */
export const documents: Migration = {
  version: 2,
  up(database) {
    database.exec(CONTENTS);
    database.exec(DOCUMENTS);
    database.exec(OUTBOX);
    database.exec(DMP_CACHE);
    database.exec(QUARANTINE);
  },
};
