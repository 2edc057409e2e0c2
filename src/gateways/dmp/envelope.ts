import type { DmpPart } from "./port.js";

const WSA = "http://www.w3.org/2005/08/addressing";
const WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const SOAP = "http://www.w3.org/2003/05/soap-envelope";

export interface EnvelopeValues {
  readonly action: string;
  /** UUID, without `urn:uuid:`. */
  readonly messageId: string;
  /** Address of the service. */
  readonly to: string;
  /** The signed assertion, alone in `wsse:Security`: no timestamp, the body is not signed (psc.md §4.4). */
  readonly assertion: string;
  readonly body: string;
}

/** SOAP 1.2 with WS-Addressing: a header that misses is a Fault `wsa:MessageAddressingHeaderRequired` (dmp.md §1.2). */
export function dmpEnvelope({ action, messageId, to, assertion, body }: EnvelopeValues): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="${SOAP}"><soap:Header xmlns:wsa="${WSA}">` +
    `<wsa:MessageID>urn:uuid:${messageId}</wsa:MessageID><wsa:To>${to}</wsa:To>` +
    `<wsa:ReplyTo soap:mustUnderstand="true"><wsa:Address>${WSA}/anonymous</wsa:Address></wsa:ReplyTo>` +
    `<wsa:Action soap:mustUnderstand="true">${action}</wsa:Action>` +
    `<wsse:Security xmlns:wsse="${WSSE}">${assertion}</wsse:Security></soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`
  );
}

export interface MtomMessage {
  readonly contentType: string;
  readonly contentLength: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** A part that did not give the bytes that it announced: sending on would break the message. */
export class PartSizeError extends Error {
  override readonly name = "PartSizeError";
}

/**
 * XOP over multipart/related (SOAP MTOM §3): the envelope first, then each part, read when the connection takes it. Its length is
 * known before, so that nothing is sent in chunks, which old front ends refuse.
 * @param boundary unique, without quotes
 */
export function mtomMessage(
  envelope: string,
  parts: readonly (DmpPart & { readonly contentId: string })[],
  action: string,
  boundary: string,
): MtomMessage {
  const root = Buffer.from(
    `--${boundary}\r\nContent-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml"\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <root@segur>\r\n\r\n${envelope}`,
  );
  const heads = parts.map(({ contentId }) =>
    Buffer.from(
      `\r\n--${boundary}\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <${contentId}>\r\n\r\n`,
    ),
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const sizes = [root, ...heads, tail].map((each) => each.length).concat(parts.map((part) => part.size));
  async function* write(): AsyncGenerator<Uint8Array> {
    yield root;
    for (const [index, part] of parts.entries()) {
      yield heads[index] ?? tail;
      let left = part.size;
      for await (const chunk of part.open()) {
        left -= chunk.length;
        if (left < 0) throw new PartSizeError();
        yield chunk;
      }
      if (left !== 0) throw new PartSizeError();
    }
    yield tail;
  }
  return {
    contentType: `multipart/related; type="application/xop+xml"; boundary="${boundary}"; start="<root@segur>"; start-info="application/soap+xml"; action="${action}"`,
    contentLength: sizes.reduce((sum, size) => sum + size, 0),
    body: write(),
  };
}
