import { ReadableStream } from "node:stream/web";
import { passphraseRecipient } from "./passphrase.js";

/** First bytes of every age file (age-encryption.org/v1). */
export const AGE_MAGIC = "age-encryption.org/v1\n";

/**
 * Encrypts an archive with a passphrase, in the age format (age-encryption.org/v1: scrypt, then ChaCha20-Poly1305 by pieces of 64 KiB), so
 * that `age -d` reads it too. Salt and nonce are new each time: the same archive never gives the same bytes twice.
 * @param logN scrypt work factor, 18 (age's own: about a second) unless a test says less
 */
export async function* seal(archive: AsyncIterable<Uint8Array>, passphrase: string, logN = 18): AsyncGenerator<Uint8Array> {
  const { Encrypter, Stanza } = await import("age-encryption");
  const encrypter = new Encrypter();
  encrypter.addRecipient(passphraseRecipient(passphrase, logN, Stanza));
  const pieces = archive[Symbol.asyncIterator]();
  const sealed = await encrypter.encrypt(streamOf(pieces) as unknown as globalThis.ReadableStream<Uint8Array>);
  const reader = sealed.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Who stops reading half-way leaves no archive open; nobody waits for a piece that will perhaps never come.
    reader.cancel().catch(() => {});
    pieces.return?.()?.catch(() => {});
  }
}

/** Pulled one piece at a time: nothing is read ahead of what is encrypted. */
function streamOf(pieces: AsyncIterator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await pieces.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
}
