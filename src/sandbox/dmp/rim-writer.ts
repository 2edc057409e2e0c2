import type { FiledObject, RimAssociation, RimObject, Slots } from "./rim.js";
import { DOCUMENT, STATUS_URN, SUBMISSION } from "./schemes.js";
import { escapeXml } from "./xml.js";

/** Names that each identifier and each class carries, for who reads the XML. */
const IDENTIFIER_NAMES: Readonly<Record<string, string>> = {
  [DOCUMENT.patientId]: "XDSDocumentEntry.patientId",
  [DOCUMENT.uniqueId]: "XDSDocumentEntry.uniqueId",
  [SUBMISSION.patientId]: "XDSSubmissionSet.patientId",
  [SUBMISSION.sourceId]: "XDSSubmissionSet.sourceId",
  [SUBMISSION.uniqueId]: "XDSSubmissionSet.uniqueId",
};
const OBJECT = "urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject";

/** Writes registry objects with the prefix that this answer gives to rim, in the element order of rim.xsd. */
export class RimWriter {
  readonly #p: string;

  constructor(prefix: string) {
    this.#p = prefix;
  }

  document(object: FiledObject): string {
    const head =
      `<${this.#p}:ExtrinsicObject id="${object.id}" lid="${object.lid}" home="" isOpaque="false" mimeType="${escapeXml(object.mimeType ?? "text/xml")}"` +
      ` objectType="${DOCUMENT.objectType}" status="${STATUS_URN[object.status]}">`;
    return `${head}${this.#content(object, String(object.version))}</${this.#p}:ExtrinsicObject>`;
  }

  submissionSet(object: RimObject): string {
    const head = `<${this.#p}:RegistryPackage id="${object.id}" lid="${object.id}" home="" objectType="${OBJECT}:RegistryPackage" status="${STATUS_URN.approved}">`;
    return `${head}${this.#content(object, "1")}</${this.#p}:RegistryPackage>`;
  }

  association(one: RimAssociation): string {
    return (
      `<${this.#p}:Association id="${one.id}" associationType="${one.type}" sourceObject="${one.source}" targetObject="${one.target}"` +
      ` objectType="${OBJECT}:Association" status="${STATUS_URN.approved}">${this.#slots(one.slots)}</${this.#p}:Association>`
    );
  }

  reference(id: string): string {
    return `<${this.#p}:ObjectRef id="${id}" home=""/>`;
  }

  #content(object: RimObject, version: string): string {
    const p = this.#p;
    let xml = this.#slots(object.slots);
    if (object.name !== null) xml += `<${p}:Name>${this.#localized(object.name)}</${p}:Name>`;
    if (object.description !== null) xml += `<${p}:Description>${this.#localized(object.description)}</${p}:Description>`;
    xml += `<${p}:VersionInfo versionName="${version}"/>`;
    for (const [index, one] of object.classifications.entries()) {
      const what =
        one.scheme === SUBMISSION.node
          ? `classificationNode="${one.scheme}"`
          : `classificationScheme="${one.scheme}" nodeRepresentation="${escapeXml(one.node)}"`;
      xml +=
        `<${p}:Classification id="${subId(object.id, index)}" ${what} classifiedObject="${object.id}" objectType="${OBJECT}:Classification">` +
        `${this.#slots(one.slots)}${one.name === null ? "" : `<${p}:Name>${this.#localized(one.name)}</${p}:Name>`}</${p}:Classification>`;
    }
    for (const [index, [scheme, value]] of Object.entries(object.identifiers).entries()) {
      xml +=
        `<${p}:ExternalIdentifier id="${subId(object.id, 0x80 + index)}" registryObject="${object.id}" identificationScheme="${scheme}"` +
        ` value="${escapeXml(value)}" objectType="${OBJECT}:ExternalIdentifier"><${p}:Name>${this.#localized(IDENTIFIER_NAMES[scheme] ?? scheme)}</${p}:Name></${p}:ExternalIdentifier>`;
    }
    return xml;
  }

  #slots(slots: Slots): string {
    const p = this.#p;
    let xml = "";
    for (const [name, values] of Object.entries(slots)) {
      let list = "";
      for (const value of values) list += `<${p}:Value>${escapeXml(value)}</${p}:Value>`;
      xml += `<${p}:Slot name="${escapeXml(name)}"><${p}:ValueList>${list}</${p}:ValueList></${p}:Slot>`;
    }
    return xml;
  }

  #localized(value: string): string {
    return `<${this.#p}:LocalizedString charset="UTF8" value="${escapeXml(value)}" xml:lang="FR"/>`;
  }
}

/** An id of its own for each part of an object: its UUID with the last two digits changed. */
function subId(id: string, index: number): string {
  return `${id.slice(0, -2)}${index.toString(16).padStart(2, "0")}`;
}
