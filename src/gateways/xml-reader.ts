import { type XmlElement, XmlError } from "./xml.js";

export type XmlReader = (text: string) => XmlElement;

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();
const MAX_DEPTH = 60;

/** An element whose end has not been met yet. */
interface OpenElement {
  readonly ns: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/**
 * Loads the parser and returns a reader that accepts one well-formed document without DOCTYPE. One strict pass that knows
 * namespaces: a document cut short or crossed is refused, never read as a shorter one.
 * @throws {XmlError} from the reader
 */
export async function loadXmlReader(): Promise<XmlReader> {
  const { SaxesParser } = await import("saxes");
  return (text) => {
    // A parser that failed keeps its state, so each document has its own: it costs 2 µs.
    const parser = new SaxesParser({ xmlns: true });
    const open: OpenElement[] = [];
    let root: XmlElement | null = null;
    // The parser's messages quote names, so only the line is told.
    parser.on("error", () => {
      throw new XmlError("malformed", `XML malformé (ligne ${parser.line})`);
    });
    parser.on("doctype", () => {
      throw new XmlError("doctype", "DOCTYPE refusé");
    });
    parser.on("opentag", ({ uri, local, attributes }) => {
      if (open.length >= MAX_DEPTH) throw new XmlError("malformed", "XML trop profond");
      open.push({ ns: uri, name: local, attributes: readAttributes(attributes), children: [], text: "" });
    });
    const addText = (piece: string): void => {
      const element = open[open.length - 1];
      if (element !== undefined) element.text += piece;
    };
    parser.on("text", addText);
    parser.on("cdata", addText);
    parser.on("closetag", () => {
      const element = open.pop();
      if (element === undefined) return;
      // Trimmed once the whole text is known: `<![CDATA[LEA]]> JEANNE` keeps its space.
      element.text = element.text.trim();
      const parent = open[open.length - 1];
      if (parent === undefined) root = element;
      else parent.children.push(element);
    });
    parser.write(text).close();
    if (root === null) throw new XmlError("malformed", "XML sans racine");
    return root;
  };
}

interface ParsedAttribute {
  readonly prefix: string;
  readonly local: string;
  readonly uri: string;
  readonly value: string;
}

function readAttributes(parsed: Readonly<Record<string, ParsedAttribute>>): ReadonlyMap<string, string> {
  let attributes: Map<string, string> | null = null;
  for (const name in parsed) {
    const attribute = parsed[name];
    if (attribute === undefined || attribute.prefix === "xmlns" || name === "xmlns") continue;
    attributes ??= new Map();
    attributes.set(attribute.uri === "" ? attribute.local : `{${attribute.uri}}${attribute.local}`, attribute.value);
  }
  return attributes ?? NO_ATTRIBUTES;
}
