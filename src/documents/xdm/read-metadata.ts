import type { Code } from "../../domain/document/code.js";
import type { DocumentAuthor } from "../../domain/document/entry.js";
import type { IsoInstant } from "../../domain/identity/types.js";
import { associationType, DOCUMENT_ENTRY, ENTRY, SET } from "../rim/names.js";
import { fromCx, fromTime, toAuthor, unescapeComponent } from "../rim/values.js";
import type { XdmAction } from "./metadata.js";
import { childrenOf, descendants, type MetadataElement, metadataTree } from "./metadata-tree.js";

/** Whom the metadata say that a document is about, as written. */
export interface XdmPatientId {
  readonly value: string;
  /** OID of who gave the value; "" when it is not said. */
  readonly authority: string;
}

/** Traits of `sourcePatientInfo` (PID-5, PID-7, PID-8), as copies of what the publisher knows; null for what it does not say. */
export interface XdmPerson {
  /** Each as the birth name (`L`), the used name (`D`), or a name of no said kind (""). */
  readonly names: readonly { readonly family: string; readonly given: string; readonly kind: string }[];
  /** `YYYY-MM-DD` */
  readonly birthDate: string | null;
  readonly sex: "M" | "F" | null;
}

/** What METADATA.XML says of one document; null for what it does not. */
export interface XdmEntry {
  readonly uri: string | null;
  readonly mimeType: string;
  readonly uniqueId: string | null;
  readonly patientId: XdmPatientId | null;
  /** Null when it says nothing of them. */
  readonly person: XdmPerson | null;
  readonly title: string | null;
  readonly typeCode: Code | null;
  readonly classCode: Code | null;
  readonly creationTime: IsoInstant | null;
  readonly serviceStart: IsoInstant | null;
  readonly authors: readonly DocumentAuthor[];
  /** Lower-case hexadecimal SHA-1. */
  readonly hash: string | null;
  readonly size: number | null;
  readonly action: XdmAction;
  /** It says an action that is neither C nor D. */
  readonly actionUnknown: boolean;
  /** uniqueId of what an RPLC association replaces, or its entryUUID when nothing tells the uniqueId; null without one. */
  readonly replaces: string | null;
}

export interface XdmMetadata {
  readonly entries: readonly XdmEntry[];
  /** Of the submission set. */
  readonly patientId: XdmPatientId | null;
  readonly uniqueId: string | null;
}

/**
 * Reads one `lcm:SubmitObjectsRequest` (mss.md §2.2), leniently: identifiers, slots and codes wherever the publisher put them.
 * @throws {SegurError} as {@link metadataTree}
 */
export function readMetadata(text: string): XdmMetadata {
  const root = metadataTree(text);
  const objects = descendants(root, "ExtrinsicObject");
  const isDocument = (object: MetadataElement) => {
    const type = object.attributes.objectType;
    // Some publishers leave the type out: whatever names a file is a document.
    return type === undefined ? slotsOf(object).has("uri") : type.toLowerCase() === DOCUMENT_ENTRY;
  };
  const uniqueIds = new Map(objects.map((each) => [each.attributes.id ?? "", identifier(each, ENTRY.uniqueId)]));
  const replaced = new Map<string, string>();
  for (const { attributes } of descendants(root, "Association")) {
    const { associationType: type = "", sourceObject, targetObject } = attributes;
    const kind = associationType(type);
    if ((kind !== "RPLC" && kind !== "XFRM_RPLC") || sourceObject === undefined || targetObject === undefined) continue;
    replaced.set(sourceObject, uniqueIds.get(targetObject) ?? targetObject.replace(/^urn:oid:/i, ""));
  }
  const set = descendants(root, "RegistryPackage").find((each) => identifier(each, SET.uniqueId) !== null);
  return {
    entries: objects.filter(isDocument).map((object) => readEntry(object, replaced.get(object.attributes.id ?? "") ?? null)),
    patientId: set === undefined ? null : patientOf(set, SET.patientId),
    uniqueId: set === undefined ? null : identifier(set, SET.uniqueId),
  };
}

function readEntry(object: MetadataElement, replaces: string | null): XdmEntry {
  const slots = slotsOf(object);
  const one = (name: string) => slots.get(name.toLowerCase())?.[0];
  const asked = actionOf(slots);
  const size = one("size");
  return {
    uri: uriOf(slots.get("uri")),
    mimeType: (object.attributes.mimeType ?? "").trim().toLowerCase(),
    uniqueId: identifier(object, ENTRY.uniqueId),
    patientId: patientOf(object, ENTRY.patientId),
    person: personOf(slots.get("sourcepatientinfo") ?? []),
    title: labelOf(object),
    typeCode: codeOf(object, ENTRY.typeCode),
    classCode: codeOf(object, ENTRY.classCode),
    creationTime: fromTime(one("creationTime")),
    serviceStart: fromTime(one("serviceStartTime")),
    authors: classifications(object, ENTRY.author).flatMap((each) => toAuthor(namedSlots(each)) ?? []),
    hash: one("hash")?.toLowerCase() ?? null,
    size: size !== undefined && /^\d{1,12}$/.test(size) ? Number(size) : null,
    action: asked === "C" || asked === "D" ? asked : null,
    actionUnknown: asked !== null && asked !== "C" && asked !== "D",
    replaces,
  };
}

