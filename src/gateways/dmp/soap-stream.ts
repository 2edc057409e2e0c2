import { readFault, SOAP_11, SOAP_12, type SoapFault } from "../soap.js";
import { type XmlElement, XmlError } from "../xml.js";
import type { StreamedAttributes, XmlEvents } from "../xml-stream.js";

const MAX_FAULT_TEXT = 65_536;

interface Growing {
  readonly ns: string;
  readonly name: string;
  readonly attributes: Map<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/**
 * Unwraps an envelope while it is read: the child of Body goes to the handler, headers are skipped, a Fault is kept instead.
 * SOAP 1.1 is tolerated: some front ends answer their own faults so.
 */
export class SoapReader implements XmlEvents {
  fault: SoapFault | null = null;
  /** `empty`: an envelope without a child of Body. */
  outcome: "not_soap" | "empty" | "body" | "fault" = "not_soap";
  private depth = 0;
  private soap = "";
  private inBody = false;
  private done = false;
  private readonly open_: Growing[] = [];

  constructor(private readonly handler: XmlEvents) {}

  open(uri: string, local: string, attributes: StreamedAttributes): void {
    this.depth += 1;
    if (this.depth === 1) {
      if (local === "Envelope" && (uri === SOAP_12 || uri === SOAP_11)) {
        this.soap = uri;
        this.outcome = "empty";
      }
      return;
    }
    if (this.soap === "" || this.done) return;
    if (this.depth === 2) {
      this.inBody = uri === this.soap && local === "Body";
      return;
    }
    if (!this.inBody) return;
    if (this.depth === 3) this.outcome = local === "Fault" && (uri === SOAP_12 || uri === SOAP_11) ? "fault" : "body";
    if (this.outcome === "body") this.handler.open(uri, local, attributes);
    else this.openFault(uri, local, attributes);
  }

  private openFault(uri: string, local: string, attributes: StreamedAttributes): void {
    const named = attributes.all.map(
      (each) => [each.uri === "" ? each.local : `{${each.uri}}${each.local}`, each.value] as const,
    );
    this.open_.push({ ns: uri, name: local, attributes: new Map(named), children: [], text: "" });
  }

  text(text: string): void {
    if (!this.inBody || this.depth < 3 || this.done) return;
    if (this.outcome === "body") this.handler.text(text);
    else this.faultText(text);
  }

  private faultText(text: string): void {
    const element = this.open_.at(-1);
    if (element === undefined) return;
    element.text += text;
    if (element.text.length > MAX_FAULT_TEXT) throw new XmlError("malformed", "erreur SOAP trop longue");
  }

  close(uri: string, local: string): void {
    if (this.inBody && this.depth >= 3 && !this.done) this.closeInBody(uri, local);
    this.depth -= 1;
    if (this.depth < 2) this.inBody = false;
  }

  private closeInBody(uri: string, local: string): void {
    if (this.outcome === "body") this.handler.close(uri, local);
    else {
      const element = this.open_.pop();
      if (element !== undefined) {
        element.text = element.text.trim();
        if (this.depth === 3) this.fault = readFault(element);
        else this.open_.at(-1)?.children.push(element);
      }
    }
    // Only the first child of Body is an answer.
    if (this.depth === 3) this.done = true;
  }
}
