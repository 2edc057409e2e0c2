import type { IncomingHttpHeaders } from "node:http";
import { mediaType, type Part, readParts } from "./multipart.js";
import { fault } from "./refusal.js";

/** Metadata of a submission, not its documents. */
const MOST_ROOT_BYTES = 8 * 1024 * 1024;

/** A request whose root part was read. */
export interface ReadRequest {
  readonly message: string;
  /** Parts after the root, as they come; null for a plain SOAP request. */
  readonly parts: AsyncIterable<Part> | null;
}

/**
 * Reads the SOAP message of a request: the body itself, or the root part of a multipart/related one (`start`, else the first).
 * @throws {Refusal}
 */
export async function readRequest(headers: IncomingHttpHeaders, body: AsyncIterable<Buffer>): Promise<ReadRequest> {
  const { type, parameters } = mediaType(headers["content-type"] ?? "");
  if (type === "application/soap+xml") return { message: await text(body), parts: null };
  const boundary = parameters.get("boundary");
  if (type !== "multipart/related" || boundary === undefined) {
    throw fault("MalformedMessage", "application/soap+xml ou multipart/related attendu");
  }
  if (parameters.get("type") !== "application/xop+xml") throw fault("MalformedMessage", 'type="application/xop+xml" attendu');
  const parts = readParts(body, boundary);
  const first = await parts.next();
  if (first.done === true) throw fault("MalformedMessage", "multipart/related sans partie");
  const start = parameters.get("start");
  if (start !== undefined && start.replace(/^<(.*)>$/, "$1") !== first.value.contentId) {
    throw fault("MalformedMessage", "La partie racine doit être la première");
  }
  return { message: await text(first.value.body), parts };
}

async function text(source: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > MOST_ROOT_BYTES) throw fault("MalformedMessage", "Message trop long");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}
