import type { Identity } from "./types.js";

/**
 * What an identity was where a change touches it, kept with the trace of the change (RNIV EXI SI 06: the former values, not only that
 * they changed). Null when nothing that was known is replaced: a first INS replaces none.
 */
export function previousOf(before: Identity, after: Identity): Readonly<Record<string, unknown>> | null {
  const previous: Record<string, unknown> = {};
  for (const [trait, value] of Object.entries(before.traits)) {
    if (!same(value, Object(after.traits)[trait])) previous[trait] = value;
  }
  for (const part of ["ins", "attributes", "proof"] as const) {
    if (before[part] !== null && !same(before[part], after[part])) previous[part] = before[part];
  }
  return Object.keys(previous).length === 0 ? null : previous;
}

function same(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === "object" && JSON.stringify(one) === JSON.stringify(other));
}
