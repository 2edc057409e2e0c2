import { createHash } from "node:crypto";
import { createDmpClient, type DmpClientOptions } from "../../../../src/gateways/dmp/client.js";
import type { DmpClient, DmpPart } from "../../../../src/gateways/dmp/port.js";
import type { DmpExchange, DmpTransport } from "../../../../src/gateways/dmp/transport.port.js";
import { drive } from "./drive.js";

/** What a service answers: the child of soap:Body, and binary parts by content id. */
export interface Answer {
  readonly body: string;
  /** HTTP, 200 unless told. */
  readonly status?: number;
  readonly parts?: readonly { readonly contentId: string; readonly bytes: Uint8Array }[];
}

export interface Recorded {
  readonly exchange: DmpExchange;
  /** Bytes of each part of the request, read to their end. */
  readonly sent: readonly Uint8Array[];
}

export const OK =
  '<rs:RegistryResponse xmlns:rs="urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0" status="urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success"/>';

/** The messages without the wire: requests are read to their end, answers go through a real parser in pieces of 7 characters. */
export function messages(
  answer: (exchange: DmpExchange) => Answer | Promise<Answer>,
  options: Partial<DmpClientOptions> = {},
): { readonly client: DmpClient; readonly recorded: Recorded[] } {
  const recorded: Recorded[] = [];
  const transport: DmpTransport = {
    exchange: async (exchange) => {
      const sent: Uint8Array[] = [];
      for (const part of exchange.parts ?? []) sent.push(await bytesOf(part));
      recorded.push({ exchange, sent });
      exchange.call.signal?.throwIfAborted();
      const { body, status = 200, parts = [] } = await answer(exchange);
      drive(exchange.handler, body, 7);
      for (const { contentId, bytes } of parts)
        await exchange.onPart?.({ contentId, contentType: "text/xml", body: inPieces(bytes) });
      exchange.onStatus?.(status);
    },
    signSubmission: async (set) => {
      const references: string[] = [];
      for (const document of set.documents) {
        const { canonical, digests } = document;
        // As the real one does: what is known is not read.
        const known = canonical && digests !== undefined ? Buffer.from(digests.sha1, "hex") : null;
        const sha1 = (
          known ??
          createHash("sha1")
            .update(await bytesOf(document))
            .digest()
        ).toString("base64");
        references.push(`<ref uri="urn:oid:${document.uniqueId}">${sha1}</ref>`);
      }
      return `<Signature Id="_${set.uuid}" at="${set.at.toISOString()}" set="${set.submissionUniqueId}">${references.join("")}</Signature>`;
    },
    close: async () => {},
  };
  const client = createDmpClient({
    transport,
    modeOf: () => "INDIRECTE_RENFORCEE",
    software: { name: 'segur "<&>\'"', version: "0.1.0" },
    oid: "1.2.250.1.999.1.1.7898",
    maxSubmissionBytes: 1_000_000,
    clock: { now: () => new Date("2026-11-25T19:00:00.000Z"), sleep: async () => {} },
    ids: { uuid: () => "f81d4fae-7dec-41d0-a765-00a0c91e6bf6", run: () => "R20261125-TEST" },
    ...options,
  });
  return { client, recorded };
}

export async function bytesOf(part: Pick<DmpPart, "open">): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of part.open()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 5) yield bytes.subarray(at, at + 5);
}
