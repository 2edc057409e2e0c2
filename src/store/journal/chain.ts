import { createRequire } from "node:module";

/** A row of the journal as the digest sees it, but for its place and its salt. `data` is the stored JSON text. */
export interface ChainedColumns {
  readonly kind: string;
  readonly at: string;
  /** Minutes east of UTC where it was written. */
  readonly offset: number;
  readonly userId: string;
  readonly rpps: string | null;
  readonly authMode: string;
  /** Row of the patient. */
  readonly patient: number | null;
  readonly runId: string | null;
  readonly messageId: string | null;
  readonly code: string | null;
  readonly data: string | null;
}

/** The last link of a chain: how many lines it has counted, and the digest of the last one. */
export interface ChainEnd {
  readonly seq: number;
  /** SHA-256, 64 hexadecimal digits. */
  readonly digest: string;
}

/** Before the first line. */
export const START: ChainEnd = { seq: 0, digest: "0".repeat(64) };

/**
 * What is hashed: one value a line, the digest of the line before first. A text that may be null has `=` before it, so that an
 * empty one is not a missing one. No value holds a line feed when it is written ({@link oneLine}), hence a tampered row that
 * gives the same text as the true one is the true one.
 */
export function chainedText(before: string, seq: number, salt: string, row: ChainedColumns): string {
  return (
    `${before}\n${salt}\n${seq}\n${row.kind}\n${row.at}\n${row.offset}\n${row.userId}\n${given(row.rpps)}\n${row.authMode}\n` +
    `${given(row.patient)}\n${given(row.runId)}\n${given(row.messageId)}\n${given(row.code)}\n${given(row.data)}`
  );
}

function given(value: string | number | null): string {
  return value === null ? "" : `=${value}`;
}

/** SHA-256 of the UTF-8 of a text, in hexadecimal. */
export function sha256(text: string): string {
  return crypto().hash("sha256", text, "hex");
}

/** Halves of characters too: as bytes they are no text, and would not be read back as they were written. */
const UNEVEN = /[\n\ud800-\udfff]/;
const LINE_FEEDS_AND_HALVES = /[\n\p{Surrogate}]/gu;

/** Values that may come from a service are kept on one line: see {@link chainedText}. */
export function oneLine(text: string): string;
export function oneLine(text: string | null): string | null;
export function oneLine(text: string | null): string | null {
  return text === null || !UNEVEN.test(text) ? text : text.replace(LINE_FEEDS_AND_HALVES, "\ufffd");
}

const SALT = 16;
let salts = "";
let used = 0;

/**
 * 96 random bits, in 16 characters. Without them, whoever holds the digest of a purged line could find what it said by trying:
 * a patient, a user and a minute are few. They go away with the line.
 */
export function newSalt(): string {
  if (used === salts.length) {
    salts = crypto()
      .randomBytes(12 * 512)
      .toString("base64url");
    used = 0;
  }
  used += SALT;
  return salts.slice(used - SALT, used);
}

let loaded: typeof import("node:crypto") | undefined;

/** Loaded when something is first written: a search, which writes nothing, should not pay 2 ms for it. */
function crypto(): typeof import("node:crypto") {
  loaded ??= createRequire(import.meta.url)("node:crypto") as typeof import("node:crypto");
  return loaded;
}
