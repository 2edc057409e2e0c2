import { oidOf } from "../../../documents/cda/oid.js";
import type { SubmissionSet } from "../../../documents/rim/set.js";
import { contentType } from "../../../documents/vocabularies/content-type.js";
import { metadataXml, type XdmAction, type XdmDocument } from "../../../documents/xdm/metadata.js";
import { ACTION_SLOT, documentName, SUBSET } from "../../../documents/xdm/names.js";
import { writeXdm } from "../../../documents/xdm/write.js";
import type { Ins } from "../../../domain/identity/types.js";
import type { WeekDocument } from "./documents.js";
import { uuidFrom } from "./names.js";
import { rawZip } from "./raw-zip.js";

/** What is wrong with an archive. */
export type ArchiveFault = "metadata_other" | "hash_wrong" | "size_wrong" | "traversal" | "damaged";

export interface ArchiveInput {
  readonly name: string;
  readonly documents: readonly WeekDocument[];
  readonly action: XdmAction;
  /** uniqueId that the first document replaces, in the metadata. */
  readonly replaces: string | null;
  readonly at: Date;
  readonly fault: ArchiveFault | null;
  /** Whom the metadata say, for `metadata_other`. */
  readonly other: Ins;
}

/** IHE_XDM.zip of a message of the week, as our own writer makes it, or spoiled. */
export async function weekArchive(input: ArchiveInput): Promise<Buffer> {
  const { documents, action, at, fault } = input;
  const patientId = fault === "metadata_other" ? input.other : documents[0]?.entry.patientId;
  const contents = contentType("07");
  if (patientId === undefined || contents === null) throw new RangeError("an archive without a document");
  const inArchive = documents.map(({ entry, cda, sha1 }, index): XdmDocument => {
    const { hash, size } = announced(sha1, cda.length, fault);
    return {
      entry: { ...entry, patientId },
      replaces: index === 0 ? input.replaces : null,
      cda: { sha1: hash, size, open: () => [cda] },
    };
  });
  const set: SubmissionSet = {
    ...{ uniqueId: oidOf(uuidFrom("set", input.name)), submissionTime: at.toISOString(), title: null, comment: null },
    ...{ author: documents[0]?.entry.authors[0] ?? noAuthor(), contentType: contents, patientId },
    sourceId: oidOf(uuidFrom("source", documents[0]?.draft.structure.id ?? "")),
  };
  if (fault === "hash_wrong" || fault === "size_wrong" || fault === "traversal") {
    const metadata = metadataXml(set, inArchive, action, ACTION_SLOT);
    return rawZip([
      { name: `${SUBSET}METADATA.XML`, bytes: Buffer.from(metadata, "utf8") },
      ...documents.map(({ cda }, index) => ({ name: `${SUBSET}${documentName(index)}`, bytes: cda })),
      ...(fault === "traversal" ? [{ name: "../../../.profile", bytes: Buffer.from("exit\n") }] : []),
    ]);
  }
  const pieces: Buffer[] = [];
  for await (const piece of writeXdm({ set, documents: inArchive, action, softwareName: "bac-a-sable 1.0", at }))
    pieces.push(piece);
  const archive = Buffer.concat(pieces);
  return fault === "damaged" ? archive.subarray(0, Math.floor(archive.length * 0.6)) : archive;
}

function announced(sha1: string, size: number, fault: ArchiveFault | null): { hash: string; size: number } {
  return {
    hash: fault === "hash_wrong" ? sha1.replace(/^./, (c) => (c === "0" ? "1" : "0")) : sha1,
    size: size + (fault === "size_wrong" ? 1 : 0),
  };
}

function noAuthor(): never {
  throw new RangeError("a document without an author");
}
