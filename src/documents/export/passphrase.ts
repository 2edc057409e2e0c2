import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import type { Identity, Recipient, Stanza } from "age-encryption";

/**
 * The « scrypt » stanza of age (age-encryption.org/v1), by the scrypt of Node: ten times faster than one in JavaScript, and beside the
 * main thread, so that a bar moves and Ctrl-C answers.
 */
const LABEL = "age-encryption.org/v1/scrypt";
/** Memory of N = 2^18: 256 MiB, with what OpenSSL takes besides. */
const MOST_MEMORY = 300 * 1_048_576;
const NO_NONCE = Buffer.alloc(12);
const TAG = 16;

function keyOf(passphrase: string, salt: Buffer, logN: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { N: 2 ** logN, r: 8, p: 1, maxmem: MOST_MEMORY };
    scrypt(passphrase, Buffer.concat([Buffer.from(LABEL), salt]), 32, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

/** @param logN work factor: 18 is age's own */
export function passphraseRecipient(passphrase: string, logN: number, stanza: typeof Stanza): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(16);
      const cipher = createCipheriv("chacha20-poly1305", await keyOf(passphrase, salt, logN), NO_NONCE, { authTagLength: TAG });
      const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
      return [new stanza(["scrypt", salt.toString("base64").replace(/=+$/, ""), String(logN)], new Uint8Array(body))];
    },
  };
}

/** Reads headers whose only stanza is a « scrypt » one: who calls has looked at its work factor. Null for another passphrase. */
export function passphraseIdentity(passphrase: string): Identity {
  return {
    async unwrapFileKey([stanza, ...others]) {
      const [kind, salt, logN] = stanza?.args ?? [];
      if (stanza === undefined || others.length > 0 || kind !== "scrypt" || salt === undefined)
        throw new Error("no scrypt stanza");
      if (stanza.body.length !== 32) throw new Error("invalid stanza");
      const key = await keyOf(passphrase, Buffer.from(salt, "base64"), Number(logN));
      const body = Buffer.from(stanza.body);
      const decipher = createDecipheriv("chacha20-poly1305", key, NO_NONCE, { authTagLength: TAG });
      decipher.setAuthTag(body.subarray(-TAG));
      try {
        const fileKey = decipher.update(body.subarray(0, -TAG));
        decipher.final();
        return new Uint8Array(fileKey);
      } catch {
        return null;
      }
    },
  };
}
