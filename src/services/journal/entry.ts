import { localInstant } from "../../domain/local-time.js";
import type { Actor } from "../../domain/ports.js";
import type { JournalLine } from "../../store/journal.port.js";
import { isWord, safeDetails } from "./details.js";
import { ruleOf } from "./kinds.js";

/** One line of the journal as people and other programs may read it: who, when, what, on whom (an id), with which result. */
export interface JournalEntry {
  /** `T42` */
  readonly id: string;
  readonly seq: number;
  /** Local time where it was written, with its offset: `2026-11-25T19:02:11.123+01:00`. */
  readonly at: string;
  readonly kind: string;
  /** French. */
  readonly label: string;
  readonly user: string;
  readonly rpps: string | null;
  readonly authMode: Actor["authMode"];
  readonly patient: string | null;
  readonly run: string | null;
  /** The téléservice that was called. */
  readonly service: string | null;
  readonly messageId: string | null;
  /** Return code of the téléservice, or the decision. */
  readonly code: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly digest: string;
}

export function toEntry(line: JournalLine): JournalEntry {
  const rule = ruleOf(line.kind);
  return {
    id: line.id,
    seq: line.seq,
    at: localInstant(line.at, line.offset),
    kind: line.kind,
    label: rule?.label ?? line.kind,
    user: line.actor.userId,
    rpps: line.actor.rpps,
    authMode: line.actor.authMode,
    patient: line.patientId ?? null,
    run: line.runId ?? null,
    service: rule?.service ?? null,
    messageId: line.messageId ?? null,
    code: codeOf(line.code),
    details: rule === null ? {} : safeDetails(rule.details, line.data),
    digest: line.digest,
  };
}

/** `OK`, `KO`, and codes of the DMP and of XDS registries; the others are words: `00`, `insi_102`, `network.timeout`. */
const CAPITALS = /^(?:OK|KO|(?:XDS|DMP)[A-Za-z]{1,60})$/;

/** Codes come from services: what does not look like one is not repeated. */
function codeOf(code: string | undefined): string | null {
  if (code === undefined) return null;
  return CAPITALS.test(code) || isWord(code) ? code : "?";
}

/** `from=provisoire to=qualifiee`: details on one line. */
export function detailsText(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}=${typeof value === "object" ? compact(value) : String(value)}`)
    .join(" ");
}

function compact(value: unknown): string {
  if (Array.isArray(value)) return value.join(",");
  return Object.entries(Object(value))
    .map(([key, each]) => `${key}:${each}`)
    .join(",");
}
