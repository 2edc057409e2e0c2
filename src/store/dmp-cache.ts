import type { DmpStatus } from "../domain/dmp/status.js";
import type { DocumentEntry, ListedEntry } from "../domain/document/entry.js";
import type { Connection, SqlParams, SqlValue } from "./connection.js";
import type { CachedEntry, DmpCache, DmpView } from "./dmp-cache.port.js";
import { lineOf, listedOf } from "./dmp-line.js";
import { storeDamaged } from "./errors.js";
import { rowOf } from "./ids.js";
import { parseRecord } from "./json.js";

interface ViewRow {
  id: number;
  status: string | null;
  status_at: string | null;
  synced_until: string | null;
  synced_from: string | null;
  synced_at: string | null;
  newer: string | null;
}

interface LineRow {
  id: number;
  unique_id: string;
  entry_uuid: string;
  line: string;
}

interface EntryRow extends LineRow {
  entry: string;
  raw: string;
}

const VIEW = "SELECT * FROM dmp_views WHERE user_id = @userId AND patient_id = @patientId AND ins = @ins";
const MAKE = "INSERT INTO dmp_views (user_id, patient_id, ins) VALUES (@userId, @patientId, @ins) ON CONFLICT DO NOTHING";
/** What was seen under another INS of this patient: perhaps somebody else's documents, of no use any more. */
const FORMER = "DELETE FROM dmp_views WHERE user_id = @userId AND patient_id = @patientId AND ins <> @ins";
const STATUS = "UPDATE dmp_views SET status = @status, status_at = @at WHERE id = @view";
const SYNC = "UPDATE dmp_views SET synced_until = @syncedUntil, synced_from = @from, synced_at = @at WHERE id = @view";
const KNOWN = "SELECT gone, version FROM dmp_entries WHERE view = @view AND key = @key";
const INSERT = `INSERT INTO dmp_entries (view, key, version, act_date, unique_id, entry_uuid, line)
  VALUES (@view, @key, @version, @actDate, @uniqueId, @entryUuid, @line) RETURNING id`;
const UPDATE = `UPDATE dmp_entries SET gone = 0, version = @version, act_date = @actDate, unique_id = @uniqueId, entry_uuid = @entryUuid,
  line = @line WHERE view = @view AND key = @key RETURNING id`;
const DETAILS = `INSERT INTO dmp_details (id, entry, raw) VALUES (?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET entry = excluded.entry, raw = excluded.raw`;
/** `gone`: shown by the DMP, no longer shown, or set aside: hidden by this person. */
const SHOWN = 0;
const ASIDE = 2;
const LINES =
  "SELECT id, unique_id, entry_uuid, line FROM dmp_entries WHERE view = ? AND gone = ? ORDER BY act_date DESC, id DESC";
const OWN = "SELECT id, line FROM dmp_entries WHERE view = @view AND unique_id = @uniqueId AND gone <> 1";
const CHANGE = "UPDATE dmp_entries SET line = @line, gone = @gone WHERE id = @id";
const ENTRY = `SELECT e.id, e.unique_id, e.entry_uuid, e.line, d.entry, d.raw, v.user_id AS userId, v.patient_id AS patientId,
    v.ins
  FROM dmp_entries e JOIN dmp_details d ON d.id = e.id JOIN dmp_views v ON v.id = e.view WHERE e.gone <> 1`;

