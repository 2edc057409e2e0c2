import { createHash } from "node:crypto";
import { SegurError } from "../../domain/errors.js";
import { createTextDecoding } from "../cda/text-decoder.js";
import { type MediaType, sniffMediaType } from "../media-type.js";
import { xdmRefused } from "./read-errors.js";
import { readMetadata, type XdmEntry, type XdmMetadata, type XdmPatientId } from "./read-metadata.js";
import { readZip, type ZipEntry } from "./zip.js";

export type { XdmEntry, XdmPatientId, XdmPerson } from "./read-metadata.js";

/** What the bytes say of the hash and size of their metadata (mss.md §2.2). */
export type XdmIntegrity = "ok" | "undeclared" | "hash_mismatch" | "size_mismatch";

export interface ReadXdmDocument {
  /** Folder of its METADATA.XML, with its last `/`. */
  readonly folder: string;
  /** Of its file in the archive; the URI as written when there is no such file. */
  readonly name: string;
  /** Null: no METADATA.XML that can be read speaks of it. */
  readonly metadata: XdmEntry | null;
  /** Whom its submission set says to be about. */
  readonly setPatientId: XdmPatientId | null;
  /** Null when it is not in the archive, or is damaged there: {@link fault} says. */
  readonly bytes: Buffer | null;
  readonly fault: { readonly code: string; readonly message: string } | null;
  /** By its bytes. */
  readonly mediaType: MediaType | null;
  readonly sha1: string | null;
  readonly integrity: XdmIntegrity;
}

export interface ReadXdm {
  /** Each with why its METADATA.XML could not be read; null when all is well. */
  readonly subsets: readonly {
    readonly folder: string;
    readonly fault: { readonly code: string; readonly message: string } | null;
  }[];
  /** In the order of the metadata, then what they do not speak of. */
  readonly documents: readonly ReadXdmDocument[];
  /** PDFs that no metadata speak of, wherever they are in the archive. */
  readonly pdfs: readonly ZipEntry[];
  /** The style sheets of the publisher (CDA/INT.15), not read yet. */
  readonly stylesheets: readonly ZipEntry[];
  /** French, without a name of file. */
  readonly warnings: readonly string[];
}

/** Whatever the case, and under whatever folders (mss.md §2.1: a known sample has one more). */
const METADATA = /(?:^|\/)IHE_XDM\/SUBSET\d\d\/METADATA\.XML$/i;
const IN_SUBSET = /^(.*?\/?IHE_XDM\/[^/]+\/)[^/]+$/i;
/** Pages and styles of the publisher (mss.md §2.1), and what a file manager leaves behind: nobody speaks of them, as long as they are that. */
const EXPECTED = /(?:^|\/)(?:index\.html?|readme(?:\.\w+)?|\.[^/]*|thumbs\.db)$|\.(?:xslt?|css|js)$/i;
const UNLISTED =
  "L'archive contient aussi des fichiers dont ses métadonnées ne parlent pas : enregistrez la pièce jointe pour les voir.";
/** Faults of one file: the others are read. Whatever shows a will to deceive refuses the archive. */
const OF_ONE_FILE = new Set(["xdm.checksum", "xdm.damaged", "xdm.method"]);

/**
 * Reads an IHE XDM archive (ITI-32), in memory, with the limits and refusals of mss.md §2.6. What one subset or one document lacks
 * is told beside it and blocks no other; an archive inside the archive is not opened.
 * @throws {SegurError} kind `input`, one of {@link XDM_REFUSALS}, `xdm.not_xdm` first. Anything else is a failure of this machine
 * (memory), which says nothing of the archive and may be tried again.
 */
export async function readXdm(archive: Buffer): Promise<ReadXdm> {
  const entries = await readZip(archive);
  const files = new Map(entries.map((entry) => [keyOf(entry.name), entry]));
  const folders = foldersOf(entries);
  if (folders.size === 0) throw xdmRefused("xdm.not_xdm");
  const subsets: ReadXdm["subsets"][number][] = [];
  const documents: ReadXdmDocument[] = [];
  const warnings = new Set<string>();
  const spoken = new Set<string>();
  for (const [folder, metadata] of folders) {
    const read = metadata === null ? noMetadata() : readOne(metadata);
    subsets.push({ folder, fault: read.fault });
    for (const entry of read.metadata?.entries ?? []) {
      const file = find(files, folder, entry.uri);
      if (file !== null) spoken.add(keyOf(file.name));
      if (entry.actionUnknown) warnings.add("L'action demandée par l'émetteur n'est ni un remplacement ni une suppression.");
      documents.push(documentOf({ folder, metadata: entry, setPatientId: read.metadata?.patientId ?? null }, file));
    }
  }
  const others = entries.filter(({ name }) => !spoken.has(keyOf(name)) && !METADATA.test(name));
  const pdfs: ZipEntry[] = [];
  // Whatever its name and its folder, by its bytes: what nobody speaks of is read or told, never left out in silence.
  for (const file of others) {
    const document = documentOf({ folder: folderOf(file.name), metadata: null, setPatientId: null }, file);
    const { bytes, mediaType } = document;
    const isPdf = mediaType === "application/pdf";
    const isToBeRead = /\.(?:xml|cda)$/i.test(file.name) && isIn(folders, file.name);
    if (bytes === null ? isToBeRead : !isPdf && isCda(bytes)) documents.push(document);
    else if (bytes !== null && (isPdf || /\.pdf$/i.test(file.name))) pdfs.push(file);
    else if (!EXPECTED.test(file.name) || /^image\/|rtf$/.test(mediaType ?? "")) warnings.add(UNLISTED);
  }
  return {
    subsets,
    documents,
    pdfs,
    stylesheets: entries.filter(({ name }) => /\.xslt?$/i.test(name) && !spoken.has(keyOf(name))),
    warnings: [...warnings],
  };
}

