import type { ExchangeLine, ExchangeService } from "../../domain/exchange/exchange.js";
import type { IsoDate, IsoInstant } from "../../domain/identity/types.js";
import type { MomReason } from "../../domain/mom/reason.js";
import type { MomUnit } from "../../domain/mom/thresholds.js";
import type { MomVerdict } from "../../domain/mom/verdict.js";

/** Whether a practice is in working order (mise en ordre de marche), practitioner by practitioner. */
export interface MomReport {
  readonly cabinet: { readonly name: string; readonly environment: string };
  readonly since: IsoDate | null;
  readonly madeAt: IsoInstant;
  /** `unknown`: it cannot be determined, `reasons` say why (exit 2). */
  readonly verdict: MomVerdict;
  readonly reasons: readonly MomDoubt[];
  readonly practitioners: readonly MomPractitioner[];
  readonly thresholds: { readonly version: string; readonly source: string; readonly date: IsoDate };
  /** French: what a reader must know of these figures (a sandbox, exchanges that no version counted). */
  readonly notices: readonly string[];
}

/** Why the verdict cannot be determined. */
export interface MomDoubt {
  /** Stable: `mom.rpps_unknown`. */
  readonly code: string;
  /** French. */
  readonly message: string;
  /** French: the command to run. */
  readonly advice: string;
}

export interface MomPractitioner {
  readonly rpps: string;
  /** Of the user of the cabinet with this RPPS, or null. */
  readonly name: string | null;
  readonly met: boolean;
  readonly indicators: readonly MomIndicator[];
}

export interface MomIndicator {
  readonly service: ExchangeService;
  readonly label: string;
  /** What one of them is: a document, or a message whatever the number of its documents. */
  readonly unit: MomUnit;
  readonly wanted: number;
  readonly counted: number;
  readonly missing: number;
  readonly met: boolean;
  /** Items that make the threshold, `wanted` at most, oldest first: the newest that count, which a purge of the journal takes last. */
  readonly items: readonly ExchangeLine[];
  /** Sent or tried, and not counted: why, how many, the newest of them. */
  readonly others: readonly {
    readonly reason: MomReason;
    readonly label: string;
    readonly count: number;
    readonly newest: readonly ExchangeLine[];
  }[];
  /** What could be sent next, best first, with the command that does it. */
  readonly candidates: readonly MomCandidate[];
}

export interface MomCandidate {
  readonly patientId: string;
  readonly document: string;
  /** `segur dmp push D12`: never run by itself. */
  readonly run: string;
}