/** Copies of what DMPs hold, see the port. */
export function openDmpCache(connection: Connection): DmpCache {
  const named = ({ userId, patientId, ins }: DmpView): SqlParams => ({ userId, patientId, ins });
  const viewRow = (view: DmpView) => connection.prepare<[SqlParams], ViewRow>(VIEW).get(named(view));
  /** Made when it is not there. */
  const need = (view: DmpView): number => {
    if (connection.prepare<[SqlParams], unknown>(MAKE).run(named(view)).changes === 1) run(FORMER, named(view));
    const row = viewRow(view);
    if (row === undefined) throw storeDamaged(null);
    return row.id;
  };
  const run = (sql: string, values: SqlParams) => connection.prepare<[SqlParams], unknown>(sql).run(values);
  const lines = (view: DmpView, gone: number): readonly CachedEntry[] => {
    const row = viewRow(view);
    return row === undefined ? [] : connection.prepare<number[], LineRow>(LINES).all(row.id, gone).map(toCached);
  };

  return {
    status: (view) =>
      connection.read(() => {
        const row = viewRow(view);
        if (row === undefined || row.status === null || row.status_at === null) return null;
        return { status: parseRecord(row.status) as unknown as DmpStatus, at: row.status_at };
      }),
    putStatus: (view, status, at) =>
      connection.write(() => void run(STATUS, { view: need(view), status: JSON.stringify(status), at })),
    sync: (view) =>
      connection.read(() => {
        const { synced_until: syncedUntil, synced_from: from, synced_at: at } = viewRow(view) ?? {};
        return syncedUntil == null || from == null || at == null ? null : { syncedUntil, from, at };
      }),
    put: (view, entries, state, options) =>
      connection.write(() => {
        const id = need(view);
        if (options?.reset === true) run("UPDATE dmp_entries SET gone = 1 WHERE view = @view AND gone = 0", { view: id });
        for (const entry of entries) putEntry(connection, id, entry);
        run(SYNC, { view: id, syncedUntil: state.syncedUntil, from: state.from, at: state.at });
      }),
    entries: (view) => connection.readTogether(() => lines(view, SHOWN)),
    aside: (view) => connection.readTogether(() => lines(view, ASIDE)),
    change: (view, uniqueId, { setAside, ...change }) =>
      connection.write(() => {
        const row = viewRow(view);
        if (row === undefined) return;
        const known = connection.prepare<[SqlParams], { id: number; line: string }>(OWN).all({ view: row.id, uniqueId });
        for (const { id, line } of known) {
          run(CHANGE, { id, line: lineOf({ ...listedOf(line), ...change }), gone: setAside === true ? ASIDE : SHOWN });
        }
      }),
    entry: (view, id) =>
      connection.readTogether(() => {
        const row = viewRow(view);
        if (row === undefined) return null;
        for (const column of ["e.unique_id", "e.entry_uuid", "e.key"]) {
          const sql = `${ENTRY} AND e.view = ? AND ${column} = ?`;
          const found = connection.prepare<SqlValue[], EntryRow>(sql).get(row.id, id);
          if (found !== undefined) return toEntry(found);
        }
        return null;
      }),
    byShortId: (shortId) =>
      connection.read(() => {
        const row = connection.prepare<[SqlValue], EntryRow & DmpView>(`${ENTRY} AND e.id = ?`).get(rowOf("X", shortId));
        return row === undefined
          ? null
          : { view: { userId: row.userId, patientId: row.patientId, ins: row.ins }, entry: toEntry(row) };
      }),
    newer: (view) =>
      connection.read(() => {
        const kept = viewRow(view)?.newer;
        const pairs = kept == null ? [] : Object.entries(parseRecord(kept));
        return new Map(pairs.filter((pair): pair is [string, string] => typeof pair[1] === "string"));
      }),
    putNewer: (view, newer) =>
      connection.write(() => {
        run("UPDATE dmp_views SET newer = @newer WHERE id = @view", {
          view: need(view),
          newer: JSON.stringify(Object.fromEntries(newer)),
        });
      }),
    forget: (view) =>
      connection.write(() => {
        run("DELETE FROM dmp_views WHERE user_id = @userId AND patient_id = @patientId", {
          userId: view.userId,
          patientId: view.patientId,
        });
      }),
  };
}

function putEntry(connection: Connection, view: number, entry: DocumentEntry | ListedEntry): void {
  const version = versionOf(entry.version);
  const values: SqlParams = {
    view,
    key: entry.logicalId || entry.uniqueId,
    version,
    actDate: entry.serviceStart ?? entry.creationTime,
    uniqueId: entry.uniqueId,
    entryUuid: entry.entryUuid,
    line: lineOf(entry),
  };
  const known = connection.prepare<[SqlParams], { gone: number; version: number }>(KNOWN).get({ view, key: values.key ?? null });
  // What is gone has no version to defend. Not an upsert: each would take a number, and people type these.
  if (known !== undefined && known.gone === 0 && known.version > version) return;
  if (known === undefined && !isWhole(entry)) return;
  const sql = known === undefined ? INSERT : UPDATE;
  const written = connection.prepare<[SqlParams], { id: number }>(sql).get(values);
  if (written === undefined || !isWhole(entry)) return;
  const { raw, ...rest } = entry;
  connection.prepare<SqlValue[], unknown>(DETAILS).run(written.id, JSON.stringify(rest), raw);
}

/** VersionInfo is a text of the registry: `1.1` counts as 1, what is no number as 0. */
function versionOf(text: string): number {
  const number = Number.parseInt(text, 10);
  return Number.isSafeInteger(number) ? number : 0;
}

function isWhole(entry: DocumentEntry | ListedEntry): entry is DocumentEntry {
  return "raw" in entry;
}

function toCached({ id, unique_id, entry_uuid, line }: LineRow): CachedEntry {
  // Not a copy: a list is thousands of them, and what was just read is nobody else's.
  return Object.assign(listedOf(line), { shortId: `X${id}`, uniqueId: unique_id, entryUuid: entry_uuid });
}

/** What is listed may have changed since the whole was given: the state, when the registry no longer shows the entry. */
function toEntry(row: EntryRow): DocumentEntry {
  const whole = parseRecord(row.entry) as unknown as Omit<DocumentEntry, "raw">;
  const { availability, visibility } = listedOf(row.line);
  return { ...whole, availability, visibility, raw: row.raw };
}
