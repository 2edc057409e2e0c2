import type { Association, DocumentEntry, ListedEntry } from "../../../domain/document/entry.js";
import type { IsoInstant } from "../../../domain/identity/types.js";
import { batches, MANY_SETS } from "./bounds.js";
import { isNewer, latest, nameOf } from "./latest.js";
import type { Registry } from "./registry.js";

/** Longest chain of replacements that is climbed: what is longer is a loop. */
const LONGEST_CHAIN = 50;

/**
 * What changed since a moment (EX_3.1-1020: no query has a submission date for documents): submission sets, their associations, and
 * the documents of these in batches.
 * @param known the entries of the last synchronisation
 * @returns the entries to put in place of those, or null when only a whole listing can tell: a submission of which we may see
 * nothing (a document that was hidden from us, say) leaves no other sign
 */
export async function changesSince(
  registry: Registry,
  since: IsoInstant,
  known: readonly ListedEntry[],
): Promise<readonly (DocumentEntry | ListedEntry)[] | null> {
  const sets = await registry.submissionSets(since);
  if (sets.length > MANY_SETS) return null;
  const members = await membersOf(
    registry,
    sets.map((set) => set.entryUuid),
  );
  if (members === null) return null;
  const byUuid = new Map(known.map((entry) => [entry.entryUuid, entry]));
  const found = await fetchAll(registry, members, byUuid);
  if (found === null) return null;
  const byName = new Map(known.map((entry) => [nameOf(entry), entry]));
  // An older version of metadata, met through an old submission, never takes the place of the one that is known.
  return latest(found).filter((entry) => {
    const before = byName.get(nameOf(entry));
    return before === undefined || before.entryUuid === entry.entryUuid || isNewer(entry, before);
  });
}

/** What the submissions brought or touched; null when one shows nothing at all. */
async function membersOf(registry: Registry, sets: readonly string[]): Promise<ReadonlySet<string> | null> {
  const seen: Association[] = [];
  for (const batch of batches(sets, registry.batch)) seen.push(...(await registry.associations(batch)));
  // The signature of a set « signs » it; it is a member too, that nobody but its author may see.
  const signatures = new Set(seen.filter(({ type }) => type === "signs").map(({ source }) => source));
  const members = new Set<string>();
  const telling = new Set<string>();
  const ours = new Set(sets);
  for (const { type, source, target } of seen) {
    if (!ours.has(source) || type === "signs" || signatures.has(target)) continue;
    telling.add(source);
    members.add(target);
  }
  return telling.size < ours.size ? null : members;
}

/** The documents, and those that they replace: these are deprecated now. Null when one of them is not for us to see. */
async function fetchAll(
  registry: Registry,
  members: ReadonlySet<string>,
  known: ReadonlyMap<string, ListedEntry>,
): Promise<readonly (DocumentEntry | ListedEntry)[] | null> {
  const found: (DocumentEntry | ListedEntry)[] = [];
  const asked = new Set<string>();
  let wanted: readonly string[] = [...members];
  for (let depth = 0; wanted.length > 0 && depth < LONGEST_CHAIN; depth++) {
    const replaced = new Set<string>();
    for (const batch of batches(wanted, registry.batch)) {
      for (const uuid of batch) asked.add(uuid);
      const { entries, associations } = await registry.documents({ entryUuids: batch });
      found.push(...entries);
      const given = new Set(entries.map(({ entryUuid }) => entryUuid));
      for (const uuid of batch) {
        if (given.has(uuid)) continue;
        const before = known.get(uuid);
        if (before !== undefined) found.push({ ...before, availability: "deleted" });
        // What was replaced long ago and cannot be seen any more changes nothing; a new member does.
        else if (depth === 0) return null;
      }
      // Only what we show can have to be taken away.
      for (const { type, target } of associations) if (isReplacement(type) && known.has(target)) replaced.add(target);
    }
    wanted = [...replaced].filter((uuid) => !asked.has(uuid));
  }
  return found;
}

/** RPLC, and its transformation. */
export function isReplacement(type: Association["type"]): boolean {
  return type === "RPLC" || type === "XFRM_RPLC";
}
