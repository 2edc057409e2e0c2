import { type Availability, isSignature, type ListedEntry } from "../../../domain/document/entry.js";

/** Of two states of one version, the one that a person may act on. */
const RANK: Readonly<Record<Availability, number>> = { approved: 3, archived: 2, deprecated: 1, deleted: 0 };

/**
 * One entry for each logical document: its last version of metadata (`lid` is stable over them, dmp.md TD3.1), and one for each
 * content (`uniqueId`), whatever several queries gave. The signatures of submission sets are no documents.
 */
export function latest<T extends ListedEntry>(entries: Iterable<T>): readonly T[] {
  const byContent = new Map<string, T>();
  for (const entry of byLogicalId(entries).values()) {
    const other = byContent.get(entry.uniqueId);
    if (other === undefined || isNewer(entry, other)) byContent.set(entry.uniqueId, entry);
  }
  return [...byContent.values()];
}

function byLogicalId<T extends ListedEntry>(entries: Iterable<T>): Map<string, T> {
  const found = new Map<string, T>();
  for (const entry of entries) {
    if (isSignature(entry)) continue;
    const key = nameOf(entry);
    const other = found.get(key);
    if (other === undefined || isNewer(entry, other)) found.set(key, entry);
  }
  return found;
}

/** What stays the same over the versions of metadata; a registry that gives no lid has no such versions. */
export function nameOf(entry: ListedEntry): string {
  return entry.logicalId === "" ? entry.uniqueId : entry.logicalId;
}

/** Whether the first of two entries of one document is to be kept; the second when nothing tells them apart. */
export function isNewer(entry: ListedEntry, other: ListedEntry): boolean {
  const versions = versionOf(entry) - versionOf(other);
  return versions === 0 ? RANK[entry.availability] > RANK[other.availability] : versions > 0;
}

function versionOf(entry: ListedEntry): number {
  const version = Number.parseFloat(entry.version);
  return Number.isFinite(version) ? version : 0;
}
