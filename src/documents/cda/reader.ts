import type { Biology } from "../../domain/inbox/biology.js";
import { Binaries, type BinaryConsumer, type CdaBinaryInfo } from "./binaries.js";
import { assembleBiology } from "./biology/assemble.js";
import { BiologyEntries } from "./biology/entries.js";
import { isBiology } from "./biology/kind.js";
import { hasChapters } from "./biology/sections.js";
import type { Named } from "./biology/spoken.js";
import { notCda, tooLarge } from "./errors.js";
import type { CdaBody, CdaHeader } from "./header.js";
import { CdaParser, type StartTag, type Treatment } from "./parser.js";
import { readBody } from "./read-body.js";
import { readHeader } from "./read-header.js";
import { createTextDecoding } from "./text-decoder.js";
import type { Element } from "./tree.js";

export type { BinaryConsumer, CdaBinaryInfo } from "./binaries.js";

/** Who hears the coded entries of sections as they pass; what it keeps of them is its own affair. */
export interface EntryListener {
  /** An entry of this section begins: its own start tag comes next. */
  begin(section: Element | null): void;
  open(tag: StartTag): void;
  text(text: string): void;
  close(): void;
  /** The whole document is read: the tree without its entries, and the element of each `@ID`. */
  end?(root: Element, named: Named): void;
}

export interface ReadCdaOptions {
  /**
   * Called for each binary (N1 body, whatever its encoding; observationMedia; any other base64) in the order of the document, with its
   * contents decoded as they come. Without it, contents are checked and dropped.
   */
  readonly onBinary?: BinaryConsumer;
  /** Bytes of the document; 128 MB unless told. */
  readonly maxBytes?: number;
  /** Bytes of one binary once decompressed; 256 MB unless told. */
  readonly maxBinaryBytes?: number;
  /**
   * Reads the results of a biology report on the way. `always`: whatever the document says to be, since something else says that it is
   * one (the metadata of its archive).
   */
  readonly biology?: boolean | "always";
  /** Hears the entries of another kind of document; not with `biology`. */
  readonly listener?: EntryListener;
}

export interface ReadCda {
  readonly header: CdaHeader;
  readonly body: CdaBody;
  readonly binaries: readonly CdaBinaryInfo[];
  /** What was odd and how it was read, in French, once each, without data of the patient. */
  readonly warnings: readonly string[];
  /** Some bytes are not of the declared encoding: characters were lost. */
  readonly damaged: boolean;
  /** Another ClinicalDocument stands in the file, which is not read. */
  readonly hasOthers: boolean;
  /** Results and alerts, when asked for; null for another kind of document. */
  readonly biology: Biology | null;
}

const HL7 = "urn:hl7-org:v3";
const MB = 1_048_576;

/**
 * Reads a CDA R2 document in one pass, leniently (cda.md §6): whatever its encoding, prefixes, order and lacks, even inside an
 * `xsl:stylesheet` (documents that present themselves), whose own templates are never executed. Coded entries are not kept: those of a
 * biology report are read as they pass, when asked for.
 * @throws {SegurError} `cda.doctype`, `cda.not_xml`, `cda.not_cda`, `cda.too_deep`, `cda.too_large`, `cda.encoding`, what `source` threw,
 * or what `onBinary` threw (`cda.binary` from its body when it is damaged)
 */
export async function readCda(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadCdaOptions = {},
): Promise<ReadCda> {
  const maxBytes = options.maxBytes ?? 128 * MB;
  const warnings = new Set<string>();
  const warn = (message: string): void => void warnings.add(message);
  const binaries = new Binaries(options.onBinary, options.maxBinaryBytes ?? 256 * MB);
  const named = new Map<string, Element>();
  const entries = options.biology === true || options.biology === "always" ? new BiologyEntries((id) => named.get(id)) : null;
  const listener = entries ?? options.listener ?? null;
  const walk = new Walk(binaries, warn, listener);
  const parser: CdaParser = new CdaParser({
    open: (tag) => walk.open(tag, parser.element),
    diverted: (text) => binaries.write(text),
    plain: (text, long) => binaries.writePlain(text, long),
    altered: () => binaries.alter(),
    divertedEnd: () => binaries.close(),
    // An identifier that stands twice is that of its own section, read last.
    named: (id, element) => void (listener !== null && named.set(id, element)),
    heard: (text) => listener?.text(text),
    close: () => walk.close(),
    warn,
  });
  const decoding = createTextDecoding();
  try {
    let size = 0;
    for await (const bytes of source) {
      size += bytes.length;
      if (size > maxBytes) throw tooLarge(maxBytes, "bytes");
      parser.write(decoding.write(bytes));
      await binaries.settle();
    }
    parser.write(decoding.end());
    parser.end();
    if (parser.root === null) throw notCda();
    await binaries.finish();
  } catch (error) {
    await binaries.abort(error);
    throw error;
  }
  if (decoding.damaged) warn("Certains caractères ne sont pas dans l'encodage déclaré : ils sont remplacés par « \uFFFD ».");
  options.listener?.end?.(parser.root, (id) => named.get(id));
  const header = readHeader(parser.root, warn);
  const body = readBody(parser.root, warn);
  for (const { fault } of binaries.found) if (fault !== null) warn(`Une pièce contenue dans le document est abîmée. ${fault}`);
  const isReport = options.biology === "always" || isBiology(header) || (entries?.drafts.size ? hasChapters(parser.root) : false);
  // What is not read may be urgent.
  if (entries !== null && walk.hasOthers) entries.whole = false;
  const biology = entries !== null && isReport ? assembleBiology(parser.root, header, body, entries) : null;
  return {
    header,
    body,
    binaries: binaries.found,
    warnings: [...warnings],
    damaged: decoding.damaged,
    hasOthers: walk.hasOthers,
    biology,
  };
}

