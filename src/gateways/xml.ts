/**
 * Reading and writing XML for the gateways. Names are resolved to (namespace URI, local name), because the téléservices
 * change their prefixes from one answer to the next (insi.md §1.9): nothing here or above ever looks at a prefix.
 */

/** An element with its namespace resolved. Text is the trimmed concatenation of its own text and CDATA nodes. */
export interface XmlElement {
  /** Namespace URI, `""` when none. */
  readonly ns: string;
  /** Local name. */
  readonly name: string;
  /** Unprefixed attributes by name, prefixed ones as `{uri}name`; namespace declarations are left out. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** Why a text is not a document we accept. The message never quotes the text. */
export class XmlError extends Error {
  constructor(
    readonly reason: "doctype" | "malformed",
    message: string,
  ) {
    super(message);
    this.name = "XmlError";
  }
}

export type XmlReader = (text: string) => XmlElement;

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();
const XML_SCOPE: ReadonlyMap<string, string> = new Map([["xml", "http://www.w3.org/XML/1998/namespace"]]);
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const MAX_DEPTH = 60;

/**
 * Loads the parser (a heavy import) and returns a reader that accepts one well-formed document without DOCTYPE.
 * @throws {XmlError} from the reader
 */
export async function loadXmlReader(): Promise<XmlReader> {
  const { XMLParser, XMLValidator } = await import("fast-xml-parser");
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    // "01" must stay text: it is a CodeCR, a key, a COG.
    parseTagValue: false,
    parseAttributeValue: false,
    // Trimmed once the whole text is known: `<![CDATA[LEA]]> JEANNE` must keep its space.
    trimValues: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    maxNestedTags: MAX_DEPTH,
    jPath: false,
    // The parser's own decoder leaves numeric references alone and would expand declared entities.
    entityDecoder: {
      decode: decodeEntities,
      setExternalEntities: () => undefined,
      addInputEntities: refuseDoctype,
      reset: () => undefined,
      setXmlVersion: () => undefined,
    },
  });
  return (text) => {
    if (text.includes("<!DOCTYPE")) refuseDoctype();
    // The parser alone accepts crossed and unclosed tags, so a cut document would be read as a shorter one.
    const valid = XMLValidator.validate(text);
    if (valid !== true) throw new XmlError("malformed", `XML malformé (ligne ${valid.err.line})`);
    let parsed: unknown;
    try {
      parsed = parser.parse(text);
    } catch (error) {
      if (error instanceof XmlError) throw error;
      throw new XmlError("malformed", "XML malformé");
    }
    const roots = readElements(parsed, XML_SCOPE).children;
    const root = roots[0];
    if (root === undefined || roots.length > 1) throw new XmlError("malformed", "XML sans racine unique");
    return root;
  };
}

function refuseDoctype(): never {
  throw new XmlError("doctype", "DOCTYPE refusé");
}

function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&([^;&\s]*);?/g, (_whole, name: string) => {
    const known = ENTITIES[name];
    if (known !== undefined) return known;
    const numeric = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name);
    const point =
      numeric === null ? Number.NaN : Number.parseInt(numeric[1] ?? numeric[2] ?? "", numeric[1] === undefined ? 10 : 16);
    if (!(point > 0 && point <= 0x10ffff)) throw new XmlError("malformed", "entité XML inconnue");
    return String.fromCodePoint(point);
  });
}

type Scope = ReadonlyMap<string, string>;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Walks the parser's ordered nodes: `[{ "p:tag": [...], ":@": {...} }, { "#text": "…" }]`. */
function readElements(nodes: unknown, scope: Scope): { children: XmlElement[]; text: string } {
  const children: XmlElement[] = [];
  let text = "";
  if (!Array.isArray(nodes)) return { children, text };
  for (const node of nodes as unknown[]) {
    if (!isRecord(node)) continue;
    for (const tag in node) {
      if (tag === ":@") continue;
      if (tag === "#text") text += String(node[tag]);
      else children.push(readElement(tag, node[tag], node[":@"], scope));
    }
  }
  return { children, text };
}

function readElement(tag: string, content: unknown, raw: unknown, outer: Scope): XmlElement {
  const scope = isRecord(raw) ? declare(raw, outer) : outer;
  const attributes = isRecord(raw) ? readAttributes(raw, scope) : NO_ATTRIBUTES;
  const colon = tag.indexOf(":");
  const ns = colon < 0 ? (scope.get("") ?? "") : resolve(tag.slice(0, colon), scope);
  const { children, text } = readElements(content, scope);
  return { ns, name: colon < 0 ? tag : tag.slice(colon + 1), attributes, children, text: text.trim() };
}

function declare(raw: Record<string, unknown>, outer: Scope): Scope {
  let inner: Map<string, string> | null = null;
  for (const key in raw) {
    if (key !== "xmlns" && !key.startsWith("xmlns:")) continue;
    inner ??= new Map(outer);
    inner.set(key.slice(6), String(raw[key]));
  }
  return inner ?? outer;
}

function readAttributes(raw: Record<string, unknown>, scope: Scope): ReadonlyMap<string, string> {
  let attributes: Map<string, string> | null = null;
  for (const key in raw) {
    if (key === "xmlns" || key.startsWith("xmlns:")) continue;
    attributes ??= new Map();
    const colon = key.indexOf(":");
    attributes.set(colon < 0 ? key : `{${resolve(key.slice(0, colon), scope)}}${key.slice(colon + 1)}`, String(raw[key]));
  }
  return attributes ?? NO_ATTRIBUTES;
}

function resolve(prefix: string, scope: Scope): string {
  const uri = scope.get(prefix);
  if (uri === undefined) throw new XmlError("malformed", "préfixe XML non déclaré");
  return uri;
}

/** First child of that qualified name. */
export function child(parent: XmlElement | undefined, ns: string, name: string): XmlElement | undefined {
  if (parent === undefined) return undefined;
  for (const element of parent.children) if (element.name === name && element.ns === ns) return element;
  return undefined;
}

/** Every child of that qualified name, in document order; one child is still a list. */
export function childrenOf(parent: XmlElement | undefined, ns: string, name: string): XmlElement[] {
  return parent === undefined ? [] : parent.children.filter((element) => element.name === name && element.ns === ns);
}

/** First descendant of that qualified name, the element itself included. */
export function find(element: XmlElement, ns: string, name: string): XmlElement | undefined {
  if (element.name === name && element.ns === ns) return element;
  for (const inner of element.children) {
    const found = find(inner, ns, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

const NEEDS_ESCAPE = /[&<>"'\r\n\t]/;
const ILLEGAL =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * Escapes a value for element content or an attribute.
 * @throws {XmlError} for a character that XML 1.0 cannot carry: dropping it would change a trait in silence
 */
export function escapeXml(value: string): string {
  if (ILLEGAL.test(value)) throw new XmlError("malformed", "caractère interdit en XML");
  if (!NEEDS_ESCAPE.test(value)) return value;
  return value.replace(/[&<>"'\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** `<tag>value</tag>`, or nothing when there is no value: the official schemas make absent and empty different. */
export function optionalElement(tag: string, value: string | null | undefined): string {
  return value === undefined || value === null || value === "" ? "" : `<${tag}>${escapeXml(value)}</${tag}>`;
}
