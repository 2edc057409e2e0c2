import { child, childrenOf, type XmlElement } from "./xml.js";

/** SOAP 1.2 (document/literal): what the téléservices of the Assurance Maladie speak (insi.md §1.2). */
export const SOAP_12 = "http://www.w3.org/2003/05/soap-envelope";
/** Some front ends still answer their own faults in SOAP 1.1; they are read, never written. */
export const SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/";

export interface SoapFault {
  /** Local part of `Code/Value`: `Sender`, `Receiver`, `MustUnderstand`… */
  readonly role: string;
  /** Local part of `Code/Subcode/Value` (`siram_40`), or null. */
  readonly subcode: string | null;
  readonly reason: string;
  readonly detail: XmlElement | null;
}

export type SoapMessage =
  | { readonly kind: "body"; readonly payload: XmlElement }
  | { readonly kind: "fault"; readonly fault: SoapFault };

/** Writes an envelope around header blocks and a body that are already XML. */
export function soapEnvelope(header: string, body: string): string {
  return `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="${SOAP_12}"><soap:Header>${header}</soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`;
}

/** Content type of a SOAP 1.2 request: the action travels there, there is no SOAPAction header. */
export function soapContentType(action: string): string {
  return `application/soap+xml; charset=utf-8; action="${action}"`;
}

/** Reads an envelope, or returns null when the document is not one (an HTML page, a bare RESULTAT, an empty body). */
export function readSoap(root: XmlElement): SoapMessage | null {
  if (root.name !== "Envelope" || (root.ns !== SOAP_12 && root.ns !== SOAP_11)) return null;
  const payload = child(root, root.ns, "Body")?.children[0];
  if (payload === undefined) return null;
  if (payload.name !== "Fault" || (payload.ns !== SOAP_12 && payload.ns !== SOAP_11)) return { kind: "body", payload };
  return { kind: "fault", fault: readFault(payload) };
}

/** Reads a `Fault` element of SOAP 1.2 or 1.1. */
export function readFault(fault: XmlElement): SoapFault {
  return fault.ns === SOAP_12 ? readFault12(fault) : readFault11(fault);
}

function readFault12(fault: XmlElement): SoapFault {
  const code = child(fault, SOAP_12, "Code");
  const subcode = child(child(code, SOAP_12, "Subcode"), SOAP_12, "Value")?.text;
  const texts = childrenOf(child(fault, SOAP_12, "Reason"), SOAP_12, "Text");
  const french = texts.find((text) => text.attributes.get("{http://www.w3.org/XML/1998/namespace}lang")?.startsWith("fr"));
  return {
    role: localPart(child(code, SOAP_12, "Value")?.text ?? ""),
    subcode: subcode ? localPart(subcode) : null,
    reason: (french ?? texts[0])?.text ?? "",
    detail: child(fault, SOAP_12, "Detail") ?? null,
  };
}

function readFault11(fault: XmlElement): SoapFault {
  const code = localPart(child(fault, "", "faultcode")?.text ?? "");
  return {
    role: code === "Client" ? "Sender" : code === "Server" ? "Receiver" : code,
    subcode: null,
    reason: child(fault, "", "faultstring")?.text ?? "",
    detail: child(fault, "", "detail") ?? null,
  };
}

/** A code is a QName whose prefix means nothing to us: `soap:siram_100` is `siram_100`. */
function localPart(qname: string): string {
  return qname.slice(qname.indexOf(":") + 1).trim();
}
