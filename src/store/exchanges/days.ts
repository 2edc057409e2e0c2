import type { IsoDate, IsoInstant } from "../../domain/identity/types.js";
import { localInstant } from "../../domain/local-time.js";

/** A day as the ledger keeps it: 20261126. @param offset minutes east of UTC where the line was written */
export function localDay(at: IsoInstant, offset: number): number {
  return dayNumber(localInstant(at, offset).slice(0, 10));
}

export function dayNumber(day: IsoDate): number {
  return Number(day.replaceAll("-", ""));
}

export function isoDay(day: number): IsoDate {
  const text = String(day);
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
}

const FOREVER = 99_991_231;

/** Both ends included; open where nothing is asked. */
export function boundsOf({ from, to }: { readonly from?: IsoDate | undefined; readonly to?: IsoDate | undefined }) {
  return { from: from === undefined ? 0 : dayNumber(from), to: to === undefined ? FOREVER : dayNumber(to) };
}
