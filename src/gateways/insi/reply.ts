import { SegurError } from "../../domain/errors.js";
import type { HttpReply } from "../http.js";
import { serviceText } from "../service-text.js";
import { readSoap } from "../soap.js";
import { TransportFailure } from "../transport.js";
import { type XmlElement, XmlError } from "../xml.js";
import type { XmlReader } from "../xml-reader.js";
import { answerFault, httpStatusFault, localFault, transportFault } from "./errors.js";
import { insiFault } from "./faults.js";
import { type CallContext, InsiFault } from "./port.js";
import { UnreadableResult } from "./result.js";

/** From HTTP to the payload of the body, or the fault that stands in its place. */
export function readPayload(
  readXml: XmlReader,
  reply: HttpReply,
  call: CallContext,
  values: () => readonly string[],
): XmlElement {
  const failed = reply.status < 200 || reply.status >= 300;
  const type = reply.contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  const problem =
    type === "" || type.endsWith("xml") ? null : type === "text/html" || type === "text/plain" ? "not_soap" : "content_type";
  if (problem !== null || type === "application/xhtml+xml") {
    throw failed
      ? httpStatusFault(reply.status, call)
      : answerFault(problem ?? "not_soap", `Type de contenu : ${serviceText(type, values())}.`, call);
  }
  let root: XmlElement;
  try {
    root = readXml(decode(reply));
  } catch (error) {
    if (failed) throw httpStatusFault(reply.status, call);
    throw error;
  }
  const message = readSoap(root);
  if (message === null) {
    throw failed ? httpStatusFault(reply.status, call) : answerFault("not_soap", "Enveloppe SOAP absente.", call);
  }
  if (message.kind === "fault") throw insiFault(message.fault, call, values());
  return message.payload;
}

function decode(reply: HttpReply): string {
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(reply.contentType)?.[1] ?? "utf-8";
  if (/^utf-?8$/i.test(charset)) return reply.body.toString("utf8");
  try {
    return new TextDecoder(charset).decode(reply.body);
  } catch {
    return reply.body.toString("utf8");
  }
}

/** Everything that is not already a fault; a defect passes as it is. */
export function toFault(error: unknown, call: CallContext): unknown {
  if (error instanceof InsiFault) return error;
  if (error instanceof TransportFailure) return transportFault(error, call);
  if (error instanceof UnreadableResult) return answerFault("unreadable", `Réponse inattendue : ${error.message}.`, call, error);
  if (error instanceof XmlError) return answerFault("invalid_xml", `${error.message}.`, call, error);
  if (error instanceof SegurError) return localFault(error, call);
  return error;
}

const LABELS: ReadonlySet<string> = new Set(["OK", "KO", "Aucune identite trouvee", "Plusieurs identites trouvees"]);

/** LibelleCR goes to traces: a text we do not know is redacted first. */
export function cleanLabel(label: string, values: () => readonly string[]): string {
  return LABELS.has(label) ? label : serviceText(label, values());
}
