import { randomUUID } from "node:crypto";
import { NS, OPERATIONS, type Operation } from "./names.js";
import { addressingMissing, fault, type Refusal } from "./refusal.js";
import { attribute, child, escapeXml, parseXml, type XmlElement, XmlRefused } from "./xml.js";

/** A request whose envelope was read. */
export interface Envelope {
  readonly messageId: string;
  readonly operation: Operation;
  readonly security: XmlElement | undefined;
  /** The child of `soap:Body`. */
  readonly body: XmlElement;
}

/**
 * Reads a SOAP 1.2 envelope with its WS-Addressing headers (dmp.md §1.2): MessageID, To (may be empty), ReplyTo and Action are all
 * there, and the action is one of this service.
 * @throws {Refusal}
 */
export function openEnvelope(message: string, service: string): Envelope {
  const envelope = read(message);
  if (envelope.name !== "Envelope" || envelope.namespace !== NS.soap) {
    throw fault("VersionMismatch", "A SOAP 1.2 Envelope was expected");
  }
  const header = child(envelope, NS.soap, "Header");
  const body = child(envelope, NS.soap, "Body");
  const text = (name: string): string | undefined => child(header, NS.wsa, name)?.text.trim();
  const messageId = text("MessageID");
  const action = text("Action");
  const reply = child(child(header, NS.wsa, "ReplyTo"), NS.wsa, "Address")?.text.trim();
  if (!messageId || !action || !reply || text("To") === undefined) throw addressingMissing();
  if (!/^(urn:)?uuid:[0-9a-fA-F-]{36}$/.test(messageId))
    throw fault("wsa:InvalidAddressingHeader", "MessageID is not a UUID URN");
  refuseUnknown(header);
  const operation = operationOf(action, service);
  const [payload, ...more] = body?.children ?? [];
  if (operation === null || payload === undefined || more.length > 0) {
    throw fault("wsa:ActionNotSupported", `The ${action} cannot be processed at the receiver`);
  }
  return { messageId, operation, security: child(header, NS.wsse, "Security"), body: payload };
}

function read(message: string): XmlElement {
  try {
    return parseXml(message);
  } catch (error) {
    if (error instanceof XmlRefused) throw fault("MalformedMessage", `Error reading XMLStreamReader: ${error.message}`);
    throw error;
  }
}

/** A header that must be understood and is not (SOAP 1.2 part 1, §2.4). */
function refuseUnknown(header: XmlElement | undefined): void {
  for (const one of header?.children ?? []) {
    const must = attribute(one, "mustUnderstand");
    if ((must === "true" || must === "1") && one.namespace !== NS.wsa && one.namespace !== NS.wsse) {
      throw fault("MustUnderstand", `MustUnderstand headers: [{${one.namespace}}${one.name}] are not understood.`);
    }
  }
}

function operationOf(action: string, service: string): Operation | null {
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    if (operation.request === action && operation.service === service) return name as Operation;
  }
  return null;
}

/** What every answer tells of the request. */
export interface Reply {
  readonly messageId: string | null;
  readonly action: string;
}

/** What stands before and after the child of `soap:Body`, with the habits of a Java stack: its own prefixes, simple quotes. */
export function wrapping({ messageId, action }: Reply): { readonly before: string; readonly after: string } {
  const relates = messageId === null ? "" : `<RelatesTo xmlns="${NS.wsa}">${escapeXml(messageId)}</RelatesTo>`;
  return {
    before:
      `<?xml version='1.0' encoding='UTF-8'?><soap:Envelope xmlns:soap="${NS.soap}"><soap:Header><Action xmlns="${NS.wsa}">${action}</Action>` +
      `<MessageID xmlns="${NS.wsa}">urn:uuid:${randomUUID()}</MessageID><To xmlns="${NS.wsa}">${NS.wsa}/anonymous</To>${relates}</soap:Header><soap:Body>`,
    after: "</soap:Body></soap:Envelope>",
  };
}

export function envelopeOf(reply: Reply, body: string): string {
  const { before, after } = wrapping(reply);
  return before + body + after;
}

/** A SOAP 1.2 fault: subcodes of WS-Addressing keep their prefix, those of the DMP stand in soap's as it really does (dmp.md §1.4). */
export function faultEnvelope(messageId: string | null, { role, code, message }: Refusal): string {
  const [prefix, local] = code.startsWith("wsa:") ? ["wsa", code.slice(4)] : ["soap", code];
  const body =
    `<soap:Fault xmlns:wsa="${NS.wsa}"><soap:Code><soap:Value>soap:${role}</soap:Value><soap:Subcode><soap:Value>${prefix}:${local}</soap:Value>` +
    `</soap:Subcode></soap:Code><soap:Reason><soap:Text xml:lang="en">${escapeXml(message)}</soap:Text></soap:Reason></soap:Fault>`;
  return envelopeOf({ messageId, action: `${NS.wsa}/soap/fault` }, body);
}
