import { NS } from "../../../documents/rim/names.js";
import { text } from "../../../documents/rim/write.js";
import { type RefusalContext, registryFault, registryMessage } from "../codes.js";
import type { Retrieved } from "../port.js";
import { type RegistryError, RegistryOutcome } from "../registry-response.js";
import type { XmlHandler } from "../transport.port.js";
import { Base64Reader } from "./base64.js";

export interface Wanted {
  readonly uniqueId: string;
  readonly repositoryUniqueId: string;
  readonly homeCommunityId: string | null;
}

/** TD3.2 (ITI-43): each document by its uniqueId, in the repository that TD3.1 named, never another. */
export function retrieveRequest(wanted: readonly Wanted[]): string {
  const requests = wanted.map(({ uniqueId, repositoryUniqueId, homeCommunityId }) => {
    const home =
      homeCommunityId === null ? "" : `<xds:HomeCommunityId>${text(homeCommunityId, "homeCommunityId")}</xds:HomeCommunityId>`;
    return `<xds:DocumentRequest>${home}<xds:RepositoryUniqueId>${text(repositoryUniqueId, "repositoryUniqueId")}</xds:RepositoryUniqueId><xds:DocumentUniqueId>${text(uniqueId, "uniqueId")}</xds:DocumentUniqueId></xds:DocumentRequest>`;
  });
  return `<xds:RetrieveDocumentSetRequest xmlns:xds="${NS.xds}">${requests.join("")}</xds:RetrieveDocumentSetRequest>`;
}

/** A document of the answer: its bytes come as a part of the message, or stood in the XML. */
interface Answered extends Retrieved {
  readonly cid: string | null;
  readonly inline: Uint8Array | null;
}

export interface NotRetrieved {
  readonly uniqueId: string;
  readonly code: string;
  readonly message: string;
}

/** Reads a RetrieveDocumentSetResponse, and says which document each part is. */
export class RetrieveAnswer implements XmlHandler {
  readonly outcome = new RegistryOutcome();
  readonly #answered: Answered[] = [];
  readonly #served = new Set<string>();
  #fields: Map<string, string> | null = null;
  #field: string | null = null;
  #cid: string | null = null;
  #base64: Base64Reader | null = null;

  constructor(private readonly wanted: readonly Wanted[]) {}

  open(uri: string, local: string, attributes: Parameters<XmlHandler["open"]>[2]): void {
    if (this.outcome.open(local, attributes)) return;
    if (local === "RegistryResponse") {
      this.outcome.root(attributes);
    } else if (local === "DocumentResponse") {
      this.#fields = new Map();
      this.#cid = null;
      this.#base64 = null;
    } else if (uri === NS.xop && local === "Include") {
      this.#cid = cidOf(attributes.get("href") ?? "");
      this.#base64 = null;
    } else if (this.#fields !== null && local === "Document") this.#base64 = new Base64Reader();
    else if (this.#fields !== null) this.#field = local;
  }

  text(text: string): void {
    if (this.#base64 !== null) this.#base64.push(text);
    else if (this.#field !== null) this.#fields?.set(this.#field, (this.#fields.get(this.#field) ?? "") + text);
  }

  close(_uri: string, local: string): void {
    this.#field = null;
    if (local !== "DocumentResponse" || this.#fields === null) return;
    const field = (name: string): string => this.#fields?.get(name)?.trim() ?? "";
    this.#answered.push({
      uniqueId: field("DocumentUniqueId"),
      repositoryUniqueId: field("RepositoryUniqueId"),
      mimeType: field("mimeType") || "text/xml",
      cid: this.#cid,
      // An element without bytes nor part is no document: what was asked is then told as missing.
      inline: this.#cid === null ? (this.#base64?.finish() ?? null) : null,
    });
    this.#fields = null;
    this.#base64 = null;
  }

  /** The document of a part, once; null for a part that nobody asked for. */
  ofPart(contentId: string): Retrieved | null {
    const found = this.#answered.find(({ cid }) => cid === contentId);
    return found === undefined ? null : this.#serve(found);
  }

  /** Documents whose bytes stood in the XML. */
  *inline(): Iterable<{ readonly document: Retrieved; readonly bytes: Uint8Array }> {
    for (const one of this.#answered) {
      const document = one.inline === null ? null : this.#serve(one);
      if (document !== null && one.inline !== null) yield { document, bytes: one.inline };
    }
  }

  /** Documents named in the answer that were not asked for. */
  get foreign(): number {
    return this.#answered.filter(({ uniqueId }) => !this.#asked(uniqueId)).length;
  }

  /**
   * What was asked and did not come, each with the error that names it, else the only one, else that it is missing.
   * @throws {DmpFault} when the answer as a whole is a refusal
   */
  refused(context: RefusalContext): readonly NotRetrieved[] {
    const left = this.wanted.filter(({ uniqueId }) => !this.#served.has(uniqueId));
    const errors = this.outcome.errors.filter(({ warning }) => !warning);
    const named = new Map(left.map(({ uniqueId }) => [uniqueId, errors.find((error) => names(error, uniqueId))]));
    const general = errors.find((error) => ![...named.values()].includes(error));
    const whole = this.#served.size === 0 && ![...named.values()].some((error) => error !== undefined);
    if (whole && (this.outcome.status !== "Success" || general !== undefined) && !isAboutDocuments(general))
      throw registryFault(this.outcome, context);
    return left.map(({ uniqueId }) => {
      const error = named.get(uniqueId) ?? general;
      if (error !== undefined) return { uniqueId, ...registryMessage(error, context) };
      return { uniqueId, code: "document.missing", message: "Le DMP n'a ni donné ce document, ni dit pourquoi." };
    });
  }

  #asked(uniqueId: string): boolean {
    return this.wanted.some((one) => one.uniqueId === uniqueId);
  }

  #serve({ uniqueId, repositoryUniqueId, mimeType }: Answered): Retrieved | null {
    if (!this.#asked(uniqueId) || this.#served.has(uniqueId)) return null;
    this.#served.add(uniqueId);
    return { uniqueId, repositoryUniqueId, mimeType };
  }
}

/** Codes that say something of a document and nothing of the call. */
function isAboutDocuments(error: RegistryError | undefined): boolean {
  return error !== undefined && /XDSDocumentUniqueIdError|XDSUnknownRepositoryId|XDSMissingDocument$/.test(error.code);
}

/** An error names its document in its context or its location, as a whole OID. */
function names(error: RegistryError, uniqueId: string): boolean {
  const literal = uniqueId.replaceAll(".", "\\.").replaceAll("^", "\\^");
  return new RegExp(`(?<![\\d.])${literal}(?![\\d]|\\.\\d)`).test(`${error.context} ${error.location}`);
}

/** `cid:…%40…` → its content id (RFC 2392: URL-encoded, dmp.md TD3.2). */
function cidOf(href: string): string | null {
  if (!/^cid:/i.test(href)) return null;
  const encoded = href.slice(4);
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
