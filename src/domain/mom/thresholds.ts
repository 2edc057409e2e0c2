import type { ExchangeService } from "../exchange/exchange.js";
import type { IsoDate } from "../identity/types.js";

/**
 * What one exchange is counted as. `document`: each document that the DMP registered · `message`: a message, whatever the number of its
 * documents.
 */
export const MOM_UNITS = ["document", "message"] as const;
export type MomUnit = (typeof MOM_UNITS)[number];

/** How many exchanges of one service are wanted of each practitioner. */
export interface MomThreshold {
  readonly service: ExchangeService;
  readonly wanted: number;
  readonly unit: MomUnit;
}

/** What a practice must have done to be in working order. Data, since no public text gives these figures (product.md §1.1). */
export interface MomThresholds {
  readonly version: string;
  /** French: the text that they come from. */
  readonly source: string;
  readonly date: IsoDate;
  /** Each service once at most. */
  readonly indicators: readonly MomThreshold[];
}
