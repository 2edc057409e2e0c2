import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A part after the root: its bytes come when they are asked for. */
export interface AnswerPart {
  readonly contentId: string;
  readonly contentType: string;
  readonly body: AsyncIterable<Buffer>;
}

export interface Answer {
  readonly status: number;
  /** The SOAP envelope, in pieces. */
  readonly envelope: Iterable<string>;
  /** Null: plain SOAP; else the answer is multipart, even without any part (dmp.md TD3.2). */
  readonly parts: readonly AnswerPart[] | null;
}

/** Where a scripted fault cuts: after this share of what would be sent. */
const CUT_AFTER = 0.5;
/** Pieces of XML joined before they are sent, in characters. */
const ENOUGH = 128 * 1024;

/**
 * Sends an answer as the Java stack of the DMP does: chunked, boundary `uuid:…`, headers in its own case. With `cut`, the
 * connection is destroyed in the middle: of the first document when there is one.
 */
export async function send(response: ServerResponse, answer: Answer, cut: boolean): Promise<void> {
  const boundary = `uuid:${randomUUID()}`;
  const type =
    answer.parts === null
      ? "application/soap+xml;charset=UTF-8"
      : `multipart/related; type="application/xop+xml"; boundary="${boundary}"; start="<root.message@cxf.apache.org>"; start-info="application/soap+xml"`;
  response.writeHead(answer.status, { "Content-Type": type });
  const whole = answer.parts === null ? encode(answer.envelope) : multipart(answer.envelope, answer.parts, boundary);
  if (cut) return sendHalf(response, whole);
  try {
    await pipeline(Readable.from(whole, { objectMode: false, highWaterMark: 256 * 1024 }), response);
  } catch {
    response.destroy(); // the caller left, or a document could not be read: it must not look whole
  }
}

async function* encode(pieces: Iterable<string>): AsyncGenerator<Buffer> {
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (text.length < ENOUGH) continue;
    yield Buffer.from(text, "utf8");
    text = "";
  }
  if (text !== "") yield Buffer.from(text, "utf8");
}

async function* multipart(envelope: Iterable<string>, parts: readonly AnswerPart[], boundary: string): AsyncGenerator<Buffer> {
  yield Buffer.from(
    `\r\n--${boundary}\r\nContent-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml"\r\n` +
      `Content-Transfer-Encoding: binary\r\nContent-ID: <root.message@cxf.apache.org>\r\n\r\n`,
  );
  yield* encode(envelope);
  for (const { contentId, contentType, body } of parts) {
    yield Buffer.from(
      `\r\n--${boundary}\r\nContent-Type: ${contentType}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <${contentId}>\r\n\r\n`,
    );
    yield* body;
  }
  yield Buffer.from(`\r\n--${boundary}--`);
}

/** Half of the last piece that is worth it, then nothing more. */
async function sendHalf(response: ServerResponse, whole: AsyncIterable<Buffer>): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of whole) pieces.push(piece);
  const all = Buffer.concat(pieces);
  const half = all.subarray(0, Math.floor(all.length * CUT_AFTER));
  await new Promise<void>((resolve) => response.write(half, () => resolve()));
  response.destroy();
}
