import { DIRECTORY_FAULT_KINDS, type NewDirectoryFault } from "../directory/script.js";
import type { DmpCallRecord } from "../dmp/call-log.js";
import { DMP_FAULT_KINDS, type NewDmpFault } from "../dmp/script.js";
import type { DmpDocumentReport, DmpFilling } from "../dmp/service.js";
import type { RuleOf } from "../fault-rules.js";
import type { CallRecord } from "../insi/call-log.js";
import { FAULT_KINDS, type NewFault } from "../insi/script.js";
import type { MailDelivery } from "../mail/delivery-log.js";
import { MSS_FAULT_KINDS, type NewMssFault } from "../mail/script.js";
import { type MailFilled, type MailFilling, MOST_AT_ONCE, MOST_MESSAGES } from "../mail/week/filling.js";
import { MOST_PEOPLE, type Population } from "../populations.js";
import type { DecisionReport } from "../psc/phone.js";
import { type NewPscFault, PSC_FAULT_KINDS } from "../psc/script.js";
import type { DecisionOrder, SandboxStatus, TokenOrder } from "./messages.js";

/** What comes over the control connection is checked on both sides: two versions of segur may meet there. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

const isNumber = (value: unknown, least: number, most: number): boolean =>
  typeof value === "number" && value >= least && value <= most;

export function isPopulation(value: unknown): value is Population {
  if (!isRecord(value)) return false;
  const { seed, count } = value;
  return Number.isInteger(seed) && isNumber(seed, 0, 0xffffffff) && Number.isInteger(count) && isNumber(count, 1, MOST_PEOPLE);
}

export function isNewFault(value: unknown): value is NewFault {
  return isFaultAmong(FAULT_KINDS, value);
}

export function isNewPscFault(value: unknown): value is NewPscFault {
  return isFaultAmong(PSC_FAULT_KINDS, value);
}

export function isNewDmpFault(value: unknown): value is NewDmpFault {
  return isFaultAmong(DMP_FAULT_KINDS, value);
}

export function isNewMssFault(value: unknown): value is NewMssFault {
  return isFaultAmong(MSS_FAULT_KINDS, value);
}

export function isNewDirectoryFault(value: unknown): value is NewDirectoryFault {
  return isFaultAmong(DIRECTORY_FAULT_KINDS, value);
}

export function isTokenOrder(value: unknown): value is TokenOrder {
  if (!isRecord(value) || typeof value.nationalId !== "string") return false;
  return value.lifetimeS === undefined || (Number.isInteger(value.lifetimeS) && isNumber(value.lifetimeS, -86_400, 86_400));
}

export function isToken(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}

export function isMailDeliveries(value: unknown): value is readonly MailDelivery[] {
  return (
    Array.isArray(value) && value.every((one) => isRecord(one) && typeof one.sha256 === "string" && Array.isArray(one.recipients))
  );
}

/** More would not be a DMP any more. */
export const MOST_DMP_DOCUMENTS = 20_000;

export function isMailFilling(value: unknown): value is MailFilling {
  if (!isRecord(value) || typeof value.mailbox !== "string") return false;
  const { seed, total, from, count, population } = value;
  const whole = [seed, total, from, count].every((one) => Number.isInteger(one));
  return (
    whole &&
    isNumber(seed, 0, 0xffffffff) &&
    isNumber(total, 1, MOST_MESSAGES) &&
    isNumber(from, 0, MOST_MESSAGES) &&
    isNumber(count, 1, MOST_AT_ONCE) &&
    (population === null || isPopulation(population))
  );
}

export function isMailFilled(value: unknown): value is MailFilled | null {
  if (value === null) return true;
  return (
    isRecord(value) && isNumber(value.messages, 0, MOST_AT_ONCE) && isNumber(value.bytes, 0, 2 ** 40) && isRecord(value.kinds)
  );
}

export function isDmpFilling(value: unknown): value is DmpFilling {
  if (!isRecord(value) || typeof value.matricule !== "string" || !/^[0-9AB]{15}$/.test(value.matricule)) return false;
  return Number.isInteger(value.count) && isNumber(value.count, 1, MOST_DMP_DOCUMENTS);
}

export function isDmpCalls(value: unknown): value is readonly DmpCallRecord[] {
  return Array.isArray(value) && value.every((call) => isRecord(call) && typeof call.outcome === "string");
}

export function isDmpDocuments(value: unknown): value is readonly DmpDocumentReport[] {
  return (
    Array.isArray(value) &&
    value.every((one) => isRecord(one) && typeof one.uniqueId === "string" && typeof one.status === "string")
  );
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

function isFaultAmong(kinds: readonly string[], value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { kind, rate, count, delayMs } = value;
  if (!kinds.some((known) => known === kind)) return false;
  if (rate !== undefined && (rate === 0 || !isNumber(rate, 0, 1))) return false;
  if (count !== undefined && !(Number.isInteger(count) && isNumber(count, 1, Number.MAX_SAFE_INTEGER))) return false;
  return delayMs === undefined || isNumber(delayMs, 0, 600_000);
}

export function isDecisionOrder(value: unknown): value is DecisionOrder {
  if (!isRecord(value)) return false;
  return (value.decision === "approve" || value.decision === "refuse") && isNumber(value.afterMs, 0, 600_000);
}

export function isDecisionReport(value: unknown): value is DecisionReport {
  return isRecord(value) && (value.target === "pending" || value.target === "next") && typeof value.afterMs === "number";
}

export function isFaultRules<Kind extends string>(value: unknown): value is readonly RuleOf<Kind>[] {
  return Array.isArray(value) && value.every((rule) => isRecord(rule) && typeof rule.kind === "string");
}

export function isCallRecords(value: unknown): value is readonly CallRecord[] {
  return Array.isArray(value) && value.every((record) => isRecord(record) && typeof record.outcome === "string");
}

export function isStatus(value: unknown): value is SandboxStatus {
  if (!isRecord(value) || typeof value.url !== "string" || typeof value.startedAt !== "string") return false;
  const { people, calls, faults, psc, dmp, mail, directory } = value;
  if (psc !== undefined && !isPscStatus(psc)) return false;
  if (dmp !== undefined && !(isRecord(dmp) && typeof dmp.url === "string" && isRecord(dmp.calls) && isFaultRules(dmp.faults)))
    return false;
  for (const one of [mail, directory]) {
    if (one !== undefined && !(isRecord(one) && isRecord(one.calls) && isFaultRules(one.faults))) return false;
  }
  if (!isRecord(people) || !Array.isArray(people.populations) || typeof people.official !== "number") return false;
  return isRecord(calls) && typeof calls.total === "number" && isRecord(calls.outcomes) && isFaultRules(faults);
}

function isPscStatus(value: unknown): boolean {
  if (!isRecord(value) || typeof value.issuer !== "string" || typeof value.proxyUrl !== "string") return false;
  return isFaultRules(value.faults) && Array.isArray(value.pending) && Array.isArray(value.armed);
}
