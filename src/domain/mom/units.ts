import type { ExchangeLine } from "../exchange/exchange.js";
import type { IsoDate } from "../identity/types.js";
import { type MomReason, nearest, reasonOfLine } from "./reason.js";
import type { MomUnit } from "./thresholds.js";

/** One exchange as the MOM counts it. */
export interface CountedUnit {
  /** The line that stands for it: its first document that counts, else the one that came nearest. */
  readonly line: ExchangeLine;
  /** Null: it counts. */
  readonly reason: MomReason | null;
}

/**
 * Lines of one practitioner and one service as exchanges: each document by itself, or each message whatever the number of its documents.
 * In the order of the first line of each.
 */
export function unitsOf(lines: readonly ExchangeLine[], unit: MomUnit, since: IsoDate | null): readonly CountedUnit[] {
  if (unit === "document") return lines.map((line) => ({ line, reason: reasonOfLine(line, since) }));
  const messages = new Map<string, ExchangeLine[]>();
  for (const line of lines) {
    const of = messages.get(line.exchange);
    if (of === undefined) messages.set(line.exchange, [line]);
    else of.push(line);
  }
  return [...messages.values()].map((of) => standingFor(of, since));
}

function standingFor(lines: readonly ExchangeLine[], since: IsoDate | null): CountedUnit {
  const inOrder = [...lines].sort((a, b) => placeOf(a) - placeOf(b));
  const reason = nearest(inOrder.map((line) => reasonOfLine(line, since)));
  const line = inOrder.find((each) => reasonOfLine(each, since) === reason) ?? (inOrder[0] as ExchangeLine);
  return { line, reason };
}

/** `E12` → 12: lines are numbered in the order in which they were written. */
function placeOf({ id }: Pick<ExchangeLine, "id">): number {
  return Number(id.slice(1));
}
