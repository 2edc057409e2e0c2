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

/**
 * Canonical XML 1.0 of a whole document, given its root: the comments (when wanted) and processing instructions before and after the
 * root are part of it, each on a line of its own (C14N §2.3). xml-crypto canonicalises elements only, and takes the instructions
 * within them for text: a CDA begins with `<?xml-stylesheet?>`.
 */
export async function documentCanonicalization(
  withComments: boolean,
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
      return `${before.map((each) => `${each}\n`).join("")}${text}${after.map((each) => `\n${each}`).join("")}`;
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
