import type { Document } from "../../domain/document/document.js";
import type { ListedEntry } from "../../domain/document/entry.js";
import type { DmpView } from "../../store/dmp-cache.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { findNewer } from "./sync/newer.js";
import type { Registry } from "./sync/registry.js";

/** As it was found at the last synchronisation: uniqueId of the entry → `D12`. Kept with the cache, and like it only a copy. */
export function knownNewer({ dmpCache }: Pick<OpenCabinet, "dmpCache">, view: DmpView): Promise<ReadonlyMap<string, string>> {
  return dmpCache.newer(view);
}

/** Asks the registry, and keeps what it says when it changes. */
export async function lookForNewer(
  cabinet: OpenCabinet,
  view: DmpView,
  registry: Registry,
  held: readonly Document[],
  entries: readonly ListedEntry[],
): Promise<ReadonlyMap<string, string>> {
  const before = await knownNewer(cabinet, view);
  const found = await findNewer(registry, held, entries);
  const isSame = found.size === before.size && [...found].every(([uniqueId, document]) => before.get(uniqueId) === document);
  if (!isSame) await cabinet.dmpCache.putNewer(view, found);
  return found;
}