/** Where the reading stands, in local names: senders use any prefix. */
class Walk {
  readonly #path: { readonly name: string; readonly id: string | null; readonly kept: boolean; readonly heeded: boolean }[] = [];
  readonly #binaries: Binaries;
  readonly #warn: (message: string) => void;
  readonly #entries: EntryListener | null;
  #found = false;
  /** More than one ClinicalDocument was met. */
  hasOthers = false;
  #unnamed = 0;
  /** Depth of the ClinicalDocument that is open, or -1. */
  #depthOfDocument = -1;

  /** @param entries who reads coded entries; null: they are left out */
  constructor(binaries: Binaries, warn: (message: string) => void, entries: EntryListener | null) {
    this.#binaries = binaries;
    this.#warn = warn;
    this.#entries = entries;
  }

  /** @param within the element of the tree that it is in */
  open(tag: StartTag, within: Element | null): Treatment {
    const { local, uri, attributes } = tag;
    const parent = this.#path[this.#path.length - 1];
    const inside = parent !== undefined && this.#depthOfDocument >= 0;
    const starts = !inside && local === "ClinicalDocument";
    if (starts && this.#found) {
      this.hasOthers = true;
      this.#warn("Le fichier contient plusieurs documents : seul le premier est lu.");
    }
    const begins = starts && !this.#found;
    if (begins) {
      this.#found = true;
      this.#depthOfDocument = this.#path.length;
      if (uri !== HL7) this.#warn("Le document n'est pas dans l'espace de noms du CDA (urn:hl7-org:v3).");
    }
    const entry = inside && parent.kept && local === "entry" && parent.name === "section";
    // Coded entries are heard as they pass by who needs them; kept, they would only take room.
    const kept = begins || (inside && parent.kept && !entry);
    const heeded = this.#entries !== null && (entry || parent?.heeded === true);
    const binary = inside ? this.#binary(local, attributes) : null;
    if (heeded && entry) this.#entries?.begin(within);
    if (heeded) this.#entries?.open(tag);
    this.#path.push({ name: local, id: attributes.ID ?? null, kept, heeded });
    return binary ?? (kept ? "tree" : heeded ? "heed" : "skip");
  }

  close(): void {
    if (this.#path.pop()?.heeded === true) this.#entries?.close();
    if (this.#path.length === this.#depthOfDocument) this.#depthOfDocument = -1;
  }

  /** How to take a binary that begins here; null when none does. */
  #binary(local: string, attributes: Readonly<Record<string, string>>): "divert" | "listen" | null {
    const parent = this.#path[this.#path.length - 1];
    const isBody = local === "text" && parent?.name === "nonXMLBody";
    const mediaType = attributes.mediaType?.trim().toLowerCase() ?? "";
    const declared = attributes.representation?.trim().toUpperCase() === "B64";
    // A PDF or an image without its representation is base64 all the same: XML can hold it in no other way.
    const implied = !declared && (isBody || local === "value") && /^(application\/(pdf|dicom)|image\/)/.test(mediaType);
    if (this.#binaries.isOpen || (!isBody && !declared && !implied)) return null;
    const id = isBody ? null : (this.#nearestId(attributes.ID) ?? `binaire-${++this.#unnamed}`);
    if (implied) this.#warn("Une pièce jointe ne dit pas sa représentation : elle est lue comme du base64.");
    const compression = attributes.compression?.trim().toUpperCase() || null;
    this.#binaries.open({ id, mediaType: mediaType || "text/plain" }, declared || implied, compression);
    return declared || implied ? "divert" : "listen";
  }

  /** `@ID` of the value, else of what holds it: its observationMedia. */
  #nearestId(own: string | undefined): string | null {
    return own ?? this.#path[this.#path.length - 1]?.id ?? null;
  }
}
