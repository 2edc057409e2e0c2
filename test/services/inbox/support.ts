import { createHash } from "node:crypto";
import type { InboxHead, InboxPart } from "../../../src/gateways/mss/inbox.port.js";
import type { ReceiveDeps } from "../../../src/services/inbox/receive.js";
import { receive } from "../../../src/services/inbox/receive.js";
import { wanted } from "../../../src/services/inbox/wanted.js";

/** A part with its decoded bytes. */
export type PartWithBytes = Partial<InboxPart> & { readonly bytes: Buffer | string };

export interface TestMessage {
  readonly parts: readonly PartWithBytes[];
  readonly head?: Partial<InboxHead>;
}

export function headOf({ parts, head = {} }: TestMessage): InboxHead {
  return {
    ...{ uid: 7, receivedAt: "2026-11-25T10:00:00.000Z", size: 1000, seen: false, messageId: "<1@labo.mssante.fr>" },
    ...{ from: { address: "labo@bio.mssante.fr", name: "Labo" }, replyTo: null, sentAt: "2026-11-25T09:59:00.000Z" },
    ...{ subject: "XDM/1.0/DDM+CR", headers: new Map(), report: null, request: null, fault: null },
    parts: parts.map(({ bytes, ...part }, index) => ({
      ...{ part: String(index + 1), mediaType: "application/zip", fileName: null, charset: null, disposition: null },
      size: Math.ceil((Buffer.byteLength(bytes) * 4) / 3),
      ...part,
    })),
    ...head,
  };
}

/** A content store that keeps digests only: whether the bytes are durable is the store's own test. */
export function digests(): ReceiveDeps["contents"] & { readonly written: Map<string, Buffer> } {
  const written = new Map<string, Buffer>();
  return {
    written,
    async write(source) {
      const pieces: Uint8Array[] = [];
      for await (const piece of source) pieces.push(piece);
      const bytes = Buffer.concat(pieces);
      const digest = (name: string) => createHash(name).update(bytes).digest("hex");
      written.set(digest("sha256"), bytes);
      return { id: digest("sha256"), sha1: digest("sha1"), size: bytes.length };
    },
  };
}

/** Receives a message as the synchronisation does: only the parts that are wanted, none larger than its limit. */
export async function received(message: TestMessage, deps: Partial<ReceiveDeps> = {}) {
  const head = headOf(message);
  const limits = new Map(wanted(head).map(({ part, maxBytes }) => [part, maxBytes]));
  const contents = new Map<string, Buffer>();
  for (const [index, { bytes }] of message.parts.entries()) {
    const part = head.parts[index]?.part ?? "";
    if (Buffer.byteLength(bytes) <= (limits.get(part) ?? -1)) contents.set(part, Buffer.from(bytes));
  }
  return receive(head, "boite@cabinet.mssante.fr", "9", contents, { contents: digests(), environment: "sandbox", ...deps });
}
