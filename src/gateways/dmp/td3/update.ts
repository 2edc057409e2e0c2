import { visibilityCodes } from "../../../documents/rim/entry.js";
import { metadataError } from "../../../documents/rim/errors.js";
import { ASSOCIATION, AVAILABILITY, ENTRY, NS } from "../../../documents/rim/names.js";
import { SET_ID, type SubmissionSet, submitObjects, writeMember, writeSet } from "../../../documents/rim/set.js";
import { RimWriter, slot, text } from "../../../documents/rim/write.js";
import type { Code } from "../../../domain/document/code.js";
import type { Availability, DocumentEntry, Visibility } from "../../../domain/document/entry.js";
import { child, childrenOf, type XmlElement } from "../../xml.js";
import type { XmlReader } from "../../xml-reader.js";
import { availabilityError, visibilityError } from "../errors-metadata.js";
import { isVisibilityCode } from "./entry.js";

/** TD3.3a changes what professionals see, TD3.3b what the patient and his representatives do, and only to show (dmp.md TD3.3). */
export function visibilityTransaction(from: Visibility, to: Visibility): "TD3.3a" | "TD3.3b" {
  const hides =
    (to.hiddenFromPatient && !from.hiddenFromPatient) ||
    (to.hiddenFromLegalRepresentatives && !from.hiddenFromLegalRepresentatives);
  if (hides) throw visibilityError("one_way");
  const shows =
    to.hiddenFromPatient !== from.hiddenFromPatient || to.hiddenFromLegalRepresentatives !== from.hiddenFromLegalRepresentatives;
  if (shows) return "TD3.3b";
  if (to.hiddenFromProfessionals === from.hiddenFromProfessionals) throw visibilityError("unchanged");
  return "TD3.3a";
}

/**
 * TD3.3a/b: the whole entry again with another visibility, everything else as the registry gave it, under a symbolic id with its lid;
 * `HasMember` says which version it changes.
 */
export function updateVisibilityRequest(
  set: SubmissionSet,
  entry: DocumentEntry,
  visibility: Visibility,
  read: XmlReader,
): string {
  const writer = new RimWriter();
  const head = writeSet(writer, set);
  const object = rewriteEntry(writer, read(entry.raw), entry, visibility);
  return submitObjects([head, object, writeMember(writer, DOCUMENT_ID, entry.version)]);
}

/** TD3.3c and TD3.3d: an association alone, strict where the official samples are not (classifiedObject, registryObject). */
export function updateAvailabilityRequest(
  set: SubmissionSet,
  change: { readonly entryUuid: string; readonly from: Availability; readonly to: Availability },
): string {
  if (change.to === "deprecated" || change.to === change.from || change.from === "deleted") throw availabilityError(change.to);
  const writer = new RimWriter();
  const head = writeSet(writer, set);
  const slots = slot("OriginalStatus", [AVAILABILITY[change.from]]) + slot("NewStatus", [AVAILABILITY[change.to]]);
  return submitObjects([head, writer.association(ASSOCIATION.updateAvailability, SET_ID, change.entryUuid, slots)]);
}

const DOCUMENT_ID = "Document01";
/** Kept on the entry; its id becomes symbolic, an empty `home` is dropped. */
const KEPT = ["lid", "mimeType", "objectType", "status", "isOpaque", "home"];

