import type { Document } from "../../../domain/document/document.js";
import type { ListedEntry } from "../../../domain/document/entry.js";
import { batches } from "./bounds.js";
import { isReplacement } from "./later.js";
import { nameOf } from "./latest.js";
import type { Registry } from "./registry.js";

/** Longest chain of replacements that is climbed. */
const LONGEST_CHAIN = 20;

/**
 * Which approved entries are new versions of documents of the file: the replacements (RPLC) are climbed from each document that the
 * DMP no longer gives as approved, whatever metadata changes came between.
 * @returns uniqueId of the entry → id of the document (`D12`)
 */
export async function findNewer(
  registry: Registry,
  held: readonly Document[],
  entries: readonly ListedEntry[],
): Promise<ReadonlyMap<string, string>> {
  const approved = entries.filter((entry) => entry.availability === "approved");
  const shown = new Set(approved.map((entry) => entry.uniqueId));
  const lost = held.filter((document) => document.state === "current" && document.dmp !== null && !shown.has(document.uniqueId));
  const newer = new Map<string, string>();
  if (lost.length === 0) return newer;
  const byUuid = new Map(approved.map((entry) => [entry.entryUuid, entry]));
  const byName = new Map(approved.map((entry) => [nameOf(entry), entry]));
  /** What stands for a document at this height of its chain: entryUuid → document. */
  let front = await uuidsOf(registry, new Map(lost.map((document) => [document.uniqueId, document.id])));
  for (const { id, dmp } of lost) if (dmp?.entryUuid != null) front.set(dmp.entryUuid, id);
  for (let height = 0; front.size > 0 && height < LONGEST_CHAIN; height++) {
    const above = new Map<string, string>();
    for (const batch of batches([...front.keys()], registry.batch)) {
      for (const { type, source, target } of await registry.associations(batch)) {
        const document = front.get(target);
        if (document !== undefined && isReplacement(type)) above.set(source, document);
      }
    }
    // The newer version may have had its metadata changed since: another entryUuid, the same lid and content.
    const higher = new Map<string, string>();
    for (const batch of batches(
      [...above.keys()].filter((uuid) => !byUuid.has(uuid)),
      registry.batch,
    )) {
      for (const entry of (await registry.documents({ entryUuids: batch })).entries) {
        const document = above.get(entry.entryUuid);
        if (document === undefined) continue;
        const now = byName.get(nameOf(entry));
        if (now === undefined) higher.set(entry.uniqueId, document);
        else newer.set(now.uniqueId, document);
      }
    }
    for (const [uuid, document] of above) {
      const now = byUuid.get(uuid);
      if (now !== undefined) newer.set(now.uniqueId, document);
    }
    front = await uuidsOf(registry, higher);
  }
  return newer;
}

/**
 * Every entryUuid that contents had: each change of metadata gives one, and any may be the one that was replaced.
 * @param contents uniqueId → document
 */
async function uuidsOf(registry: Registry, contents: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const batch of batches([...contents.keys()], registry.batch)) {
    for (const { entryUuid, uniqueId } of (await registry.documents({ uniqueIds: batch })).entries) {
      const document = contents.get(uniqueId);
      if (document !== undefined) found.set(entryUuid, document);
    }
  }
  return found;
}
