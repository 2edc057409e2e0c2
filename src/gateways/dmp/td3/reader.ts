import { NS } from "../../../documents/rim/names.js";
import type { XmlAttributes, XmlHandler } from "../transport.port.js";
import type { RimClassification, RimObject } from "./object.js";

const KINDS: ReadonlyMap<string, RimObject["kind"]> = new Map(
  (["ExtrinsicObject", "RegistryPackage", "Association", "ObjectRef"] as const).map((kind) => [kind, kind]),
);

type Attributes = XmlAttributes["all"];

/** One registry object being read. */
interface Frame {
  readonly object: RimObject;
  classification: RimClassification | null;
  /** Inside an ExternalIdentifier: its Name is not the object's. */
  identifier: boolean;
  texts: "name" | "description" | null;
  /** A French text was taken. */
  french: boolean;
  values: string[] | null;
  /** Pieces of {@link RimObject.raw}, or null when it is not kept. */
  raw: string[] | null;
  /** The start tag of raw is not closed yet. */
  pending: boolean;
}

/**
 * Reads registry objects as their tags come, and gives each one when it ends: memory is that of one object, whatever the length of the
 * answer. Lenient (dmp.md §1.2): prefixes, order, unknown elements, empty Names are all accepted; meaning comes later, in `entry.ts`.
 */
export class RimReader implements XmlHandler {
  readonly #frames: Frame[] = [];
  #frame: Frame | null = null;
  #value: string[] | null = null;

  constructor(
    private readonly give: (object: RimObject) => void,
    /** Elements outside any object. */
    private readonly outside: (local: string, attributes: XmlAttributes) => void = () => {},
  ) {}

  open(_uri: string, local: string, attributes: XmlAttributes): void {
    const kind = KINDS.get(local);
    const all = attributes.all;
    if (kind !== undefined) this.#frames.push(this.#start(kind, all));
    const frame = this.#frames[this.#frames.length - 1] ?? null;
    this.#frame = frame;
    if (frame === null) {
      this.outside(local, attributes);
      return;
    }
    if (frame.raw !== null) openRaw(frame, frame.raw, local, all);
    if (kind === undefined) this.#inside(frame, local, all);
  }

  text(text: string): void {
    this.#value?.push(text);
  }

  close(_uri: string, local: string): void {
    const frame = this.#frame;
    if (frame === null) return;
    let value: string | null = null;
    if (local === "Value" && this.#value !== null) {
      value = this.#value.join("").trim();
      frame.values?.push(value);
      this.#value = null;
    }
    if (frame.raw !== null) closeRaw(frame, frame.raw, local, value);
    switch (local) {
      case "Slot":
        frame.values = null;
        break;
      case "Name":
      case "Description":
        frame.texts = null;
        break;
      case "Classification":
        frame.classification = null;
        break;
      case "ExternalIdentifier":
        frame.identifier = false;
        break;
      default:
        if (local === frame.object.kind) this.#end(frame);
    }
  }

  #start(kind: RimObject["kind"], all: Attributes): Frame {
    const own = new Map<string, string>();
    for (const { uri, local, value } of all) if (uri === "" && local !== "xmlns") own.set(local, value);
    const object: RimObject = {
      kind,
      attributes: own,
      slots: new Map(),
      classifications: [],
      identifiers: new Map(),
      name: null,
      description: null,
      version: null,
      raw: "",
    };
    const raw = kind === "ExtrinsicObject" ? [] : null;
    return { object, classification: null, identifier: false, texts: null, french: false, values: null, raw, pending: false };
  }

  #end(frame: Frame): void {
    this.#frames.pop();
    this.#frame = this.#frames[this.#frames.length - 1] ?? null;
    if (frame.raw !== null) frame.object.raw = frame.raw.join("");
    this.give(frame.object);
  }

  #inside(frame: Frame, local: string, all: Attributes): void {
    const { object, classification } = frame;
    switch (local) {
      case "Slot": {
        frame.values = [];
        (classification ?? object).slots.set(attributeOf(all, "name") ?? "", frame.values);
        break;
      }
      case "Value":
        this.#value = [];
        break;
      case "Name":
      case "Description":
        frame.texts = frame.identifier ? null : local === "Name" ? "name" : classification === null ? "description" : null;
        frame.french = false;
        break;
      case "LocalizedString":
        this.#localized(frame, all);
        break;
      case "VersionInfo":
        if (classification === null && !frame.identifier) object.version = attributeOf(all, "versionName") ?? null;
        break;
      case "Classification":
        frame.classification = {
          scheme: attributeOf(all, "classificationScheme") ?? attributeOf(all, "classificationNode") ?? "",
          node: attributeOf(all, "nodeRepresentation") ?? "",
          slots: new Map(),
          name: null,
        };
        object.classifications.push(frame.classification);
        break;
      case "ExternalIdentifier":
        frame.identifier = true;
        object.identifiers.set(attributeOf(all, "identificationScheme") ?? "", attributeOf(all, "value") ?? "");
        break;
    }
  }

  /** The French text when there are several, else the first. */
  #localized(frame: Frame, all: Attributes): void {
    if (frame.texts === null) return;
    const value = attributeOf(all, "value") ?? "";
    if (value === "") return;
    const french = attributeOf(all, "lang", NS.xml)?.toLowerCase().startsWith("fr") ?? false;
    const target = frame.texts === "name" ? (frame.classification ?? frame.object) : frame.object;
    const known = frame.texts === "name" ? target.name : frame.object.description;
    if (known !== null && (frame.french || !french)) return;
    frame.french = french;
    if (frame.texts === "name") target.name = value;
    else frame.object.description = value;
  }
}

function attributeOf(all: Attributes, local: string, uri = ""): string | undefined {
  for (const one of all) if (one.local === local && one.uri === uri) return one.value;
  return undefined;
}

function openRaw(frame: Frame, raw: string[], local: string, all: Attributes): void {
  if (frame.pending) raw.push(">");
  raw.push(raw.length === 0 ? `<rim:${local} xmlns:rim="${NS.rim}"` : `<rim:${local}`);
  for (const { uri, local: name, value } of all) {
    if (uri === "" && name !== "xmlns") raw.push(` ${name}="`, escapeKnown(value), '"');
    else if (uri === NS.xml) raw.push(` xml:${name}="`, escapeKnown(value), '"');
  }
  frame.pending = true;
}

function closeRaw(frame: Frame, raw: string[], local: string, value: string | null): void {
  if (value !== null && value !== "") {
    raw.push(">", escapeKnown(value), `</rim:${local}>`);
  } else raw.push(frame.pending ? "/>" : `</rim:${local}>`);
  frame.pending = false;
}

/** The parser let only characters of XML through, so only the delimiters remain to be escaped. */
function escapeKnown(value: string): string {
  return /[&<>"\r\n\t]/.test(value) ? value.replace(/[&<>"\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`) : value;
}
