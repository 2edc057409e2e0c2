import { createHash } from "node:crypto";
import type { ContentInfo, ContentStore } from "../../store/documents.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { composeMessage } from "./compose.js";
import type { SendPlan } from "./plan.js";

/**
 * Makes the message of a plan in memory, by the very code that writes it, so that what the real sending would refuse (identity of the CDA,
 * PDF/A-1, sizes…) is known before a person says yes, and before any other part of a share is done. Nothing is written.
 * @throws {SegurError} what {@link composeMessage} throws
 */
export async function rehearse(cabinet: OpenCabinet, plan: SendPlan, signal: AbortSignal): Promise<void> {
  await composeMessage(onPaper(cabinet), plan, counted, signal);
}

async function counted(source: AsyncIterable<Uint8Array>): Promise<{ readonly size: number }> {
  let size = 0;
  for await (const chunk of source) size += chunk.length;
  return { size };
}

/** The same cabinet, whose contents and documents keep what is written for the time of a call. */
function onPaper(cabinet: OpenCabinet): OpenCabinet {
  return {
    ...cabinet,
    contents: inMemory(cabinet.contents),
    documents: { ...cabinet.documents, update: async () => true },
  };
}

function inMemory(contents: ContentStore): ContentStore {
  const kept = new Map<string, { readonly info: ContentInfo; readonly bytes: Buffer }>();
  return {
    ...contents,
    async write(source) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of source) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest("hex");
      const info = { id: digest("sha256"), sha1: digest("sha1"), size: bytes.length };
      kept.set(info.id, { info, bytes });
      return info;
    },
    info: async (id) => kept.get(id)?.info ?? contents.info(id),
    read(id) {
      const known = kept.get(id);
      return known === undefined ? contents.read(id) : once(known.bytes);
    },
  };
}

/** The pieces of a store are of 256 KiB: a reader may count on it. */
const PIECE = 262_144;

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
