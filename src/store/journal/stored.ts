import type { Connection } from "../connection.js";
import { type ChainEnd, chainedText, sha256 } from "./chain.js";

/** A row as SQLite gives it, in the order of {@link COLUMNS}; believed in nothing. */
export type StoredRow = readonly unknown[];

const NAMES = [
  "id",
  "kind",
  "at",
  "zone",
  "user_id",
  "rpps",
  "auth_mode",
  "patient_id",
  "run_id",
  "message_id",
  "code",
  "data",
  "salt",
  "digest",
];
const PAGE = `SELECT ${NAMES.join(", ")} FROM traces WHERE id > ? ORDER BY id LIMIT ?`;
const BYTES = `SELECT ${NAMES.slice(1)
  .map((name) => `CAST(${name} AS BLOB)`)
  .join(", ")} FROM traces WHERE id = ?`;

/** The rows that follow a place. */
export function storedRows(connection: Connection, after: number, limit: number): StoredRow[] {
  return connection.prepare<[number, number], StoredRow>(PAGE).raw().all(after, limit);
}

export function placeOf(row: StoredRow): number {
  return Number(row[0]);
}

/**
 * The end of the chain after a row that follows `before`; null when it does not: another content, another type (a text turned
 * into bytes reads the same), bytes that are no text, another digest.
 */
export function linkOf(connection: Connection, before: ChainEnd, row: StoredRow): ChainEnd | null {
  const [id, kind, at, zone, userId, rpps, authMode, patient, runId, messageId, code, data, salt, digest] = row;
  if (
    !(isNumber(id) && isText(kind) && isText(at) && isNumber(zone) && isText(userId) && isTextOrNull(rpps)) ||
    !(isText(authMode) && (patient === null || isNumber(patient)) && isTextOrNull(runId) && isTextOrNull(messageId)) ||
    !(isTextOrNull(code) && isTextOrNull(data) && isText(salt) && isText(digest))
  ) {
    return null;
  }
  const columns = { kind, at, offset: zone, userId, rpps, authMode, patient, runId, messageId, code, data };
  const text = chainedText(before.digest, id, salt, columns);
  if (sha256(text) !== digest) return null;
  // Bytes that are not UTF-8 are read as this character too: only then are they worth another look.
  if (text.includes("\ufffd") && !isUtf8(connection, id)) return null;
  return { seq: id, digest };
}

function isUtf8(connection: Connection, id: number): boolean {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const row = connection.prepare<[number], unknown[]>(BYTES).raw().get(id) ?? [];
  try {
    for (const bytes of row) if (bytes instanceof Uint8Array) decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}