function rewriteEntry(writer: RimWriter, raw: XmlElement, entry: DocumentEntry, visibility: Visibility): string {
  if (raw.name !== "ExtrinsicObject") throw metadataError("ExtrinsicObject", "format");
  const kept = new Map(raw.attributes).set("lid", entry.logicalId);
  const attributes = KEPT.filter((name) => kept.get(name)).map((name) => ` ${name}="${text(kept.get(name) ?? "", name)}"`);
  const classifications = childrenOf(raw, NS.rim, "Classification");
  const codes = wanted(classifications, visibility);
  const last = classifications.findLastIndex(isConfidentiality);
  const parts = classifications.flatMap((one, index) => {
    const keep = !isConfidentiality(one) || codes.kept.has(one);
    const added = index === last ? codes.added.map((code) => visibilityCode(writer, code)) : [];
    return [...(keep ? [rewriteClassification(writer, one)] : []), ...added];
  });
  // An entry without any confidentiality code still takes those asked for.
  if (last === -1) parts.push(...codes.added.map((code) => visibilityCode(writer, code)));
  const version = `<rim:VersionInfo versionName="${text(entry.version, "VersionInfo", 16)}"/>`;
  return [
    `<rim:ExtrinsicObject id="${DOCUMENT_ID}"${attributes.join("")}>`,
    ...childrenOf(raw, NS.rim, "Slot").map(serialise),
    localizedAgain(raw, "Name"),
    localizedAgain(raw, "Description"),
    version,
    ...parts,
    ...childrenOf(raw, NS.rim, "ExternalIdentifier").map((one) => rewriteIdentifier(writer, one)),
    "</rim:ExtrinsicObject>",
  ].join("");
}

const visibilityCode = (writer: RimWriter, code: Code): string =>
  writer.coded(ENTRY.confidentiality, DOCUMENT_ID, code, "confidentialityCode");

const isConfidentiality = (one: XmlElement): boolean => one.attributes.get("classificationScheme") === ENTRY.confidentiality;

/** Confidentiality classifications that stay as they are, and the visibility codes to add. */
function wanted(classifications: readonly XmlElement[], visibility: Visibility): { kept: Set<XmlElement>; added: Code[] } {
  const codes = visibilityCodes(visibility);
  const present = classifications.filter(isConfidentiality);
  const node = (one: XmlElement): string => one.attributes.get("nodeRepresentation") ?? "";
  const kept = present.filter((one) => !isVisibilityCode(node(one)) || codes.some(({ code }) => code === node(one)));
  return { kept: new Set(kept), added: codes.filter(({ code }) => !kept.some((one) => node(one) === code)) };
}

/** The registry's own ids, lids and versions of classifications are not ours to send: the parts get symbolic ids. */
function rewriteClassification(writer: RimWriter, one: XmlElement): string {
  const names = ["classificationScheme", "classificationNode", "nodeRepresentation"];
  const attributes = names.filter((name) => one.attributes.has(name)).map((name) => ` ${name}="${attribute(one, name)}"`);
  const inside = [
    ...childrenOf(one, NS.rim, "Slot").map(serialise),
    localizedAgain(one, "Name"),
    localizedAgain(one, "Description"),
  ];
  const opening = `<rim:Classification classifiedObject="${DOCUMENT_ID}" id="${writer.nextClassification()}"${attributes.join("")}`;
  return `${opening}>${inside.join("")}</rim:Classification>`;
}

function rewriteIdentifier(writer: RimWriter, one: XmlElement): string {
  const scheme = attribute(one, "identificationScheme");
  const opening = `<rim:ExternalIdentifier id="${writer.nextIdentifier()}" identificationScheme="${scheme}" registryObject="${DOCUMENT_ID}"`;
  return `${opening} value="${attribute(one, "value")}">${localizedAgain(one, "Name")}</rim:ExternalIdentifier>`;
}

/** Name or Description with its texts, or nothing when it had none: registries send empty ones. */
function localizedAgain(parent: XmlElement, name: "Name" | "Description"): string {
  const element = child(parent, NS.rim, name);
  return element === undefined || element.children.length === 0 ? "" : serialise(element);
}

function serialise(element: XmlElement): string {
  const attributes = [...element.attributes].map(([name, value]) => {
    const plain = name.startsWith(`{${NS.xml}}`) ? `xml:${name.slice(NS.xml.length + 2)}` : name;
    return plain.startsWith("{") ? "" : ` ${plain}="${text(value, plain, 1024)}"`;
  });
  const inside = element.name === "Value" ? text(element.text, "Value") : element.children.map(serialise).join("");
  return `<rim:${element.name}${attributes.join("")}>${inside}</rim:${element.name}>`;
}

function attribute(element: XmlElement, name: string): string {
  return text(element.attributes.get(name) ?? "", name);
}
