import type { CdaBinaryInfo } from "./binaries.js";
import type { NarrativeNode } from "./header.js";
import { harmless } from "./screen-text.js";
import { isElement } from "./tree.js";
import { mediaInWords, sizeInWords } from "./words.js";

type Node = Exclude<NarrativeNode, string>;

/** A narrative block in what a terminal can draw. */
export type Block =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: "table"; readonly rows: readonly Row[] };

export interface Row {
  readonly heading: boolean;
  readonly cells: readonly Cell[];
}

export interface Cell {
  readonly blocks: readonly Block[];
  readonly colspan: number;
  readonly rowspan: number;
}

/** What of a binary is told where the narrative shows it. */
export type JoinedBinary = Pick<CdaBinaryInfo, "id" | "mediaType" | "size">;

export interface BlockOptions {
  readonly binaries: readonly JoinedBinary[];
}

const MAX_SPAN = 50;

/** Narrative text → blocks. What is not known is taken for what it contains: no text is ever lost. */
export function blocksOf(nodes: readonly NarrativeNode[], options: BlockOptions): Block[] {
  const flow = new Flow(options);
  flow.addAll(nodes);
  return flow.end();
}

const BLOCKS = new Set(["paragraph", "caption", "item", "tr", "thead", "tbody", "tfoot"]);

class Flow {
  readonly #blocks: Block[] = [];
  readonly #options: BlockOptions;
  #text = "";

  constructor(options: BlockOptions) {
    this.#options = options;
  }

  addAll(nodes: readonly NarrativeNode[]): void {
    for (const node of nodes) {
      if (isElement(node)) this.#element(node);
      // White space of XML means nothing; a no-break space does.
      else this.#text += harmless(node.replace(/[ \t\r\n]+/g, " "));
    }
  }

  end(): Block[] {
    this.#flush();
    return this.#blocks;
  }

  #flush(): void {
    const text = this.#text
      .replace(/ {2,}/g, " ")
      .replace(/ ?\n ?/g, "\n")
      .replace(/^[ \n]+|[ \n]+$/g, "");
    if (text !== "") this.#blocks.push({ kind: "text", text });
    this.#text = "";
  }

  #element(node: Node): void {
    if (node.name === "br") this.#text += "\n";
    else if (node.name === "table") this.#block({ kind: "table", rows: rowsOf(node, this.#options) }, node);
    else if (node.name === "list") this.#block(listOf(node, this.#options), node);
    else if (node.name === "renderMultiMedia") this.#text += this.#media(node);
    else if (node.name === "linkHtml") this.#text += this.#link(node);
    else if (node.name === "sup" || node.name === "sub") this.#text += raised(this.#inline(node), node.name);
    else if (node.name === "footnote") this.#text += ` [note : ${this.#inline(node)}]`;
    else if (node.name === "content" && node.attributes.revised === "delete") this.#text += `[supprimé : ${this.#inline(node)}]`;
    else if (BLOCKS.has(node.name)) {
      this.#flush();
      this.addAll(node.children);
      this.#flush();
    } else this.addAll(node.children);
  }

  #block(block: Block, node: Node): void {
    this.#flush();
    const caption = node.children.filter(isElement).find(({ name }) => name === "caption");
    if (caption !== undefined) this.#element(caption);
    this.#blocks.push(block);
  }

  /** What an inline element says, on one line. */
  #inline(node: Node): string {
    return blocksOf(node.children, this.#options)
      .map((block) => (block.kind === "text" ? block.text : ""))
      .join(" ")
      .replace(/\n/g, " ");
  }

  #media(node: Node): string {
    const caption = this.#inline(node);
    const wanted = (node.attributes.referencedObject ?? "").split(/\s+/).map((id) => id.replace(/^#/, ""));
    const found = this.#options.binaries.filter(({ id }) => id !== null && wanted.includes(id));
    const words = found.length === 0 ? ["pièce jointe absente"] : found.map(joined);
    return ` [${words.join(", ")}${caption === "" ? "" : ` : ${caption}`}] `;
  }

  #link(node: Node): string {
    const text = this.#inline(node);
    const address = harmless((node.attributes.href ?? "").replace(/\s+/g, ""));
    if (address === "" || address.startsWith("#") || address === text) return text;
    if (!/^(https?:|mailto:)/i.test(address)) return `${text} [lien refusé]`;
    return `${text} (${address})`.trim();
  }
}

/** « document PDF joint (77 Ko) ». */
export function joined({ mediaType, size }: JoinedBinary): string {
  const words = mediaInWords(mediaType);
  return `${words} ${words.startsWith("image") ? "jointe" : "joint"} (${sizeInWords(size)})`;
}

function listOf(list: Node, options: BlockOptions): Block {
  const items = list.children.filter(isElement).filter(({ name }) => name !== "caption");
  return {
    kind: "list",
    ordered: list.attributes.listType === "ordered",
    items: items.map((each) => blocksOf(each.children, options)),
  };
}

function rowsOf(table: Node, options: BlockOptions): Row[] {
  const rows: Row[] = [];
  const visit = (node: Node, heading: boolean): void => {
    for (const child of node.children.filter(isElement)) {
      if (child.name === "tr") rows.push(rowOf(child, heading, options));
      else if (child.name !== "caption" && child.name !== "col") visit(child, heading || child.name === "thead");
    }
  };
  visit(table, false);
  return rows;
}

function rowOf(row: Node, heading: boolean, options: BlockOptions): Row {
  const cells = row.children.filter(isElement);
  return {
    heading: heading || (cells.length > 0 && cells.every(({ name }) => name === "th")),
    cells: cells.map((cell) => ({
      blocks: blocksOf(cell.children, options),
      colspan: span(cell.attributes.colspan),
      rowspan: span(cell.attributes.rowspan),
    })),
  };
}

function span(value: string | undefined): number {
  const number = /^\s*\d{1,6}\s*$/.test(value ?? "") ? Number(value) : 1;
  return Math.min(MAX_SPAN, Math.max(1, number));
}

const SUPERSCRIPT: Readonly<Record<string, string>> = {
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
  "+": "⁺",
  "-": "⁻",
  "−": "⁻",
};
const SUBSCRIPT: Readonly<Record<string, string>> = {
  "0": "₀",
  "1": "₁",
  "2": "₂",
  "3": "₃",
  "4": "₄",
  "5": "₅",
  "6": "₆",
  "7": "₇",
  "8": "₈",
  "9": "₉",
  "+": "₊",
  "-": "₋",
  "−": "₋",
};

/** `10<sup>9</sup>/L` must never read « 109/L ». */
function raised(text: string, name: "sup" | "sub"): string {
  const letters = name === "sup" ? SUPERSCRIPT : SUBSCRIPT;
  const characters = [...text];
  if (characters.every((each) => letters[each] !== undefined)) return characters.map((each) => letters[each]).join("");
  // An ordinal (1er, 2e) or the index of a name reads well as it is; numbers mixed with letters do not.
  if (!/\d/.test(text)) return text;
  return name === "sup" ? `^(${text})` : `_(${text})`;
}
