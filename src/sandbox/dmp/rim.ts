import type { Availability } from "../../domain/document/entry.js";
import { NS } from "./names.js";
import { registryError } from "./refusal.js";
import { DOCUMENT } from "./schemes.js";
import { child, childrenOf, type XmlElement } from "./xml.js";

export type Slots = Readonly<Record<string, readonly string[]>>;

export interface Classification {
  readonly scheme: string;
  /** The code; empty for an author. */
  readonly node: string;
  readonly slots: Slots;
  readonly name: string | null;
}

/** What an ExtrinsicObject and a RegistryPackage have in common; plain data, as it is kept on disk. */
export interface RimObject {
  /** `urn:uuid:…`; symbolic in a request. */
  readonly id: string;
  readonly lid: string | null;
  readonly mimeType: string | null;
  readonly slots: Slots;
  readonly name: string | null;
  readonly description: string | null;
  readonly classifications: readonly Classification[];
  /** By identification scheme. */
  readonly identifiers: Readonly<Record<string, string>>;
}

export interface RimAssociation {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly target: string;
  readonly slots: Slots;
}

/** Objects of a `lcm:SubmitObjectsRequest`. */
export interface SubmittedObjects {
  readonly sets: readonly RimObject[];
  readonly documents: readonly RimObject[];
  readonly associations: readonly RimAssociation[];
}

/** Lenient, as the real one: attributes that the schema wants may be missing (dmp.md TD3.3). */
export function readSubmission(request: XmlElement): SubmittedObjects {
  const list = child(request, NS.rim, "RegistryObjectList");
  if (list === undefined) throw registryError("XDSRegistryMetadataError", "RegistryObjectList absent");
  return {
    sets: childrenOf(list, NS.rim, "RegistryPackage").map(readObject),
    documents: childrenOf(list, NS.rim, "ExtrinsicObject").map(readObject),
    associations: childrenOf(list, NS.rim, "Association").map((one) => ({
      id: one.attributes.id ?? "",
      type: one.attributes.associationType ?? "",
      source: one.attributes.sourceObject ?? "",
      target: one.attributes.targetObject ?? "",
      slots: readSlots(one),
    })),
  };
}

function readObject(element: XmlElement): RimObject {
  const identifiers: Record<string, string> = {};
  for (const one of childrenOf(element, NS.rim, "ExternalIdentifier")) {
    identifiers[one.attributes.identificationScheme ?? ""] = one.attributes.value ?? "";
  }
  return {
    id: element.attributes.id ?? "",
    lid: element.attributes.lid ?? null,
    mimeType: element.attributes.mimeType ?? null,
    slots: readSlots(element),
    name: localized(child(element, NS.rim, "Name")),
    description: localized(child(element, NS.rim, "Description")),
    classifications: childrenOf(element, NS.rim, "Classification").map((one) => ({
      scheme: one.attributes.classificationScheme ?? one.attributes.classificationNode ?? "",
      node: one.attributes.nodeRepresentation ?? "",
      slots: readSlots(one),
      name: localized(child(one, NS.rim, "Name")),
    })),
    identifiers,
  };
}

export function readSlots(element: XmlElement): Slots {
  const slots: Record<string, readonly string[]> = {};
  for (const slot of childrenOf(element, NS.rim, "Slot")) {
    slots[slot.attributes.name ?? ""] = childrenOf(child(slot, NS.rim, "ValueList"), NS.rim, "Value").map((value) =>
      value.text.trim(),
    );
  }
  return slots;
}

function localized(element: XmlElement | undefined): string | null {
  return child(element, NS.rim, "LocalizedString")?.attributes.value ?? null;
}

/** Values of one classification scheme: code and coding system. */
export function codesOf(object: RimObject, scheme: string): readonly { readonly code: string; readonly system: string }[] {
  return object.classifications
    .filter((one) => one.scheme === scheme)
    .map((one) => ({ code: one.node, system: one.slots.codingScheme?.[0] ?? "" }));
}

export function slotOf(object: { readonly slots: Slots }, name: string): string | null {
  return object.slots[name]?.[0] ?? null;
}

/** National ids of the authors of a document (first component of each XCN). */
export function authorIds(object: RimObject): readonly string[] {
  const ids: string[] = [];
  for (const one of object.classifications) {
    if (one.scheme !== DOCUMENT.author) continue;
    for (const person of one.slots.authorPerson ?? []) ids.push(person.split("^", 1)[0] ?? "");
  }
  return ids;
}

export const isSignatureObject = (object: RimObject): boolean => codesOf(object, DOCUMENT.typeCode)[0]?.code === "E1762";

/** A document as the registry keeps it. */
export interface FiledObject extends RimObject {
  readonly lid: string;
  readonly version: number;
  readonly status: Availability;
}
