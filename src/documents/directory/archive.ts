import { crc32 } from "node:zlib";
import type { Entry, ZipFile } from "yauzl";
import { badArchive } from "./errors.js";

/** The text of the extraction, out of its archive. */
export interface ArchivedText {
  /** Name of the entry: it holds the date of the extraction. */
  readonly name: string;
  readonly bytes: AsyncIterable<Buffer>;
}

/** Today's largest text (people) is 1.1 GB; four times as much is another file, or a bomb. */
const MOST_BYTES = 4_000_000_000;
/** Which of the three texts of « PS_LibreAcces » is read, whatever their sizes. */
const PREFERRED = /PS_LibreAcces_Personne_activite/i;
const MOST_ENTRIES = 50;

/** A file that starts with the signature of a ZIP entry. */
export function isZip(head: Buffer): boolean {
  return head.length >= 4 && head.readUInt32BE(0) === 0x504b0304;
}

/**
 * Opens the one text of a ZIP archive: nothing is written to the disk, sizes are bounded, the checksum is verified at the end.
 * @param archive path of the file, or its bytes
 * @throws {SegurError} `directory.archive`, also from the iterator
 */
export async function openArchive(archive: string | Buffer): Promise<ArchivedText> {
  const zip = await open(archive);
  try {
    const entry = await textEntry(zip);
    if (entry.isEncrypted()) throw badArchive("Elle est protégée par un mot de passe.");
    if (entry.uncompressedSize > MOST_BYTES) throw badArchive("Son contenu dépasse 4 Go une fois décompressé.");
    return { name: entry.fileName, bytes: contentOf(zip, entry) };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function open(archive: string | Buffer): Promise<ZipFile> {
  const { default: yauzl } = await import("yauzl");
  // Entries are asked for one at a time, sizes that lie end the reading, names that leave the folder are refused.
  const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: true } as const;
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, zip: ZipFile) => (error === null ? resolve(zip) : reject(refusal(error)));
    if (typeof archive === "string") yauzl.open(archive, options, done);
    else yauzl.fromBuffer(archive, options, done);
  });
}

/** The one that is known by its name, else the largest `.txt`: a note may stand beside it. */
function textEntry(zip: ZipFile): Promise<Entry> {
  if (zip.entryCount > MOST_ENTRIES) return Promise.reject(badArchive(`Elle a ${zip.entryCount} fichiers au lieu d'un.`));
  return new Promise((resolve, reject) => {
    let best: Entry | null = null;
    zip.on("error", (error) => reject(refusal(error)));
    const weight = (entry: Entry) => entry.uncompressedSize + (PREFERRED.test(entry.fileName) ? Number.MAX_SAFE_INTEGER / 2 : 0);
    zip.on("entry", (entry) => {
      if (/\.(txt|csv)$/i.test(entry.fileName) && (best === null || weight(entry) > weight(best))) best = entry;
      zip.readEntry();
    });
    zip.on("end", () => (best === null ? reject(badArchive("Elle ne contient aucun fichier .txt.")) : resolve(best)));
    zip.readEntry();
  });
}

async function* contentOf(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  try {
    const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
      zip.openReadStream(entry, (error, opened) => (error === null ? resolve(opened) : reject(error)));
    });
    let sum = 0;
    for await (const chunk of stream) {
      const bytes = chunk as Buffer;
      sum = crc32(bytes, sum);
      yield bytes;
    }
    if (sum !== entry.crc32) throw badArchive("Sa somme de contrôle ne correspond pas : le fichier est abîmé.");
  } catch (error) {
    throw refusal(error);
  } finally {
    zip.close();
  }
}

/** A failure of the disk stays one; of the archive, it is the archive's. */
function refusal(error: unknown): unknown {
  if (!(error instanceof Error) || error.name === "SegurError") return error;
  const system = "syscall" in error;
  return system ? error : badArchive("Elle est abîmée ou incomplète.", error);
}
