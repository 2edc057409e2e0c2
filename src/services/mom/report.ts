import type { ExchangeLine, ExchangeService, NotCounted } from "../../domain/exchange/exchange.js";
import type { IsoDate, IsoInstant } from "../../domain/identity/types.js";

/** Whether a practice is in working order (mise en ordre de marche), practitioner by practitioner. */
export interface MomReport {
  readonly cabinet: { readonly name: string; readonly environment: string };
  readonly since: IsoDate | null;
  readonly madeAt: IsoInstant;
  /** `unknown`: it cannot be determined, `reasons` say why (exit 2). */
  readonly verdict: "met" | "not_met" | "unknown";
  readonly reasons: readonly { readonly code: string; readonly message: string; readonly advice: string }[];
  readonly practitioners: readonly MomPractitioner[];
  readonly thresholds: { readonly version: string; readonly source: string; readonly date: IsoDate };
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
  readonly wanted: number;
  readonly counted: number;
  readonly missing: number;
  readonly met: boolean;
  /** The items that make the threshold, oldest first, `wanted` at most. */
  readonly items: readonly ExchangeLine[];
  /** Sent or tried, and not counted: why, how many, the newest of them. */
  readonly others: readonly {
    readonly reason: MomReason;
    readonly label: string;
    readonly count: number;
    readonly newest: readonly ExchangeLine[];
  }[];
  /** What could be sent next, best first, with the command that does it. */
  readonly candidates: readonly { readonly patientId: string; readonly document: string; readonly run: string }[];
}

/** `identity`: not qualified at the time; `failed`: it reached nobody. */
export type MomReason = NotCounted | "identity" | "failed";
