/**
 * XML written at once in canonical form (Canonical XML 1.0), so that a digest of the bytes is the digest of the canonical document
 * (the reference to a document in a XAdES manifest, dmp.md §3.5). What is written has no comment nor mixed content of ours, only
 * unqualified attributes, and one namespace, declared on the root: the rest of canonicalisation is then order, quotes and escapes.
 */

/** A text that no XML document can hold: control characters, half of a surrogate pair. */
export class UnwritableText extends Error {
  constructor(
    /** Name of the element. */
    readonly element: string,
  ) {
    super(`a text of <${element}> holds a character that XML forbids`);
  }
}

/** Char of XML 1.0 §2.2, negated. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Attributes by name; null leaves one out. */
export type Attributes = Readonly<Record<string, string | number | null>>;

/** A piece of canonical XML, already written. Kept apart from plain text so that none goes unescaped. */
export class Xml {
  constructor(readonly text: string) {}
}

/** Children of an element: written XML, a text to escape, or null for what is absent. */
export type Child = Xml | string | null;

/** Text of an element (C14N §2.3): `&`, `<`, `>` and CR. */
export function escapeText(text: string): string {
  return text.replace(/[&<>\r]/g, (found) => TEXT[found] ?? found);
}

/** Value of an attribute (C14N §2.3): `&`, `<`, `"`, TAB, LF and CR. */
export function escapeAttribute(value: string): string {
  return value.replace(/[&<"\t\n\r]/g, (found) => ATTRIBUTE[found] ?? found);
}

const TEXT: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;" };
const ATTRIBUTE: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  '"': "&quot;",
  "\t": "&#x9;",
  "\n": "&#xA;",
  "\r": "&#xD;",
};

/** The start tag: a namespace declaration first, then the attributes in the order of their code points. */
export function startTag(name: string, attributes: Attributes = {}): string {
  const names = Object.keys(attributes).sort((a, b) => (a === "xmlns" ? -1 : b === "xmlns" ? 1 : a < b ? -1 : 1));
  let tag = `<${name}`;
  for (const attribute of names) {
    const value = attributes[attribute];
    if (value === null || value === undefined) continue;
    tag += ` ${attribute}="${escapeAttribute(checked(name, String(value)))}"`;
  }
  return `${tag}>`;
}

/**
 * An element with its end tag, never the short form.
 * @throws UnwritableText
 */
export function element(name: string, attributes: Attributes, ...children: readonly Child[]): Xml {
  const inside = children.map((child) =>
    child === null ? "" : child instanceof Xml ? child.text : escapeText(checked(name, child)),
  );
  return new Xml(`${startTag(name, attributes)}${inside.join("")}</${name}>`);
}

/** Several pieces as one. */
export function sequence(...pieces: readonly (Xml | null)[]): Xml {
  return new Xml(pieces.map((piece) => piece?.text ?? "").join(""));
}

function checked(name: string, text: string): string {
  if (FORBIDDEN.test(text)) throw new UnwritableText(name);
  return text;
}
