import type { CdaBody, CdaSection, NarrativeNode } from "./header.js";
import { all, attribute, first, textOf } from "./tree.js";
import { codeOf } from "./values.js";

type Node = Exclude<NarrativeNode, string> | null;

/** HL7 V3 data types: an ED without mediaType is plain text. */
const PLAIN = "text/plain";

/** The body of a document whose entries were left out of the tree. */
export function readBody(document: Node, warn: (message: string) => void): CdaBody {
  const components = all(document, "component");
  for (const component of components) {
    const text = first(component, "nonXMLBody", "text");
    if (text !== null) {
      if (first(text, "reference") !== null) warn("Le contenu du document est hors de lui (une adresse) : il n'est pas lu.");
      return {
        level: "n1",
        mediaType: (attribute(text, "mediaType") ?? PLAIN).toLowerCase(),
        compressed: attribute(text, "compression") !== null,
      };
    }
    const body = first(component, "structuredBody");
    if (body !== null) return { level: "n3", sections: readSections(body) };
  }
  warn("Le document n'a pas de corps.");
  return { level: "none" };
}

function readSections(parent: Node): CdaSection[] {
  return all(parent, "component").flatMap((component) => all(component, "section").map(readSection));
}

function readSection(section: Exclude<NarrativeNode, string>): CdaSection {
  return {
    title: textOf(first(section, "title")),
    code: codeOf(first(section, "code")),
    templateIds: all(section, "templateId")
      .map((each) => attribute(each, "root"))
      .filter((root) => root !== null),
    text: all(section, "text").flatMap((text) => text.children),
    sections: readSections(section),
  };
}
