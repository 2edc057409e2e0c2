import { typeOf } from "../../documents/vocabularies/types.js";
import { TRANSACTIONS, VIHF_MODES } from "../../domain/dmp/transaction.js";
import { PROOFS } from "../../domain/identity/proofs.js";

/** Name shown → how it is read from `data`. */
export type Details = Readonly<Record<string, (data: Readonly<Record<string, unknown>>) => unknown>>;

/** Shows these keys as they are. */
export function pick(...keys: readonly string[]): Details {
  return Object.fromEntries(keys.map((key) => [key, (data: Readonly<Record<string, unknown>>) => data[key]]));
}

/** The code of a document of the reference list, without the name of who saw it; a code of the cabinet's own could be anything. */
export function proofType(data: Readonly<Record<string, unknown>>): unknown {
  const proof = data.proof ?? data.removed;
  const type = isRecord(proof) ? proof.type : undefined;
  return PROOFS.some(({ code }) => code === type) ? type : undefined;
}

/** Codes of documents (`57833-6`, `PRESC-BIO`), of the official table only: upper-case words could be names. */
export function typeCodes({ type, types }: Readonly<Record<string, unknown>>): unknown {
  const codes = Array.isArray(types) ? types : [type];
  const known = codes.filter((code): code is string => typeof code === "string" && typeOf(code) !== null);
  return known.length === 0 ? undefined : known.join(" ");
}

/** `TD2.1`, of the closed list. */
export function transaction(data: Readonly<Record<string, unknown>>): unknown {
  return TRANSACTIONS.find((known) => known === data.transaction);
}

/** Mode of a VIHF, of the closed list. */
export function vihfMode({ mode }: Readonly<Record<string, unknown>>): unknown {
  return VIHF_MODES.find((known) => known === mode);
}

/** Identifier of a SAML assertion: an underscore and a UUID. */
export function vihfId({ vihf }: Readonly<Record<string, unknown>>): unknown {
  return typeof vihf === "string" && /^_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(vihf) ? vihf : undefined;
}

/** Head of the journal: a place and a digest. */
export function journalHead({ journal }: Readonly<Record<string, unknown>>): unknown {
  return typeof journal === "string" && /^\d{1,15}:[0-9a-f]{64}$/.test(journal) ? journal : undefined;
}

/** Values checked by their own reader against a closed list. */
const CHECKED = new Set<unknown>([proofType, typeCodes, transaction, vihfMode, vihfId, journalHead]);

/** What Pro Santé Connect says of how somebody came (psc.md: `CARD`, `MOBILE`), as a word of ours. */
export function pscMeans({ authMode }: Readonly<Record<string, unknown>>): unknown {
  return authMode === "CARD" || authMode === "MOBILE" ? authMode.toLowerCase() : undefined;
}

/**
 * What of a line may be shown: the keys of its kind only, and of these only what looks like a word of ours. So neither a trait,
 * nor an INS, nor what somebody typed comes out, even if it were written where it does not belong.
 */
export function safeDetails(details: Details, data: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  if (data === undefined) return shown;
  for (const [name, read] of Object.entries(details)) {
    const value = read(data);
    if (name === "documents" && Array.isArray(value) && value.length === 0) continue;
    if (CHECKED.has(read) ? value !== undefined : isSafe(value)) shown[name] = value;
  }
  return shown;
}

/**
 * Words of the program, dates, identifiers (`P42`, `T7`, `M12.1`, digests): `search.traits`, `patient export`, `cabinet key --export`,
 * `2026-11-25T08:00:00.000Z`.
 */
const WORD = /^(?:[a-z0-9][\w.:+-]*(?: [a-z]+(?: --[a-z-]+)?)?|[A-Z]\d+(?:\.\d+)?)$/;
/** As long as a matricule, alone. */
const NUMBER = /(?<![0-9a-f])\d{13,15}(?![0-9a-f])/;

export function isWord(text: string): boolean {
  return text.length <= 64 && WORD.test(text) && !NUMBER.test(text);
}

function isSafe(value: unknown): boolean {
  if (typeof value === "number") return Math.abs(value) < 1e12;
  if (typeof value === "boolean") return true;
  if (typeof value === "string") return isWord(value);
  if (Array.isArray(value)) return value.every((each) => typeof each === "string" && isWord(each));
  if (!isRecord(value)) return false;
  return Object.entries(value).every(
    ([key, each]) => isWord(key) && (typeof each === "number" || typeof each === "string") && isSafe(each),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
