import { SaxesParser } from "saxes";
import { NS } from "../rim/names.js";
import { xdmRefused } from "./read-errors.js";

/** An element of METADATA.XML: those of ebRIM keep their local name, others have none and are looked through. */
export interface MetadataElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly MetadataElement[];
  readonly text: string;
}

interface Open extends MetadataElement {
  readonly children: MetadataElement[];
  text: string;
}

/** 190 documents take 2 MB. */
const MAX_CHARACTERS = 8_000_000;
const MAX_DEPTH = 40;
const MAX_ELEMENTS = 200_000;
const PIECE = 65_536;

/**
 * One strict pass over METADATA.XML, namespaces by their URI whatever the prefixes (mss.md §2.2). No entity is ever expanded.
 * @throws {SegurError} `xdm.doctype`, `xdm.metadata_depth`, `xdm.metadata_size`, `xdm.metadata_xml`
 */
export function metadataTree(text: string): MetadataElement {
  if (text.length > MAX_CHARACTERS) throw xdmRefused("xdm.metadata_size", { limit: MAX_CHARACTERS });
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: Open[] = [];
  let elements = 0;
  let root: MetadataElement | null = null;
  // Its messages quote names and values: they are not told.
  parser.on("error", () => {
    throw xdmRefused("xdm.metadata_xml");
  });
  parser.on("doctype", () => {
    throw xdmRefused("xdm.doctype");
  });
  parser.on("opentag", ({ uri, local, attributes }) => {
    elements += 1;
    if (open.length >= MAX_DEPTH) throw xdmRefused("xdm.metadata_depth", { limit: MAX_DEPTH });
    if (elements > MAX_ELEMENTS) throw xdmRefused("xdm.metadata_size", { limit: MAX_ELEMENTS });
    const values: Record<string, string> = Object.create(null);
    for (const key in attributes) {
      const each = attributes[key];
      if (each?.uri === "") values[each.local] = each.value;
    }
    open.push({ name: uri === NS.rim ? local : "", attributes: values, children: [], text: "" });
  });
  const addText = (piece: string): void => {
    const element = open[open.length - 1];
    if (element !== undefined) element.text += piece;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const closed = open.pop();
    if (closed === undefined) return;
    const parent = open[open.length - 1];
    if (parent === undefined) root = closed;
    else parent.children.push(closed);
  });
  for (let at = 0; at < text.length; at += PIECE) parser.write(text.slice(at, at + PIECE));
  parser.close();
  if (root === null) throw xdmRefused("xdm.metadata_xml");
  return root;
}

/** Every descendant of that name, in order; {@link metadataTree} bounds the depth. */
export function descendants(element: MetadataElement, name: string): MetadataElement[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...descendants(child, name)]);
}

export function childrenOf(element: MetadataElement, name: string): MetadataElement[] {
  return element.children.filter((child) => child.name === name);
}
