/**
 * What the gateways know of XML; `xml-reader.ts` reads it. Names are resolved to (namespace URI, local name), because the téléservices
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
