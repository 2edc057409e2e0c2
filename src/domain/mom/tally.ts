import type { ExchangeState, NotCounted } from "../exchange/exchange.js";
import { type MomReason, nearest, reasonOf } from "./reason.js";
import type { MomUnit } from "./thresholds.js";

/** What decides of documents that have it in common. */
export interface TallyKind {
  readonly state: ExchangeState;
  readonly notCounted: NotCounted | null;
  readonly qualified: boolean;
}

/** So many documents of one kind. */
export interface TallyCell extends TallyKind {
  readonly count: number;
}

/** So many exchanges that each carry these documents together. */
export interface TallyGroup {
  readonly documents: readonly TallyKind[];
  readonly count: number;
}

/** How many exchanges count, and how many do not for each reason. */
export interface Tally {
  readonly counted: number;
  readonly others: ReadonlyMap<MomReason, number>;
}

/**
 * Counts one service of one practitioner. As messages: as many as documents, but those of one message are one, counted as the one that came
 * nearest to counting.
 * @param early what is before the first day looked at
 */
export function tally(
  unit: MomUnit,
  within: { readonly cells: readonly TallyCell[]; readonly groups: readonly TallyGroup[] },
  early: { readonly cells: readonly TallyCell[]; readonly groups: readonly TallyGroup[] },
): Tally {
  const counts = new Map<MomReason | null, number>();
  const add = (reason: MomReason | null, count: number) => counts.set(reason, (counts.get(reason) ?? 0) + count);
  for (const [{ cells, groups }, isEarly] of [[within, false] as const, [early, true] as const]) {
    for (const cell of cells) add(reasonOf(cell, isEarly), cell.count);
    if (unit === "document") continue;
    for (const { documents, count } of groups) {
      const reasons = documents.map((each) => reasonOf(each, isEarly));
      for (const reason of reasons) add(reason, -count);
      add(nearest(reasons), count);
    }
  }
  const counted = counts.get(null) ?? 0;
  const others = [...counts].flatMap(([reason, count]) => (reason === null || count === 0 ? [] : [[reason, count] as const]));
  return { counted, others: new Map(others) };
}
