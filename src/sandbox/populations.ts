import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readIfThere, writePrivate } from "./files.js";
import { withLock } from "./lock.js";

/** People `0 … count-1` of a seed. Person i of a seed is the same whatever the count. */
export interface Population {
  readonly seed: number;
  readonly count: number;
}

/** More would not fit the birth registers: order numbers of one commune and month would come twice. */
export const MOST_PEOPLE = 2_000_000;

const pathOf = (directory: string): string => join(directory, "populations.json");

/** Populations written so far, one for each seed, so that INSi knows the people of every file it produced. */
export async function readPopulations(directory: string): Promise<readonly Population[]> {
  const text = await readIfThere(pathOf(directory));
  if (text === null) return [];
  try {
    const value: unknown = JSON.parse(text);
    const list = typeof value === "object" && value !== null && "populations" in value ? value.populations : null;
    return Array.isArray(list) ? list.filter(isEntry) : [];
  } catch {
    return []; // damaged: the next `sandbox people` writes it again
  }
}

function isEntry(value: unknown): value is Population {
  if (typeof value !== "object" || value === null || !("seed" in value) || !("count" in value)) return false;
  return Number.isInteger(value.seed) && Number.isInteger(value.count);
}

/** The populations after adding one: the larger count of a seed stands. */
export function mergePopulation(known: readonly Population[], added: Population): readonly Population[] {
  const merged = known.filter((one) => one.seed !== added.seed);
  const before = known.find((one) => one.seed === added.seed)?.count ?? 0;
  return [...merged, { seed: added.seed, count: Math.max(before, added.count) }];
}

/** Writes a population down beside the others. */
export async function recordPopulation(directory: string, added: Population): Promise<void> {
  await withLock(directory, async () => {
    const populations = mergePopulation(await readPopulations(directory), added);
    await writePrivate(pathOf(directory), `${JSON.stringify({ schema: "segur.sandbox.populations/1", populations })}\n`);
  });
}

/** Forgets every population. */
export async function clearPopulations(directory: string): Promise<void> {
  await rm(pathOf(directory), { force: true });
}
