import { startTag, UnwritableText } from "./canonical.js";
import { checkDraft } from "./check-draft.js";
import type { CdaDraft } from "./draft.js";
import { header } from "./write-header.js";
import { draftWrong } from "./writer-errors.js";

/** What a level 1 body may hold (dmp.md §4). The DMP wants PDF/A-1 when it is a PDF. */
export const BODY_TYPES = ["application/pdf", "text/plain", "text/rtf", "image/jpeg", "image/tiff"] as const;
export type BodyType = (typeof BODY_TYPES)[number];

export interface CdaBodySource {
  readonly mediaType: BodyType;
  /** The bytes, in pieces of any size. Opened once. */
  open(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const AFTER = "</text></nonXMLBody></component></ClinicalDocument>";
/** Bytes taken at once from a piece: a multiple of 3, so that base64 has no padding but at the end. */
const STEP = 3 * 65_536;

/**
 * Writes a level 1 CDA R2 document (cda.md §2) around a file, as its canonical bytes (see `canonical.ts`): UTF-8, no XML
 * declaration. Streamed: memory does not grow with the body.
 * @throws SegurError before the first byte, when the rules of the header refuse the draft
 */
export async function* writeCda(draft: CdaDraft, body: CdaBodySource): AsyncGenerator<Buffer, void, undefined> {
  const { before, after } = frame(draft, body.mediaType);
  yield Buffer.from(before, "utf8");
  let kept = Buffer.alloc(0);
  for await (const piece of body.open()) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let at = 0;
    if (kept.length > 0) {
      at = Math.min(3 - kept.length, bytes.length);
      kept = Buffer.concat([kept, bytes.subarray(0, at)]);
      if (kept.length < 3) continue;
      yield base64(kept);
      kept = Buffer.alloc(0);
    }
    const whole = bytes.length - ((bytes.length - at) % 3);
    for (; at < whole; at += STEP) yield base64(bytes.subarray(at, Math.min(at + STEP, whole)));
    // Copied: whoever gives the pieces may use its buffer again.
    kept = Buffer.from(bytes.subarray(whole));
  }
  if (kept.length > 0) yield base64(kept);
  yield Buffer.from(after, "utf8");
}

/** What ends the header of a document of {@link writeCda}: a text of the header is escaped, and can not say it. */
const BODY = "<component><nonXMLBody><text";
/** No header is as long. */
const MOST_HEADER = 4 * 1_048_576;

/**
 * A document of {@link writeCda} with nothing in its body, for who wants its header: of fifty megabytes, the first piece is read.
 * A document that was not written so comes whole.
 */
export async function* withoutBody(document: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
  let held = Buffer.alloc(0);
  let passing = false;
  for await (const piece of document) {
    if (passing) {
      yield Buffer.from(piece);
      continue;
    }
    held = Buffer.concat([held, piece]);
    const body = held.indexOf(BODY);
    const end = body < 0 ? -1 : held.indexOf(">", body + BODY.length);
    if (end >= 0) {
      yield held.subarray(0, end + 1);
      yield Buffer.from(AFTER, "utf8");
      return;
    }
    if (held.length > MOST_HEADER) {
      passing = true;
      yield held;
    }
  }
  if (!passing) yield held;
}

/**
 * Size in bytes of the document that {@link writeCda} would write around a body of that size.
 * @throws SegurError as it does
 */
export function cdaSize(draft: CdaDraft, mediaType: BodyType, bodySize: number): number {
  const { before, after } = frame(draft, mediaType);
  return Buffer.byteLength(before) + Math.ceil(bodySize / 3) * 4 + Buffer.byteLength(after);
}

function frame(draft: CdaDraft, mediaType: BodyType): { readonly before: string; readonly after: string } {
  checkDraft(draft);
  try {
    const text = startTag("text", { mediaType, representation: "B64" });
    return {
      before: `${startTag("ClinicalDocument", { xmlns: "urn:hl7-org:v3" })}${header(draft).text}<component><nonXMLBody>${text}`,
      after: AFTER,
    };
  } catch (error) {
    if (error instanceof UnwritableText) throw draftWrong("character", error.element);
    throw error;
  }
}

function base64(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString("base64"), "latin1");
}
