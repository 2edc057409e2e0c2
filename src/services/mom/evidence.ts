import type { ExchangeLine, ExchangeService } from "../../domain/exchange/exchange.js";
import type { IdentityStatus, IsoDate, IsoInstant } from "../../domain/identity/types.js";
import type { MomReason } from "../../domain/mom/reason.js";
import type { MomThresholds, MomUnit } from "../../domain/mom/thresholds.js";
import type { MomVerdict } from "../../domain/mom/verdict.js";

/** An exchange, and the line of the journal that says so. Ids, types and dates only: nobody's name. */
export interface EvidenceItem {
  /** `O7`, `D12`; null: words. */
  readonly exchange: string;
  readonly document: string | null;
  readonly type: string | null;
  readonly day: IsoDate;
  readonly at: IsoInstant;
  /** At sending time. */
  readonly identityStatus: IdentityStatus | null;
  readonly rpps: string | null;
  readonly finess: string | null;
  /** `T42`: the line of the journal, and its digest (`journal verify` confirms both); null: a purge took the line away. */
  readonly trace: string;
  readonly digest: string | null;
}

export interface EvidenceIndicator {
  readonly service: ExchangeService;
  readonly unit: MomUnit;
  readonly wanted: number;
  readonly counted: number;
  readonly missing: number;
  readonly met: boolean;
  readonly items: readonly EvidenceItem[];
  readonly others: readonly { readonly reason: MomReason; readonly count: number; readonly newest: readonly EvidenceItem[] }[];
}

/**
 * The evidence of a MOM report (`segur.mom.evidence/1`): what counts, each item with its line of the journal, and the head of a journal that
 * was verified whole. One canonical text, so that its SHA-256, which the journal keeps (`mom.reported`), tells any change.
 */
export interface MomEvidence {
  readonly schema: typeof EVIDENCE_SCHEMA;
  readonly cabinet: {
    readonly instanceId: string;
    readonly environment: string;
    /** `structure.id`: FINESS or SIRET. */
    readonly structure: string | null;
  };
  readonly madeAt: IsoInstant;
  readonly since: IsoDate | null;
  readonly verdict: MomVerdict;
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
  readonly notices: readonly string[];
  readonly thresholds: MomThresholds;
  readonly practitioners: readonly {
    readonly rpps: string;
    readonly met: boolean;
    readonly indicators: readonly EvidenceIndicator[];
  }[];
  readonly journal: {
    /** `42:9f86…`, for `journal verify --expect`. */
    readonly head: string;
    readonly lines: number;
    readonly purged: number;
  };
}

export const EVIDENCE_SCHEMA = "segur.mom.evidence/1";

/** @param digest of its line of the journal */
export function evidenceItem(line: ExchangeLine, digest: string | null): EvidenceItem {
  const { exchange, document, type, day, at, identityStatus, rpps, finess, trace } = line;
  return { exchange, document, type, day, at, identityStatus, rpps, finess, trace, digest };
}

/** JSON with its keys in order and without spaces (RFC 8785, whose numbers here are whole), and a line end: the same evidence, the same bytes. */
export function canonical(value: unknown): string {
  return `${text(value)}\n`;
}

function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(text).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${text(each)}`).join(",")}}`;
}
