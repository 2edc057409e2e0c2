import type { Code } from "../../domain/document/code.js";
import type { DocumentAuthor } from "../../domain/document/entry.js";
import { metadataError } from "./errors.js";
import { ASSOCIATION } from "./names.js";
import { toCe, toTime, toXcn, toXon } from "./values.js";
import { escapeXml, IllegalCharacter } from "./xml.js";

/** Lengths of rim.xsd: a value of a slot or of an identifier, and a title or comment. */
export const MAX_VALUE = 256;
const MAX_TEXT = 1024;

/** Escapes a text of at most that length. `field` names the metadata in the error, never its value. */
export function text(value: string, field: string, max = MAX_VALUE): string {
  // The schemas count characters, not UTF-16 units.
  if (value.length > max && [...value].length > max) throw metadataError(field, "too_long");
  try {
    return escapeXml(value);
  } catch (error) {
    if (error instanceof IllegalCharacter) throw metadataError(field, "character");
    throw error;
  }
}

/** `rim:Slot`, or nothing without values. */
export function slot(name: string, values: readonly (string | null)[]): string {
  const present = values.filter((value) => value !== null && value !== "") as string[];
  if (present.length === 0) return "";
  const list = present.map((value) => `<rim:Value>${text(value, name)}</rim:Value>`).join("");
  return `<rim:Slot name="${text(name, name)}"><rim:ValueList>${list}</rim:ValueList></rim:Slot>`;
}

/** An instant as a slot. @throws a metadata error when it is missing or is not an instant */
export function timeSlot(name: string, instant: string | null): string {
  if (instant === null) throw metadataError(name, "missing");
  const time = toTime(instant);
  if (time === null) throw metadataError(name, "format");
  return slot(name, [time]);
}

/** `rim:Name` or `rim:Description`, with the attributes that the official samples have (dmp.md §3.3). */
export function localized(element: "Name" | "Description", value: string | null, field: string): string {
  if (value === null || value === "") return "";
  return `<rim:${element}><rim:LocalizedString charset="UTF8" value="${text(value, field, MAX_TEXT)}" xml:lang="FR"/></rim:${element}>`;
}

/**
 * Writes the parts of one `lcm:SubmitObjectsRequest`, with symbolic ids that no other part has. Order inside an object is that of
 * rim.xsd: Slot*, Name, Description, VersionInfo, Classification*, ExternalIdentifier*.
 */
export class RimWriter {
  #classifications = 0;
  #identifiers = 0;
  #associations = 0;

  nextClassification(): string {
    return `cla${++this.#classifications}`;
  }

  nextIdentifier(): string {
    return `ei${++this.#identifiers}`;
  }

  coded(scheme: string, object: string, code: Code, field: string): string {
    if (code.code === "") throw metadataError(field, "missing");
    const attributes = `classificationScheme="${scheme}" classifiedObject="${object}" id="${this.nextClassification()}"`;
    const label = localized("Name", code.label, field);
    return `<rim:Classification ${attributes} nodeRepresentation="${text(code.code, field)}">${slot("codingScheme", [code.system])}${label}</rim:Classification>`;
  }

  author(scheme: string, object: string, author: DocumentAuthor): string {
    if (author.familyName === "" && author.institution === null) throw metadataError("authorPerson", "missing");
    const slots = [
      slot("authorPerson", [author.familyName === "" ? null : toXcn(author)]),
      slot("authorRole", [author.role]),
      slot("authorSpecialty", [author.specialty === null ? null : toCe(author.specialty)]),
      slot("authorInstitution", [author.institution === null ? null : toXon(author.institution)]),
    ];
    const attributes = `classificationScheme="${scheme}" classifiedObject="${object}" id="${this.nextClassification()}" nodeRepresentation=""`;
    return `<rim:Classification ${attributes}>${slots.join("")}</rim:Classification>`;
  }

  node(node: string, object: string): string {
    return `<rim:Classification classificationNode="${node}" classifiedObject="${object}" id="${this.nextClassification()}"/>`;
  }

  identifier(scheme: string, object: string, name: string, value: string): string {
    if (value === "") throw metadataError(name, "missing");
    const attributes = `id="${this.nextIdentifier()}" identificationScheme="${scheme}" registryObject="${object}"`;
    return `<rim:ExternalIdentifier ${attributes} value="${text(value, name)}">${localized("Name", name, name)}</rim:ExternalIdentifier>`;
  }

  association(type: string, source: string, target: string, slots: string): string {
    const attributes = `associationType="${type}" id="assoc${++this.#associations}" objectType="${ASSOCIATION.objectType}"`;
    return `<rim:Association ${attributes} sourceObject="${source}" targetObject="${text(target, "targetObject")}">${slots}</rim:Association>`;
  }
}
