import type { Transaction } from "../../domain/dmp/transaction.js";
import type { Ins } from "../../domain/identity/types.js";
import type { DmpCall, DmpPart, NewSubmission } from "./port.js";

/** Services of `https://<host>/si-dmp-server/v2/services/<svc>` (dmp.md §1.1). */
export type DmpService = "patients" | "patientsSpecific" | "habilitations" | "registry" | "repository";

/** What reads the body of an answer as it comes: names are local names with their namespace, prefixes are forgotten. */
export interface XmlHandler {
  open(uri: string, local: string, attributes: XmlAttributes): void;
  /** Text of the element that is open; may come in several pieces. */
  text(text: string): void;
  close(uri: string, local: string): void;
}

export interface XmlAttributes {
  /** By local name, without namespace unless `uri` is given. */
  get(local: string, uri?: string): string | undefined;
  readonly all: readonly { readonly uri: string; readonly local: string; readonly value: string }[];
}

export interface DmpExchange {
  readonly transaction: Transaction;
  readonly service: DmpService;
  /** wsa:Action. */
  readonly action: string;
  /** The one child of `soap:Body`, with its own namespace declarations. `xop:Include` elements name parts by `cid:`. */
  readonly body: string;
  /** Parts of an MTOM request, in order; their ids stand in `body` as `cid:<contentId>`. Absent: a plain SOAP request. */
  readonly parts?: readonly (DmpPart & { readonly contentId: string })[];
  /** resource-id of the VIHF; null when no patient is targeted (TD0.4). */
  readonly patient: Ins | null;
  /** Reads the child of `soap:Body`; not called for a Fault, which rejects instead. */
  readonly handler: XmlHandler;
  /**
   * Binary parts of the answer, in their order; the root part has been read before. Its content id is decoded (no `<>`, no `%`).
   * The next part waits until it resolves.
   */
  readonly onPart?:
    | ((part: {
        readonly contentId: string;
        readonly contentType: string;
        readonly body: AsyncIterable<Uint8Array>;
      }) => Promise<void>)
    | undefined;
  /** Told of the HTTP status of an answer that was read to its end, and was no Fault. */
  readonly onStatus?: ((status: number) => void) | undefined;
  readonly call: DmpCall;
}

/** Envelope, WS-Addressing, VIHF, MTOM and mutual TLS of every call (dmp.md §1). */
export interface DmpTransport {
  /** Resolves when the answer was read to its end. @throws {DmpFault} */
  exchange(exchange: DmpExchange): Promise<void>;
  /** XAdES signature document of a submission set (dmp.md §3.5), with the structure's seal or the card. */
  signSubmission(set: {
    readonly submissionUniqueId: string;
    readonly documents: readonly (NewSubmission["documents"][number]["content"] & { readonly uniqueId: string })[];
    readonly at: Date;
    readonly uuid: string;
  }): Promise<string>;
  close(): Promise<void>;
}
