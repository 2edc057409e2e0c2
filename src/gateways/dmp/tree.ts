import type { XmlElement } from "../xml.js";
import type { XmlHandler } from "./transport.port.js";

const MAX_ELEMENTS = 500_000;

/** Gathers a short answer (HL7 v3, habilitations, patients) as a tree; the long ones are read as they come. */
export function collectTree(): { readonly handler: XmlHandler; readonly root: () => XmlElement | null } {
  interface Open {
    readonly ns: string;
    readonly name: string;
    readonly attributes: Map<string, string>;
    readonly children: XmlElement[];
    text: string;
  }
  const open: Open[] = [];
  let root: XmlElement | null = null;
  let count = 0;
  const handler: XmlHandler = {
    open: (ns, name, attributes) => {
      // Beyond that it is no answer of these services; the rest is let go and what was read says nothing.
      count += 1;
      const own = new Map(attributes.all.map(({ uri, local, value }) => [uri === "" ? local : `{${uri}}${local}`, value]));
      open.push({ ns, name, attributes: own, children: [], text: "" });
    },
    text: (text) => {
      const element = open[open.length - 1];
      if (element !== undefined) element.text += text;
    },
    close: () => {
      const element = open.pop();
      if (element === undefined) return;
      element.text = element.text.trim();
      const parent = open[open.length - 1];
      if (parent === undefined) root = element;
      else if (count <= MAX_ELEMENTS) parent.children.push(element);
    },
  };
  return { handler, root: () => (count > MAX_ELEMENTS ? null : root) };
}