/**
 * The extra metadata « action » (mss.md §2.4): its official name is not public, hence any slot called `action` or whose name ends by
 * `:action`, case aside.
 */
function actionOf(slots: ReadonlyMap<string, readonly string[]>): string | null {
  for (const [name, values] of slots) {
    if (name === "action" || name.endsWith(":action")) return values[0]?.toUpperCase() ?? null;
  }
  return null;
}

/** A long URI is cut in numbered values, `1|…`, `2|…` (ITI TF-3 §4.2.3.2.27). */
function uriOf(values: readonly string[] | undefined): string | null {
  if (values === undefined || values.length === 0) return null;
  const pieces = values.map((value) => /^(\d)\|(.*)$/.exec(value));
  if (pieces.some((piece) => piece === null)) return values[0] ?? null;
  return pieces
    .sort((a, b) => Number(a?.[1]) - Number(b?.[1]))
    .map((piece) => piece?.[2])
    .join("");
}

/** Values of slots, by name in lower case; empty ones are left out. */
function slotsOf(object: MetadataElement): ReadonlyMap<string, readonly string[]> {
  return new Map([...namedSlots(object)].map(([name, values]) => [name.toLowerCase(), values]));
}

function namedSlots(object: MetadataElement): ReadonlyMap<string, readonly string[]> {
  const slots = new Map<string, readonly string[]>();
  for (const slot of childrenOf(object, "Slot")) {
    const values = descendants(slot, "Value")
      .map(({ text }) => text.trim())
      .filter((value) => value !== "");
    const name = slot.attributes.name ?? "";
    if (values.length > 0 && !slots.has(name)) slots.set(name, values);
  }
  return slots;
}

function classifications(object: MetadataElement, scheme: string): MetadataElement[] {
  return childrenOf(object, "Classification").filter(
    ({ attributes }) => attributes.classificationScheme?.toLowerCase() === scheme,
  );
}

function codeOf(object: MetadataElement, scheme: string): Code | null {
  const [found] = classifications(object, scheme);
  const code = found?.attributes.nodeRepresentation?.trim() ?? "";
  if (found === undefined || code === "") return null;
  return { code, system: namedSlots(found).get("codingScheme")?.[0] ?? "", label: labelOf(found) ?? code };
}

function identifier(object: MetadataElement, scheme: string): string | null {
  const found = childrenOf(object, "ExternalIdentifier").find(
    ({ attributes }) => attributes.identificationScheme?.toLowerCase() === scheme,
  );
  return found?.attributes.value?.trim() || null;
}

function patientOf(object: MetadataElement, scheme: string): XdmPatientId | null {
  const text = identifier(object, scheme);
  if (text === null) return null;
  const { value, authority } = fromCx(text);
  return { value: value.replace(/\s/g, "").toUpperCase(), authority: authority.trim() };
}

/** Lines `PID-5|NOM^PRENOM^^^^^L`, `PID-7|19800312`, `PID-8|F` (ITI TF-3 §4.2.3.2.23). */
function personOf(lines: readonly string[]): XdmPerson | null {
  const fields = lines.map((line) => /^\s*PID-(\d+)\|(.*)$/i.exec(line)).filter((each) => each !== null);
  const valuesOf = (field: string) => fields.filter(([, number]) => number === field).map(([, , value = ""]) => value.trim());
  const names = valuesOf("5")
    .flatMap((value) => value.split("~"))
    .map((value) => value.split("^").map((part) => unescapeComponent(part).trim()))
    .map(([family = "", given = "", , , , , kind = ""]) => ({ family, given, kind: kind.toUpperCase() }))
    .filter(({ family, given }) => family !== "" || given !== "");
  const date = /^(\d{4})(\d{2})(\d{2})/.exec(valuesOf("7")[0] ?? "");
  const sex = valuesOf("8")[0]?.toUpperCase();
  const person = {
    names,
    birthDate: date === null ? null : `${date[1]}-${date[2]}-${date[3]}`,
    sex: sex === "M" || sex === "F" ? sex : null,
  } as const;
  return names.length === 0 && person.birthDate === null && person.sex === null ? null : person;
}

function labelOf(object: MetadataElement): string | null {
  const name = childrenOf(object, "Name")[0];
  return name === undefined ? null : childrenOf(name, "LocalizedString")[0]?.attributes.value?.trim() || null;
}
