import type { CanonicalizationOrTransformationAlgorithm, NamespacePrefix } from "xml-crypto";

/** What of a node of a parsed document is looked at: xmldom has no types of its own here. */
interface Node {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly data?: string;
  readonly ownerDocument: { readonly documentElement: Node; readonly childNodes: ArrayLike<Node> };
}

const TEXT = 3;
const CDATA = 4;
const INSTRUCTION = 7;
const COMMENT = 8;

/** Two characters that are ends of line in XML 1.1, and letters as any other in the XML 1.0 of a CDA. */
const MARKS = ["\u0085", "\u2028"] as const;

export interface LineMarks {
  /** The document with stand-ins in their place. */
  take(text: string): string;
  /** The canonical form with them again. */
  put(text: string): string;
}

/** xmldom takes the ends of line of XML 1.1 for line feeds, whatever the version: they pass it as characters that the text has not. */
export function lineMarks(text: string): LineMarks {
  const standIns: string[] = [];
  for (let code = 0xe000; standIns.length < MARKS.length; code++) {
    const character = String.fromCharCode(code);
    // Neither as it is, nor as a reference.
    if (!text.includes(character) && !new RegExp(`&#(?:${code}|x0*${code.toString(16)});`, "i").test(text))
      standIns.push(character);
  }
  const replaced = (given: string, from: readonly string[], to: readonly string[]) =>
    from.reduce((all, each, at) => all.replaceAll(each, to[at] ?? ""), given);
  return { take: (given) => replaced(given, MARKS, standIns), put: (given) => replaced(given, standIns, MARKS) };
}

/**
 * Canonical XML 1.0 of a whole document, given its root: the comments (when wanted) and processing instructions before and after the
 * root are part of it, each on a line of its own (C14N §2.3). xml-crypto canonicalises elements only, and takes the instructions
 * within them for text: a CDA begins with `<?xml-stylesheet?>`.
 */
export async function documentCanonicalization(
  withComments: boolean,
  marks: LineMarks,
): Promise<new () => CanonicalizationOrTransformationAlgorithm> {
  const { C14nCanonicalization, C14nCanonicalizationWithComments } = await import("xml-crypto");
  const Elements = withComments ? C14nCanonicalizationWithComments : C14nCanonicalization;

  return class DocumentCanonicalization extends Elements {
    override process(root: unknown, options: Parameters<CanonicalizationOrTransformationAlgorithm["process"]>[1]): string {
      const { documentElement, childNodes } = (root as Node).ownerDocument;
      const [before, after]: [string[], string[]] = [[], []];
      let text = "";
      for (const node of Array.from(childNodes)) {
        // Not what was given: xml-crypto takes the comments out of its copy, as for a reference within one document.
        if (node === documentElement) text = super.process(node as never, options);
        else {
          const aside = this.#aside(node);
          if (aside !== "") (text === "" ? before : after).push(aside);
        }
      }
      return marks.put(`${before.map((each) => `${each}\n`).join("")}${text}${after.map((each) => `\n${each}`).join("")}`);
    }

    override processInner(
      node: Node,
      prefixes: unknown,
      defaultNs: unknown,
      forPrefix: unknown,
      ancestors: unknown,
      inScope?: NamespacePrefix[],
    ): string {
      if (node.nodeType === INSTRUCTION || node.nodeType === COMMENT) return this.#aside(node);
      // An empty section of text is none.
      if ((node.nodeType === TEXT || node.nodeType === CDATA) && !node.data) return "";
      return super.processInner(node, prefixes, defaultNs, forPrefix, ancestors, inScope);
    }

    override nsCompare(one: NamespacePrefix, other: NamespacePrefix): number {
      return one.prefix < other.prefix ? -1 : one.prefix > other.prefix ? 1 : 0;
    }

    #aside({ nodeType, nodeName, data = "" }: Node): string {
      const written = data.replaceAll("\r", "&#xD;");
      if (nodeType === INSTRUCTION && nodeName !== "xml") return `<?${nodeName}${written === "" ? "" : ` ${written}`}?>`;
      return nodeType === COMMENT && withComments ? `<!--${written}-->` : "";
    }
  };
}
