import { AUTH_MODES } from "../../domain/ports.js";
import { ROLES } from "../../domain/users/rights.js";
import { START } from "../journal/chain.js";
import type { Migration } from "./migration.js";

const STATUSES = ["provisoire", "recuperee", "validee", "qualifiee"];
const CONSENTS = ["none", "given", "opposed"];

/** As a chain of comparisons: SQLite builds a temporary tree at each row for an `IN` list of three or more (a third of an insert). */
function oneOf(column: string, values: readonly string[]): string {
  return values.map((value) => `${column} = '${value}'`).join(" OR ");
}

/**
 * The first cabinet store. Lists of a patient that are only read whole (INS history, RCP, diagnoses) are JSON; null stands
 * for an empty list, so that a partial index holds only the patients concerned.
 */
const TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Never deleted: traces name them. Failures are the wrong passwords in a row.
CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  label TEXT NOT NULL,
  rpps TEXT,
  role TEXT NOT NULL CHECK (${oneOf("role", ROLES)}),
  granted TEXT NOT NULL,
  revoked TEXT NOT NULL,
  settings TEXT NOT NULL,
  password TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  last_failure_at TEXT,
  psc_subject TEXT,
  national_id TEXT,
  created_at TEXT NOT NULL,
  disabled_at TEXT
) STRICT;