type Fault = { readonly code: string; readonly message: string };
type OneRead = { readonly metadata: XdmMetadata | null; readonly fault: Fault | null };

/** Folders of subsets, with their METADATA.XML when it is there. */
function foldersOf(entries: readonly ZipEntry[]): ReadonlyMap<string, ZipEntry | null> {
  const folders = new Map<string, ZipEntry | null>();
  for (const entry of entries) {
    const folder = IN_SUBSET.exec(entry.name)?.[1];
    if (folder === undefined) continue;
    if (METADATA.test(entry.name)) folders.set(folder, entry);
    else if (!folders.has(folder) && /\.xml$/i.test(entry.name)) folders.set(folder, null);
  }
  return folders;
}

function noMetadata(): OneRead {
  return { metadata: null, fault: { code: "xdm.no_metadata", message: "Un lot de documents n'a pas de METADATA.XML." } };
}

function readOne(file: ZipEntry): OneRead {
  try {
    const decoding = createTextDecoding();
    return { metadata: readMetadata(decoding.write(file.bytes()) + decoding.end()), fault: null };
  } catch (error) {
    return { metadata: null, fault: faultOf(error, (code) => OF_ONE_FILE.has(code) || !/size_lies/.test(code)) };
  }
}

function documentOf(told: Pick<ReadXdmDocument, "folder" | "metadata" | "setPatientId">, file: ZipEntry | null): ReadXdmDocument {
  const { metadata } = told;
  const about = { ...told, name: file?.name ?? metadata?.uri ?? "" };
  const none = { bytes: null, mediaType: null, sha1: null, integrity: "undeclared" } as const;
  if (file === null) {
    const message = "Un document annoncé par METADATA.XML n'est pas dans l'archive.";
    return { ...about, ...none, fault: { code: "xdm.file_missing", message } };
  }
  try {
    const bytes = file.bytes();
    const sha1 = createHash("sha1").update(bytes).digest("hex");
    const mediaType = sniffMediaType(bytes);
    return { ...about, bytes, sha1, mediaType, integrity: integrityOf(metadata, bytes.length, sha1), fault: null };
  } catch (error) {
    return { ...about, ...none, fault: faultOf(error, (code) => OF_ONE_FILE.has(code)) };
  }
}

/** The fault of one file, or the refusal of the whole archive, thrown on. */
function faultOf(error: unknown, ofOne: (code: string) => boolean): Fault {
  if (error instanceof SegurError && ofOne(error.code)) return { code: error.code, message: error.message };
  throw error;
}

function integrityOf(metadata: XdmEntry | null, size: number, sha1: string): XdmIntegrity {
  if (metadata === null || (metadata.hash === null && metadata.size === null)) return "undeclared";
  if (metadata.hash !== null && metadata.hash !== sha1) return "hash_mismatch";
  return metadata.size !== null && metadata.size !== size ? "size_mismatch" : "ok";
}

/** The file that a URI names, beside its METADATA.XML, case aside; never anywhere else than in the archive. */
function find(files: ReadonlyMap<string, ZipEntry>, folder: string, uri: string | null): ZipEntry | null {
  if (uri === null) return null;
  for (const path of [uri, decoded(uri)]) {
    const parts = path
      .replaceAll("\\", "/")
      .split("/")
      .filter((part) => part !== "" && part !== ".");
    if (parts.includes("..")) continue;
    // Some publishers write it from the root of the archive.
    const found = files.get(keyOf(folder + parts.join("/"))) ?? files.get(keyOf(parts.join("/")));
    if (found !== undefined) return found;
  }
  return null;
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

function keyOf(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}

function folderOf(name: string): string {
  return IN_SUBSET.exec(name)?.[1] ?? "";
}

function isIn(folders: ReadonlyMap<string, unknown>, name: string): boolean {
  return [...folders.keys()].some((folder) => name.startsWith(folder));
}

/** Its first element, whatever comes before it, in letters of one byte or of two. */
function isCda(bytes: Buffer): boolean {
  if (!bytes.includes("ClinicalDocument") && !bytes.includes(WIDE)) return false;
  return /<(?:[\w.-]+:)?ClinicalDocument[\s>]/.test(bytes.toString("latin1").replaceAll("\0", ""));
}

/** Of any order of bytes. */
const WIDE = Buffer.from("linicalDocumen", "utf16le").subarray(0, -1);
