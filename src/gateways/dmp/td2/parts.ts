import { createHash } from "node:crypto";
import type { Digest } from "../../../documents/rim/entry.js";
import { contentChanged } from "../errors-metadata.js";
import type { DmpPart, NewSubmission } from "../port.js";

type Content = NewSubmission["documents"][number]["content"];

/** A part that remembers the digest of its last whole reading, so that the signature's reading is the only one, if there is any. */
export function digesting<P extends DmpPart & Pick<Content, "canonical" | "digests">>(
  part: P,
): { readonly part: P; digest(): Promise<Digest> } {
  // What must be put in canonical form is read anyway.
  let found: Digest | null = part.canonical && part.digests !== undefined ? { sha1: part.digests.sha1, size: part.size } : null;
  const open = async function* (): AsyncIterable<Uint8Array> {
    const hash = createHash("sha1");
    let size = 0;
    for await (const chunk of part.open()) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
    found = { sha1: hash.digest("hex"), size };
  };
  return {
    part: { ...part, open },
    digest: async () => {
      if (found === null) for await (const _ of open());
      return found ?? { sha1: "", size: 0 };
    },
  };
}

/**
 * A part whose bytes must be those that were prepared. The last piece is held until the whole is known to be right, so that a content
 * that has changed breaks the request instead of completing it.
 */
export function checked(part: DmpPart, uniqueId: string, expected: Digest): DmpPart {
  return {
    size: expected.size,
    open: async function* () {
      const hash = createHash("sha1");
      let size = 0;
      let held: Uint8Array | null = null;
      for await (const chunk of part.open()) {
        hash.update(chunk);
        size += chunk.length;
        if (size > expected.size) throw contentChanged(uniqueId);
        if (held !== null) yield held;
        held = chunk;
      }
      if (size !== expected.size || hash.digest("hex") !== expected.sha1) throw contentChanged(uniqueId);
      if (held !== null) yield held;
    },
  };
}

/** A part already in memory. */
export function bytesPart(bytes: Uint8Array): DmpPart {
  return {
    size: bytes.length,
    open: async function* () {
      yield bytes;
    },
  };
}
