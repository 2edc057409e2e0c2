import type { IsoInstant } from "../../../domain/identity/types.js";
import type { DmpCache, DmpSyncState, DmpView } from "../../../store/dmp-cache.port.js";
import { firstContactFrom, OVERLAP_MS } from "./bounds.js";
import { changesSince } from "./later.js";
import type { Registry } from "./registry.js";
import { listWhole } from "./whole.js";

/** `cache`: nothing was asked; `changes`: what changed since the last time; `whole`: everything within the bound. */
export type SyncWay = "cache" | "changes" | "whole";

export interface SyncOptions {
  readonly now: Date;
  /** Asks for everything again. */
  readonly refresh?: boolean | undefined;
  /** Acts from this day on, when it is before the bound of the first contact. */
  readonly since?: IsoInstant | undefined;
  /** Age in milliseconds under which the cache is taken as it is (DMP/UX.34). */
  readonly maxAgeMs: number;
}

/** Whether the cache answers alone: nothing is asked then, and nothing needs to be connected. */
export function isFresh(state: DmpSyncState | null, { now, refresh, since, maxAgeMs }: SyncOptions): boolean {
  if (state === null || refresh === true || isBefore(since, state.from)) return false;
  const age = now.getTime() - Date.parse(state.at);
  return age >= 0 && age < maxAgeMs;
}

/**
 * Brings the cache of one view up to date by the official bounded algorithm (dmp.md TD3.1): everything within two years at first
 * contact, or when more is asked for; later what changed only.
 */
export async function synchronise(
  cache: DmpCache,
  view: DmpView,
  registry: () => Registry,
  options: SyncOptions,
): Promise<{ readonly state: DmpSyncState; readonly way: SyncWay }> {
  const before = await cache.sync(view);
  if (before !== null && isFresh(before, options)) return { state: before, way: "cache" };
  const at = options.now.toISOString();
  if (before !== null && options.refresh !== true && !isBefore(options.since, before.from)) {
    const state = { syncedUntil: at, from: before.from, at };
    const since = new Date(Date.parse(before.syncedUntil) - OVERLAP_MS).toISOString();
    const changed = await changesSince(registry(), since, await cache.entries(view));
    if (changed !== null) {
      await cache.put(view, changed, state);
      return { state, way: "changes" };
    }
  }
  // A wider bound that was once asked for is kept, but by who asks for everything again: a later listing must not lose what an
  // earlier one showed.
  const from = earliest(firstContactFrom(options.now), options.since, options.refresh === true ? undefined : before?.from);
  const state = { syncedUntil: at, from, at };
  await cache.put(view, await listWhole(registry(), from), state, { reset: true });
  return { state, way: "whole" };
}

function isBefore(one: IsoInstant | undefined, other: IsoInstant): boolean {
  return one !== undefined && Date.parse(one) < Date.parse(other);
}

function earliest(first: IsoInstant, ...others: readonly (IsoInstant | undefined)[]): IsoInstant {
  let found = first;
  for (const other of others) if (other !== undefined && isBefore(other, found)) found = other;
  return found;
}
