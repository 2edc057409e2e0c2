import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { SubmissionSet } from "../rim/set.js";
import { contentChanged, documentTwice, severalPatients, wrongCount } from "./errors.js";
import { metadataXml, type XdmAction, type XdmDocument } from "./metadata.js";
import { ACTION_SLOT, documentName, SUBSET } from "./names.js";
import { indexHtml, readmeText } from "./pages.js";

export type { XdmAction, XdmDocument } from "./metadata.js";

export interface XdmInput {
  readonly set: SubmissionSet;
  readonly documents: readonly XdmDocument[];
  readonly action: XdmAction;
  /** Name of the extra metadata « action »; {@link ACTION_SLOT} unless told. */
  readonly actionSlot?: string;
  readonly softwareName: string;
  /** Day that every file of the archive is dated from. */
  readonly at: Date;
}

/** What readers take of an archive before they refuse it (mss.md §2.6), with its three own files. */
export const MAX_DOCUMENTS = 190;

/**
 * An IHE XDM archive (ITI-32) as its bytes come: INDEX.HTM, README.TXT, METADATA.XML, then each CDA, read as it goes and never whole in
 * memory. The same input gives the same bytes, on every machine and in every time zone. Nothing is given when it is refused.
 * @throws {SegurError} at once: `xdm.empty`, `xdm.too_many`, `xdm.several_patients` (MSS/CONF.23), `xdm.document_twice`,
 * `document.metadata.…`; while it is read: `xdm.content_changed`, and what opening a document threw
 */
export function writeXdm(input: XdmInput): AsyncIterable<Buffer> {
  refuseWrong(input);
  const { set, documents, action, actionSlot, at } = input;
  const metadata = metadataXml(set, documents, action, actionSlot ?? ACTION_SLOT);
  return archive(
    [
      { name: "INDEX.HTM", text: indexHtml(input) },
      { name: "README.TXT", text: readmeText(input) },
      { name: `${SUBSET}METADATA.XML`, text: metadata },
    ],
    documents,
    at,
  );
}

function refuseWrong({ set, documents }: XdmInput): void {
  if (documents.length === 0 || documents.length > MAX_DOCUMENTS) throw wrongCount(documents.length, MAX_DOCUMENTS);
  const names = new Set<string>();
  for (const { entry } of documents) {
    const { matricule, oid } = entry.patientId;
    if (matricule !== set.patientId.matricule || oid !== set.patientId.oid) throw severalPatients();
    if (names.has(entry.uniqueId)) throw documentTwice(entry.uniqueId);
    names.add(entry.uniqueId);
  }
}

async function* archive(
  texts: readonly { readonly name: string; readonly text: string }[],
  documents: readonly XdmDocument[],
  at: Date,
): AsyncGenerator<Buffer> {
  const { ZipFile } = await import("yazl");
  const zip = new ZipFile();
  const options = { mtime: noonOf(at), mode: 0o100644, forceDosTimestamp: true, compressionLevel: 6 };
  const output = zip.outputStream as Readable;
  // yazl pipes without a word on errors: whoever reads its bytes would wait for ever.
  zip.on("error", (error: Error) => output.destroy(error));
  for (const { name, text } of texts) zip.addBuffer(Buffer.from(text, "utf8"), name, options);
  let open: Readable | null = null;
  for (const [index, document] of documents.entries()) {
    zip.addReadStreamLazy(`${SUBSET}${documentName(index)}`, options, (give) => {
      if (output.destroyed) return;
      open = Readable.from(checked(document)).on("error", (error) => output.destroy(error));
      give(null, open);
    });
  }
  zip.end();
  try {
    for await (const chunk of output) yield chunk as Buffer;
  } finally {
    // Who stops reading half-way leaves no document open.
    (open as Readable | null)?.destroy();
  }
}

/** The bytes of a document, held to the size and the hash that its metadata tell. */
async function* checked({ entry, cda }: XdmDocument): AsyncGenerator<Uint8Array> {
  const sha1 = createHash("sha1");
  let size = 0;
  for await (const chunk of cda.open()) {
    size += chunk.length;
    if (size > cda.size) throw contentChanged(entry.uniqueId);
    sha1.update(chunk);
    yield chunk;
  }
  if (size !== cda.size || sha1.digest("hex") !== cda.sha1) throw contentChanged(entry.uniqueId);
}

/** ZIP dates have no zone and yazl writes local ones: noon of the day, which no change of hour skips, is the same text everywhere. */
function noonOf(at: Date): Date {
  return new Date(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate(), 12, 0, 0);
}
