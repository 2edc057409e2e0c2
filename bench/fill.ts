import type { Store } from "../src/store/open.js";
import { frenchPatient, random } from "./french-patients.js";

const AT = "2026-11-23T08:00:00.000Z";
const ACTOR = { userId: "U1", rpps: null, authMode: "certificate" } as const;

/** Fills a store as an import does: batches of one durable transaction, a trace for each creation. */
export async function fill(
  store: Store,
  count: number,
  batch: number,
  seed: number,
): Promise<{ insertMs: number; makeMs: number }> {
  const rnd = random(seed);
  const created = { kind: "patient.created", at: AT, actor: ACTOR } as const;
  let insertMs = 0;
  let makeMs = 0;
  for (let from = 0; from < count; from += batch) {
    const start = performance.now();
    const inserts = Array.from({ length: Math.min(batch, count - from) }, (_, offset) => frenchPatient(from + offset, rnd));
    const insertTraces = inserts.map(() => created);
    const made = performance.now();
    const { inserted } = await store.patients.save({ inserts, insertTraces });
    insertMs += performance.now() - made;
    makeMs += made - start;
    if (inserted.includes(null)) throw new Error("a file number was refused");
  }
  return { insertMs, makeMs };
}
