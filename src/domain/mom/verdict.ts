/** `unknown`: it cannot be determined. */
export type MomVerdict = "met" | "not_met" | "unknown";

/** How many are still missing; none when more were counted than wanted. */
export function missingOf(wanted: number, counted: number): number {
  return Math.max(0, wanted - counted);
}

/**
 * Met when every practitioner has everything. What cannot be relied upon makes it unknown whatever the figures are; what may only have
 * been forgotten (`incomplete`: exchanges that no version counted) does not make what is met less met, but what is not met may be.
 */
export function verdictOf(
  practitioners: readonly { readonly met: boolean }[],
  doubts: { readonly unreliable: boolean; readonly incomplete: boolean },
): MomVerdict {
  if (doubts.unreliable || practitioners.length === 0) return "unknown";
  if (practitioners.every(({ met }) => met)) return "met";
  return doubts.incomplete ? "unknown" : "not_met";
}
