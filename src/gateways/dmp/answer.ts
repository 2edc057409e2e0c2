import { StringDecoder } from "node:string_decoder";
import type { StreamReply } from "../http-stream.js";
import { TransportFailure } from "../transport.js";
import { XmlError } from "../xml.js";
import type { XmlEvents, XmlLimits, XmlStream } from "../xml-stream.js";
import { contentIdOf, parseMediaType } from "./media-type.js";
import { type MimePart, MultipartError, readMultipart } from "./multipart.js";
import { soapFault } from "./soap-faults.js";
import { SoapReader } from "./soap-stream.js";
import type { DmpExchange } from "./transport.port.js";
import { answerFault, httpStatusFault } from "./transport-errors.js";

export type StartXml = (events: XmlEvents, limits?: Partial<XmlLimits>) => XmlStream;

/** A document that comes inline, in base64, when a service does not speak MTOM: the text of one element. */
const MAX_TEXT = 100_000_000;
/** The XML of an answer, whatever comes with it: a registry of ten thousand documents writes a tenth of it. */
export const MAX_XML_BYTES = 256 * 1024 * 1024;
/** Parts that come before the root, which nothing forbids (RFC 2387 §3.2): kept until it is there. */
const MAX_HELD = 16 * 1024 * 1024;

/**
 * Reads an answer to its end, plain or multipart, whatever its HTTP status: a Fault may come with 200, an answer with 500. The body of a
 * SOAP answer goes to the handler as it is read, then each binary part to `onPart`.
 * @param values what was sent and must not come back in a text
 * @throws {DmpFault}
 */
export async function readAnswer(
  reply: StreamReply,
  exchange: Pick<DmpExchange, "handler" | "onPart">,
  startXml: StartXml,
  values: readonly string[],
): Promise<void> {
  const media = parseMediaType(reply.contentType);
  const failed = reply.status < 200 || reply.status >= 300;
  const boundary = media.parameters.get("boundary");
  const root = new RootReader(exchange.handler, startXml, values);
  try {
    if (media.type.startsWith("multipart/") && boundary !== undefined && boundary !== "") {
      const start = media.parameters.get("start");
      await readParts(
        readMultipart(reply.body, boundary),
        start === undefined ? null : contentIdOf(start),
        root,
        exchange.onPart,
      );
    } else if (media.type === "" || media.type.endsWith("xml")) {
      await root.read(reply.body, reply.contentType);
    } else {
      throw failed ? httpStatusFault(reply.status) : answerFault(...otherMedia(media.type));
    }
  } catch (error) {
    if (error instanceof MultipartError) {
      if (failed && !root.started) throw httpStatusFault(reply.status);
      throw answerFault(
        error.problem === "truncated" ? "truncated" : "unreadable",
        `Message MTOM invalide (${error.problem}).`,
        error,
      );
    }
    if (!(error instanceof RootError)) throw error;
    if (failed) throw httpStatusFault(reply.status);
    throw answerFault(error.problem, error.message, error.cause);
  }
}

function otherMedia(type: string): ["not_soap" | "content_type", string] {
  const page = type === "text/html" || type === "text/plain";
  // The type is the server's word and may be anything: told only when it looks like one.
  const told = /^[\w.+-]{1,40}\/[\w.+-]{1,60}$/.test(type) ? type : "inconnu";
  return [page ? "not_soap" : "content_type", `Type de contenu : ${told}.`];
}

async function readParts(
  parts: AsyncIterable<MimePart>,
  start: string | null,
  root: RootReader,
  onPart: DmpExchange["onPart"],
): Promise<void> {
  const held: (Omit<MimePart, "body"> & { readonly bytes: Buffer })[] = [];
  let heldBytes = 0;
  const give = async (part: MimePart) => onPart?.(part);
  const release = async () => {
    for (const { contentId, contentType, bytes } of held.splice(0)) await give({ contentId, contentType, body: once(bytes) });
  };
  for await (const part of parts) {
    if (root.finished) await give(part);
    else if (start === null || part.contentId === start) {
      await root.read(part.body, part.contentType);
      await release();
    } else {
      const chunks: Buffer[] = [];
      for await (const chunk of part.body) {
        heldBytes += chunk.length;
        if (heldBytes > MAX_HELD) throw answerFault("unreadable", "La partie principale du message MTOM vient trop tard.");
        chunks.push(chunk);
      }
      held.push({ contentId: part.contentId, contentType: part.contentType, bytes: Buffer.concat(chunks) });
    }
  }
  if (root.finished) return;
  // `start` names no part: the first one is the root (RFC 2387 §3.2).
  const first = held.shift();
  if (first === undefined) throw answerFault("unreadable", "Message MTOM sans partie.");
  await root.read(once(first.bytes), first.contentType);
  await release();
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield bytes;
}

/** The XML of an answer cannot be read, whatever the reason: an HTTP status says more when it is an error. */
class RootError extends Error {
  constructor(
    readonly problem: "not_soap" | "invalid_xml" | "unreadable",
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** Reads the envelope. What a handler throws passes as it is. */
class RootReader {
  started = false;
  finished = false;
  private readonly soap: SoapReader;

  constructor(
    handler: XmlEvents,
    private readonly startXml: StartXml,
    private readonly values: readonly string[],
  ) {
    this.soap = new SoapReader(handler);
  }

  async read(body: AsyncIterable<Buffer>, contentType: string): Promise<void> {
    this.started = true;
    const xml = this.startXml(this.soap, { text: MAX_TEXT });
    const decoder = decoderOf(contentType);
    let size = 0;
    await this.parse(async () => {
      for await (const chunk of body) {
        size += chunk.length;
        if (size > MAX_XML_BYTES) throw new TransportFailure("too_large", String(MAX_XML_BYTES), undefined, true);
        xml.write(decoder.write(chunk));
      }
      xml.write(decoder.end());
      xml.end();
    });
    this.finished = true;
    const { outcome, fault } = this.soap;
    if (fault !== null) throw soapFault(fault, this.values);
    if (outcome === "body") return;
    throw outcome === "not_soap"
      ? new RootError("not_soap", "Enveloppe SOAP absente.")
      : new RootError("unreadable", "Enveloppe SOAP sans contenu.");
  }

  private async parse(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof XmlError) throw new RootError("invalid_xml", `${error.message}.`, error);
      throw error;
    }
  }
}

interface Decoder {
  write(chunk: Buffer): string;
  end(): string;
}

function decoderOf(contentType: string): Decoder {
  const charset = parseMediaType(contentType).parameters.get("charset") ?? "utf-8";
  if (/^utf-?8$/i.test(charset)) return new StringDecoder("utf8");
  try {
    const decoder = new TextDecoder(charset);
    return { write: (chunk) => decoder.decode(chunk, { stream: true }), end: () => decoder.decode() };
  } catch {
    return new StringDecoder("utf8");
  }
}
