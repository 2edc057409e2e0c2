import type { ExchangeService, NotCounted } from "../../domain/exchange/exchange.js";
import type { IsoDate, IsoInstant } from "../../domain/identity/types.js";

/** A dashboard, whole (TBB/va1.03, va1.05): what every format (table, JSON, CSV, HTML) is drawn from. Figures only, nobody's name. */
export interface DashboardReport {
  readonly cabinet: { readonly name: string; readonly environment: string };
  readonly period: DashboardPeriod;
  /** Last day that is looked at; today when not asked. */
  readonly asOf: IsoDate;
  readonly madeAt: IsoInstant;
  /** What was asked; null: all. */
  readonly finess: string | null;
  readonly rpps: string | null;
  readonly services: readonly ServiceFigures[];
  readonly inbox: InboxFigures | null;
  readonly insi: InsiFigures | null;
  /** Every month of the period, empty ones included, oldest first. */
  readonly trend: readonly TrendMonth[];
  /** By structure and signatory, for each service that was counted. */
  readonly breakdown: readonly BreakdownLine[];
  readonly rules: { readonly version: string; readonly source: string; readonly date: IsoDate };
  /** French: what these figures do not hold (a version that did not count, a rate that is an estimate). */
  readonly notices: readonly string[];
}

export interface DashboardPeriod {
  readonly name: "month" | "last-month" | "year" | "last-year" | "range";
  readonly from: IsoDate;
  readonly to: IsoDate;
  /** French: `novembre 2026`, `2025`, `du 01/03/2026 au 31/05/2026`. */
  readonly label: string;
}

export interface Figures {
  readonly total: number;
  readonly qualified: number;
  readonly notQualified: number;
  readonly failed: number;
}

export interface ServiceFigures extends Figures {
  readonly service: ExchangeService;
  /** French. */
  readonly label: string;
  readonly causes: readonly Labelled[];
  readonly notCounted: readonly (Labelled & { readonly code: NotCounted })[];
  /** By type of document, the most frequent first. */
  readonly types: readonly (Labelled & { readonly qualified: number })[];
}

/** A code, what it says in French, how many. */
export interface Labelled {
  readonly code: string;
  readonly label: string;
  readonly count: number;
}

/** Received documents (MSS/UX.16 of the draft): how each was filed. */
export interface InboxFigures {
  readonly total: number;
  readonly automatic: number;
  readonly byHand: number;
  /** Neither filed nor set aside. */
  readonly waiting: number;
  readonly setAside: number;
  readonly quarantined: number;
  readonly kinds: readonly (Labelled & { readonly automatic: number; readonly byHand: number; readonly waiting: number })[];
}

/** Identities of the files at `asOf`, and what INSi answered over the period. */
export interface InsiFigures {
  readonly patients: number;
  readonly qualified: number;
  /** qualified / patients, 0 to 1; null without a patient. */
  readonly rate: number | null;
  readonly statuses: readonly Labelled[];
  /** Why the others are not qualified. */
  readonly reasons: readonly Labelled[];
  readonly calls: readonly Labelled[];
}

export interface TrendMonth {
  /** `2026-11` */
  readonly month: string;
  readonly services: Readonly<Record<ExchangeService, Figures>>;
}

export interface BreakdownLine extends Figures {
  readonly finess: string | null;
  readonly rpps: string | null;
  readonly service: ExchangeService;
}
