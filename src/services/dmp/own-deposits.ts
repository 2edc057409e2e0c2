import { SYSTEMS } from "../../domain/document/code.js";
import type { Document } from "../../domain/document/document.js";
import { VISIBLE } from "../../domain/document/entry.js";
import type { IsoInstant } from "../../domain/identity/types.js";
import { startOfDay, type ZoneOffset } from "../../domain/local-time.js";
import type { CachedEntry } from "../../store/dmp-cache.port.js";
import { actInstant } from "./sync/bounds.js";

/** An entry of a listing, and how it is known when the DMP did not show it at the last reading. */
export type LineEntry = CachedEntry & { readonly known?: "deposited" | "hidden_by_you" };

/**
 * A listing with what this practice deposited and deleted since it was read: nothing is read again right after a submission
 * (EX_3.1-2030), and a person must find there what they have just put. What was deposited has its number in the file, `D12`.
 * @param readAt when the listing was read
 */
export function withOwnDeposits(
  entries: readonly CachedEntry[],
  held: readonly Document[],
  readAt: IsoInstant,
  zone: ZoneOffset,
): readonly LineEntry[] {
  const since = held.filter(({ dmp }) => dmp !== null && (dmp.withdrawnAt ?? dmp.at) >= readAt);
  if (since.length === 0) return entries;
  const deleted = new Set(since.filter(({ dmp }) => dmp?.withdrawnAt !== undefined).map(({ uniqueId }) => uniqueId));
  const shown = new Set(entries.map(({ uniqueId }) => uniqueId));
  const put = since.filter(({ dmp }) => dmp?.direction === "pushed" && dmp.withdrawnAt === undefined);
  const replaced = replacedBy(put, held);
  const lines: LineEntry[] = put.filter(({ uniqueId }) => !shown.has(uniqueId)).map((document) => lineOf(document, zone));
  for (const entry of entries) {
    if (deleted.has(entry.uniqueId)) continue;
    const old = entry.availability === "approved" && replaced.has(entry.uniqueId);
    lines.push(old ? { ...entry, availability: "deprecated" } : entry);
  }
  const at = new Map(lines.map((line) => [line, Date.parse(actInstant(line))]));
  return lines.sort((one, other) => (at.get(other) ?? 0) - (at.get(one) ?? 0));
}

/** Contents whose place was taken: of the nearest earlier version that is in the DMP. */
function replacedBy(put: readonly Document[], held: readonly Document[]): ReadonlySet<string> {
  const byId = new Map(held.map((document) => [document.id, document]));
  const found = new Set<string>();
  for (const { replaces } of put) {
    const seen = new Set<string>();
    for (let id = replaces; id !== null && !seen.has(id); ) {
      seen.add(id);
      const previous = byId.get(id);
      if (previous?.dmp != null) found.add(previous.uniqueId);
      id = previous === undefined || previous.dmp !== null ? null : previous.replaces;
    }
  }
  return found;
}

function lineOf(document: Document, zone: ZoneOffset): LineEntry {
  const { id, uniqueId, title, type, author, visibility = VISIBLE, confidentiality, createdAt, actDate } = document;
  const { name, institution } = author;
  return {
    shortId: id,
    known: "deposited",
    entryUuid: "",
    uniqueId,
    logicalId: "",
    version: String(document.versionNumber),
    availability: document.state === "superseded" ? "deprecated" : "approved",
    title,
    comment: null,
    typeCode: type,
    classCode: document.class,
    confidentiality: { code: confidentiality, system: SYSTEMS.confidentiality, label: confidentiality },
    visibility,
    creationTime: createdAt,
    serviceStart: startOfDay(actDate.slice(0, 10), zone),
    mimeType: "text/xml",
    size: null,
    authors: [{ familyName: name, givenName: null, institution: institution === null ? null : { id: null, name: institution } }],
  };
}
