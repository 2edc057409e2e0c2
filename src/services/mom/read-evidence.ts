import { EXCHANGE_SERVICES } from "../../domain/exchange/exchange.js";
import { evidenceUnreadable } from "./errors.js";
import { EVIDENCE_SCHEMA, type MomEvidence } from "./evidence.js";

/** Longest file that is read: some hundred practitioners with their thresholds reached. */
export const EVIDENCE_BYTES = 16 * 1_048_576;

/** Reads a file of evidence. What it says is not believed: see `checkEvidence`. @throws {SegurError} `mom.evidence_unreadable` */
export function parseEvidence(bytes: Uint8Array): MomEvidence {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw evidenceUnreadable("Ce n'est pas du JSON en UTF-8.");
  }
  if (isDeep(value)) throw evidenceUnreadable("Ses valeurs s'emboîtent trop profondément.");
  if (!isRecord(value) || value.schema !== EVIDENCE_SCHEMA) throw evidenceUnreadable(`Son schéma n'est pas ${EVIDENCE_SCHEMA}.`);
  const { cabinet, journal, practitioners } = value;
  const whole =
    isRecord(cabinet) &&
    typeof cabinet.instanceId === "string" &&
    isRecord(journal) &&
    typeof journal.head === "string" &&
    /^\d{1,15}:[0-9a-f]{64}$/.test(journal.head) &&
    listOf(practitioners, isPractitioner);
  if (!whole) throw evidenceUnreadable("Il y manque ce qu'un dossier de preuve contient toujours.");
  return value as unknown as MomEvidence;
}

/** A true one has eight levels. */
function isDeep(value: unknown, left = 10): boolean {
  if (typeof value !== "object" || value === null) return false;
  return left === 0 || Object.values(value).some((each) => isDeep(each, left - 1));
}

function isPractitioner(value: Readonly<Record<string, unknown>>): boolean {
  return isRpps(value.rpps) && typeof value.met === "boolean" && listOf(value.indicators, isIndicator);
}

function isIndicator({ service, wanted, counted, missing, met, items }: Readonly<Record<string, unknown>>): boolean {
  const figures = [wanted, counted, missing].every((each) => Number.isSafeInteger(each));
  return EXCHANGE_SERVICES.some((known) => known === service) && figures && typeof met === "boolean" && listOf(items, isItem);
}

function isItem({ trace, exchange, digest, document }: Readonly<Record<string, unknown>>): boolean {
  return (
    named("T", trace) &&
    named("O", exchange) &&
    (document === null || named("D", document)) &&
    (digest === null || (typeof digest === "string" && /^[0-9a-f]{64}$/.test(digest)))
  );
}

function named(letter: string, value: unknown): boolean {
  return typeof value === "string" && new RegExp(`^${letter}\\d{1,15}$`).test(value);
}

function isRpps(value: unknown): boolean {
  return typeof value === "string" && /^\d{11}$/.test(value);
}

function listOf(value: unknown, is: (item: Readonly<Record<string, unknown>>) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isRecord(item) && is(item));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
