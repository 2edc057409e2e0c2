import { createDecipheriv, hkdfSync } from "node:crypto";
import { passphraseIdentity } from "./passphrase.js";
import { byBlocks, type RandomAccess } from "./random-access.js";
import { exportAltered, notExport, passphraseWrong } from "./read-errors.js";
import { AGE_MAGIC } from "./seal.js";

/** A header of ours is 200 bytes. */
const HEADER_MAX = 4_096;
const NONCE = 16;
const TAG = 16;
const PIECE = 65_536;
/** The work factor that age and {@link seal} use (256 MiB for a second): a file does not choose how much memory it costs to try it. */
const WORK_MAX = 18;

export function isSealed(head: Buffer): boolean {
  return head.subarray(0, AGE_MAGIC.length).toString("latin1") === AGE_MAGIC;
}

/**
 * The archive inside an age file, read anywhere: the header by the library, which proves the passphrase and the header itself; the payload
 * by its STREAM of pieces (age-encryption.org/v1: ChaCha20-Poly1305, a nonce of 11 bytes of counter and one that marks the last), each
 * authenticated as it is read. A file that was cut has no last piece where its length says.
 * @throws {SegurError} `export.not_export`, `export.passphrase_wrong`, `export.altered`
 */
export async function unseal(file: RandomAccess, passphrase: string): Promise<RandomAccess> {
  const head = await file.read(0, Math.min(HEADER_MAX, file.size));
  const mac = head.indexOf("\n--- ");
  const end = mac < 0 ? -1 : head.indexOf("\n", mac + 1);
  if (!isSealed(head) || end < 0) throw notExport("Son en-tête n'est pas celui d'un fichier age.");
  const header = head.subarray(0, end + 1);
  const [, work] = /^-> scrypt [A-Za-z0-9+/]{22} (\d{1,2})$/m.exec(header.toString("latin1")) ?? [];
  if (work === undefined) throw notExport("Il n'est pas chiffré par une phrase secrète.");
  if (Number(work) > WORK_MAX) throw notExport("Son en-tête demande plus de mémoire qu'un export de segur.");
  const fileKey = await fileKeyOf(header, passphrase);
  const start = header.length + NONCE;
  if (file.size < start + TAG) throw exportAltered("archive", null);
  const nonce = await file.read(header.length, NONCE);
  const key = Buffer.from(hkdfSync("sha256", fileKey, nonce, "payload", 32));
  const sealed = file.size - start;
  const pieces = Math.ceil(sealed / (PIECE + TAG));
  const size = sealed - pieces * TAG;
  return byBlocks(size, PIECE, async (index) => {
    const from = index * (PIECE + TAG);
    const bytes = await file.read(start + from, Math.min(PIECE + TAG, sealed - from));
    return opened(bytes, key, index, index === pieces - 1);
  });
}

async function fileKeyOf(header: Buffer, passphrase: string): Promise<Uint8Array> {
  const { Decrypter } = await import("age-encryption");
  const decrypter = new Decrypter();
  decrypter.addIdentity(passphraseIdentity(passphrase));
  try {
    return await decrypter.decryptHeader(header);
  } catch (cause) {
    if (cause instanceof Error && /no identity matched/.test(cause.message)) throw passphraseWrong();
    throw exportAltered("sealed", null, cause);
  }
}

function opened(bytes: Buffer, key: Buffer, index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(index), 3);
  nonce[11] = last ? 1 : 0;
  if (bytes.length < TAG) throw exportAltered("sealed", null);
  const decipher = createDecipheriv("chacha20-poly1305", key, nonce, { authTagLength: TAG });
  decipher.setAuthTag(bytes.subarray(-TAG));
  try {
    const plain = decipher.update(bytes.subarray(0, -TAG));
    decipher.final();
    return plain;
  } catch (cause) {
    throw exportAltered("sealed", null, cause);
  }
}
