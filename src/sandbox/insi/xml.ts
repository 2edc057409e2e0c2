import { XMLParser, XMLValidator } from "fast-xml-parser";

/** An element with its prefix resolved; comments and processing instructions are gone, order is kept. */
export interface XmlElement {
  readonly namespace: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** The message is not an XML document that the service reads. The reason is French and quotes nothing of the message. */
export class XmlRefused extends Error {}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  cdataPropName: "#cdata",
  // Entities are decoded below: only the five of XML and numeric references exist.
  processEntities: false,
});

type Scope = Readonly<Record<string, string>>;
const NO_SCOPE: Scope = { xml: "http://www.w3.org/XML/1998/namespace" };

/** Parses one document. A DOCTYPE is refused before anything is read (no entity expansion). */
export function parseXml(text: string): XmlElement {
  if (text.includes("<!DOCTYPE")) throw new XmlRefused("Déclaration DOCTYPE interdite");
  if (XMLValidator.validate(text) !== true) throw new XmlRefused("Document XML mal formé");
  const nodes: unknown = parser.parse(text);
  for (const node of asList(nodes)) {
    const element = toElement(node, NO_SCOPE);
    if (element !== null) return element;
  }
  throw new XmlRefused("Document XML sans élément racine");
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function toElement(node: unknown, outer: Scope): XmlElement | null {
  if (!isRecord(node)) return null;
  for (const tag in node) {
    if (tag === ":@" || tag === "#text" || tag === "#cdata") continue;
    const attributes = readAttributes(node[":@"]);
    const scope = scopeOf(attributes, outer);
    const colon = tag.indexOf(":");
    const prefix = colon < 0 ? "" : tag.slice(0, colon);
    const namespace = scope[prefix];
    if (namespace === undefined && prefix !== "") throw new XmlRefused("Préfixe d'espace de noms non déclaré");
    const children: XmlElement[] = [];
    const text = readContent(asList(node[tag]), scope, children);
    return { namespace: namespace ?? "", name: colon < 0 ? tag : tag.slice(colon + 1), attributes, children, text };
  }
  return null;
}

function readContent(nodes: readonly unknown[], scope: Scope, children: XmlElement[]): string {
  let text = "";
  for (const node of nodes) {
    if (!isRecord(node)) continue;
    const value = node["#text"];
    if (typeof value === "string") text += decode(value);
    else if (node["#cdata"] !== undefined) text += cdataText(node["#cdata"]);
    else {
      const child = toElement(node, scope);
      if (child !== null) children.push(child);
    }
  }
  return text;
}

function cdataText(value: unknown): string {
  let text = "";
  for (const part of asList(value)) if (isRecord(part) && typeof part["#text"] === "string") text += part["#text"];
  return text;
}

const NO_ATTRIBUTES: Readonly<Record<string, string>> = {};

function readAttributes(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return NO_ATTRIBUTES;
  const attributes: Record<string, string> = {};
  for (const name in value) {
    const content = value[name];
    if (typeof content === "string") attributes[name] = decode(content);
  }
  return attributes;
}

function scopeOf(attributes: Readonly<Record<string, string>>, outer: Scope): Scope {
  let scope: Record<string, string> | null = null;
  for (const name in attributes) {
    if (name !== "xmlns" && !name.startsWith("xmlns:")) continue;
    scope ??= { ...outer };
    scope[name.slice(6)] = attributes[name] ?? "";
  }
  return scope ?? outer;
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decode(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&([^;&\s]*);?/g, (whole: string, name: string) => {
    const named = NAMED[name];
    if (whole.endsWith(";")) {
      if (named !== undefined) return named;
      const code = name.startsWith("#x")
        ? Number.parseInt(name.slice(2), 16)
        : name.startsWith("#")
          ? Number(name.slice(1))
          : Number.NaN;
      if (Number.isInteger(code) && code > 0 && code <= 0x10ffff) return String.fromCodePoint(code);
    }
    throw new XmlRefused("Référence d'entité inconnue");
  });
}

/** Escapes a text for an element or a double-quoted attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}
const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
