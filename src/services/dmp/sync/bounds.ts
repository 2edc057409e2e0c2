import { SYSTEMS } from "../../../domain/document/code.js";
import type { ListedEntry } from "../../../domain/document/entry.js";
import type { IsoInstant } from "../../../domain/identity/types.js";

/** The first contact never asks for acts older than this (« Official sync algorithm », dmp.md TD3.1). */
export const FIRST_CONTACT_YEARS = 2;

/** The history of vaccinations is one document for a life: it is asked without any bound of date. */
export const VACCINATIONS = { code: "11369-6", system: SYSTEMS.loinc, label: "Historique de vaccinations" } as const;

/** Objects in one query (dmp.md TD3.1: batches of 20), unless the setting `dmp.syncBatch` says another number. */
export const BATCH = 20;

/**
 * How far before the last synchronisation the next one asks. The submission time is written by the software that submits: one whose
 * clock is late, or that sends again from its queue what a cut had stopped, gives a time that is already past.
 */
export const OVERLAP_MS = 24 * 3_600_000;

/** Above so many submissions a whole listing costs less than asking about each. */
export const MANY_SETS = 200;

/** From when the first contact asks. */
export function firstContactFrom(now: Date): IsoInstant {
  const from = new Date(now);
  from.setUTCFullYear(from.getUTCFullYear() - FIRST_CONTACT_YEARS);
  // The 29th of February of a year that has none becomes the 1st of March: never more than the bound.
  return from.toISOString();
}

/** Instant of the act: what `serviceStartTimeFrom` looks at. */
export function actInstant(entry: Pick<ListedEntry, "serviceStart" | "creationTime">): IsoInstant {
  return entry.serviceStart ?? entry.creationTime;
}

/** Whether a listing bounded by `from` has this entry. */
export function isWithin(entry: ListedEntry, from: IsoInstant): boolean {
  return entry.typeCode.code === VACCINATIONS.code || Date.parse(actInstant(entry)) >= Date.parse(from);
}

/** In batches of `size`. */
export function* batches<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}
