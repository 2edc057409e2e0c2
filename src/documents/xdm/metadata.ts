import type { NewEntry } from "../../domain/document/entry.js";
import { writeEntry } from "../rim/entry.js";
import { ASSOCIATION } from "../rim/names.js";
import { type SubmissionSet, submitObjects, writeMember, writeSet } from "../rim/set.js";
import { RimWriter, slot } from "../rim/write.js";
import { documentName, entryUuid } from "./names.js";

/** One CDA of an archive. */
export interface XdmDocument {
  /** As `toEntry` derives it; its hash and size are those of {@link cda}. */
  readonly entry: NewEntry;
  /** uniqueId of the version that it replaces; null for a first one. */
  readonly replaces: string | null;
  readonly cda: {
    readonly size: number;
    /** Lower-case hexadecimal. */
    readonly sha1: string;
    open(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  };
}

/** What is asked of who receives it: `C` to replace an earlier version, `D` to withdraw it; null for a first sending. */
export type XdmAction = "C" | "D" | null;

/**
 * METADATA.XML: one `lcm:SubmitObjectsRequest` (mss.md §2.2), the metadata of TD2.1 with the name of each file, without signature.
 * @throws {SegurError} `document.metadata.…`
 */
export function metadataXml(
  set: SubmissionSet,
  documents: readonly XdmDocument[],
  action: XdmAction,
  actionSlot: string,
): string {
  const writer = new RimWriter();
  const objects = [writeSet(writer, set)];
  const associations: string[] = [];
  for (const [index, { entry, replaces, cda }] of documents.entries()) {
    const id = entryUuid(entry.uniqueId);
    objects.push(writeEntry(writer, id, entry, cda, [slot("URI", [documentName(index)]), slot(actionSlot, [action])]));
    associations.push(writeMember(writer, id));
    if (replaces !== null) associations.push(writer.association(ASSOCIATION.replaces, id, entryUuid(replaces), ""));
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${submitObjects([...objects, ...associations])}\n`;
}