CREATE TABLE patients (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  -- What filters read comes first: SQLite walks a row from its start.
  ald INTEGER NOT NULL,
  insi_outcome TEXT CHECK (${oneOf("insi_outcome", ["00", "01", "02", "KO", "error"])}),
  status TEXT NOT NULL CHECK (${oneOf("status", STATUSES)}),
  last_vsm TEXT,
  diagnoses TEXT,
  rcp_planned TEXT,
  rcp_done TEXT,
  last_seen TEXT,
  homonyme INTEGER NOT NULL,
  douteuse INTEGER NOT NULL,
  fictive INTEGER NOT NULL,
  birth_date TEXT NOT NULL,
  sex TEXT NOT NULL CHECK (${oneOf("sex", ["M", "F", "I"])}),
  birth_name TEXT NOT NULL,
  first_given_name TEXT NOT NULL,
  birth_given_names TEXT NOT NULL,
  used_name TEXT,
  used_given_name TEXT,
  file_number TEXT,
  matricule TEXT,
  oid TEXT,
  birth_place TEXT NOT NULL,
  birth_date_interpreted INTEGER NOT NULL,
  billing_birth_date TEXT,
  medecin_traitant TEXT,
  ins_history TEXT,
  proof_type TEXT,
  proof_checked_on TEXT,
  proof_checked_by TEXT,
  insi_at TEXT,
  address TEXT,
  postcode TEXT,
  city TEXT,
  phone TEXT,
  email TEXT,
  rcp TEXT,
  dmp_feed TEXT NOT NULL CHECK (${oneOf("dmp_feed", CONSENTS)}),
  dmp_read TEXT NOT NULL CHECK (${oneOf("dmp_read", CONSENTS)}),
  mss_professionals TEXT NOT NULL CHECK (${oneOf("mss_professionals", CONSENTS)}),
  mss_patient TEXT NOT NULL CHECK (${oneOf("mss_patient", CONSENTS)}),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;

-- The journal: see journal/chain.ts for the digest, which covers every other column and the digest of the row before.
CREATE TABLE traces (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  at TEXT NOT NULL,
  -- Minutes east of UTC where it was written.
  zone INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  rpps TEXT,
  auth_mode TEXT NOT NULL CHECK (${oneOf("auth_mode", AUTH_MODES)}),
  patient_id INTEGER,
  run_id TEXT,
  message_id TEXT,
  code TEXT,
  data TEXT,
  salt TEXT NOT NULL,
  digest TEXT NOT NULL
) STRICT;

CREATE TABLE reviews (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  patient_id TEXT NOT NULL,
  run_id TEXT,
  line INTEGER,
  message_id TEXT NOT NULL,
  answer TEXT NOT NULL,
  created_at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (${oneOf("state", ["pending", "accepted", "refused"])}),
  decided_at TEXT,
  decided_by TEXT
) STRICT;
`;

/**
 * Around the chain of the journal: its head in a second place (cutting the last lines off shows), and what stands for the
 * lines that a purge took away: each run of consecutive ones with the digest of its last line, and the line of the journal
 * that tells the purge. The triggers are against mistakes; whoever can write the file can drop them, hence the chain.
 */
const JOURNAL = `
CREATE TABLE journal_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL,
  digest TEXT NOT NULL,
  purging INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO journal_head (id, seq, digest) VALUES (1, 0, '${START.digest}');

CREATE TABLE journal_purged (
  first INTEGER PRIMARY KEY,
  last INTEGER NOT NULL,
  digest TEXT NOT NULL,
  purge INTEGER NOT NULL
) STRICT;

CREATE TRIGGER traces_never_change BEFORE UPDATE ON traces
BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END;
CREATE TRIGGER traces_never_go BEFORE DELETE ON traces
WHEN (SELECT purging FROM journal_head) IS NOT 1
BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END;
`;

/**
 * Names are searched through FTS5: two columns (`used`, `birth`), each with the tokens of the name (`n…`) and of the
 * given names (`g…`), see patients/name-index.ts. No content is kept twice; prefix indexes up to 8 typed letters because
 * FTS5 gathers every match of a longer prefix before it gives the first one (4 ms on MARIE* among 1,000,000 patients).
 */
const NAMES = `
CREATE VIRTUAL TABLE patient_names USING fts5(
  used, birth,
  content='', contentless_delete=1, detail=column, prefix='2 3 4 5 6 7 8 9', tokenize='ascii'
);
`;

/**
 * There is none on the MessageIDs of traces: they are random, and each would rewrite a page of its own. A call is looked for
 * through its patient or its run. Indexes that start with `id` give the patients of a work list in file order, so that a page never sorts. */
const INDEXES = `
CREATE UNIQUE INDEX users_rpps ON users (rpps) WHERE rpps IS NOT NULL AND disabled_at IS NULL;
CREATE UNIQUE INDEX patients_file_number ON patients (file_number) WHERE file_number IS NOT NULL;
CREATE INDEX patients_birth_date ON patients (birth_date);
CREATE INDEX patients_matricule ON patients (matricule) WHERE matricule IS NOT NULL;
CREATE INDEX patients_insi ON patients (insi_outcome);
CREATE INDEX patients_insi_failed ON patients (id, insi_outcome) WHERE insi_outcome > '00';
CREATE INDEX patients_ald ON patients (id, last_vsm) WHERE ald = 1;
CREATE INDEX patients_diagnosed ON patients (id, last_vsm) WHERE diagnoses IS NOT NULL;
CREATE INDEX patients_rcp_planned ON patients (id, rcp_planned) WHERE rcp_planned IS NOT NULL;
CREATE INDEX patients_rcp_done ON patients (id, rcp_done) WHERE rcp_done IS NOT NULL;
CREATE INDEX patients_homonyme ON patients (id) WHERE homonyme = 1;
CREATE INDEX patients_douteuse ON patients (id) WHERE douteuse = 1;
CREATE INDEX patients_fictive ON patients (id) WHERE fictive = 1;

CREATE INDEX traces_patient ON traces (patient_id) WHERE patient_id IS NOT NULL;
CREATE INDEX traces_run ON traces (run_id) WHERE run_id IS NOT NULL;

CREATE UNIQUE INDEX reviews_pending ON reviews (patient_id) WHERE state = 'pending';
CREATE INDEX reviews_patient ON reviews (patient_id);
CREATE INDEX reviews_run ON reviews (run_id, line) WHERE run_id IS NOT NULL;
`;

/** Counts stand on the run, kept in the transactions that change its items: a summary never counts 100,000 rows. */
const RUNS = `
CREATE TABLE runs (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (${oneOf("kind", ["ins.qualify", "ins.verify"])}),
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  environment TEXT NOT NULL CHECK (${oneOf("environment", ["sandbox", "bas", "production"])}),
  reason TEXT,
  source TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  state TEXT NOT NULL CHECK (${oneOf("state", ["loading", "open", "done"])}),
  ended_at TEXT,
  pending INTEGER NOT NULL DEFAULT 0 CHECK (pending >= 0),
  held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
  calls INTEGER NOT NULL DEFAULT 0,
  found INTEGER NOT NULL DEFAULT 0 CHECK (found >= 0),
  not_found INTEGER NOT NULL DEFAULT 0 CHECK (not_found >= 0),
  several INTEGER NOT NULL DEFAULT 0 CHECK (several >= 0),
  review INTEGER NOT NULL DEFAULT 0 CHECK (review >= 0),
  refused INTEGER NOT NULL DEFAULT 0 CHECK (refused >= 0),
  error INTEGER NOT NULL DEFAULT 0 CHECK (error >= 0)
) STRICT;
CREATE INDEX runs_fingerprint ON runs (fingerprint);

CREATE TABLE run_workers (
  seq INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (seq) ON DELETE CASCADE,
  id TEXT NOT NULL,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  lease_until TEXT NOT NULL,
  UNIQUE (run, id)
) STRICT;

CREATE TABLE run_items (
  run INTEGER NOT NULL REFERENCES runs (seq) ON DELETE CASCADE,
  line INTEGER NOT NULL,
  key TEXT NOT NULL,
  patient_id TEXT,
  holder INTEGER,
  outcome TEXT CHECK (${oneOf("outcome", ["found", "not_found", "several", "review", "refused", "error"])}),
  code TEXT,
  status TEXT CHECK (${oneOf("status", STATUSES)}),
  calls INTEGER NOT NULL,
  advice TEXT,
  PRIMARY KEY (run, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_items_pending ON run_items (run, line) WHERE outcome IS NULL AND holder IS NULL;
CREATE INDEX run_items_held ON run_items (holder) WHERE holder IS NOT NULL;
`;

export const cabinet: Migration = {
  version: 1,
  up(database) {
    database.exec(TABLES);
    database.exec(JOURNAL);
    database.exec(NAMES);
    database.exec(INDEXES);
    database.exec(RUNS);
  },
};
