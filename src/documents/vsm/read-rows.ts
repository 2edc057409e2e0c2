import { plainLine } from "../../domain/message/plain-line.js";
import type { NarrativeNode } from "../cda/header.js";
import { isElement } from "../cda/tree.js";

type Node = Exclude<NarrativeNode, string>;

/** One line of a narrative: a row of a table, an item of a list, a paragraph. */
export interface NarrativeRow {
  /** Cells, with the title of their column in lower case; a line that is no row has one, without title. */
  readonly cells: readonly NarrativeCell[];
  /** `@ID` of everything in it, its own included. */
  readonly ids: ReadonlySet<string>;
}

export interface NarrativeCell {
  readonly column: string;
  /** Lines stay lines. */
  readonly text: string;
  readonly ids: ReadonlySet<string>;
}

const MAX_ROWS = 2_000;
const MAX_TEXT = 4_000;

/** The lines of a narrative, in order; those that say nothing left out. */
export function rowsOf(text: readonly NarrativeNode[]): readonly NarrativeRow[] {
  const rows: NarrativeRow[] = [];
  const loose: NarrativeNode[] = [];
  const push = (cells: readonly NarrativeCell[], ids: ReadonlySet<string>) => {
    if (rows.length < MAX_ROWS && cells.some((cell) => cell.text !== "")) rows.push({ cells, ids });
  };
  const flush = () => {
    const all = { name: "text", attributes: {}, children: loose.splice(0) };
    push([cellOf(all, "")], idsOf(all));
  };
  const visit = (nodes: readonly NarrativeNode[]): void => {
    for (const node of nodes) {
      if (!isElement(node)) loose.push(node);
      else if (node.name === "table") {
        flush();
        tableRows(node).forEach(({ cells, ids }) => void push(cells, ids));
      } else if (node.name === "list") {
        flush();
        visit(node.children);
      } else if (node.name === "paragraph" || node.name === "item" || node.name === "caption") {
        flush();
        if (node.children.some((child) => isElement(child) && (child.name === "table" || child.name === "list")))
          visit(node.children);
        else push([cellOf(node, "")], idsOf(node));
        flush();
      } else if (node.name === "content" && node.children.some((child) => isElement(child) && BLOCKS.has(child.name))) {
        visit(node.children);
      } else if (node.name === "br") flush();
      else loose.push(node);
    }
  };
  visit(text);
  flush();
  return rows;
}

const BLOCKS = new Set(["table", "list", "paragraph", "br"]);

function tableRows(table: Node): NarrativeRow[] {
  let columns: string[] = [];
  const rows: NarrativeRow[] = [];
  const visit = (node: Node, inHead: boolean): void => {
    for (const child of node.children.filter(isElement)) {
      if (child.name === "tr") {
        const cells = child.children.filter(isElement).filter(({ name }) => name === "td" || name === "th");
        const isHead = inHead || (columns.length === 0 && rows.length === 0 && cells.every(({ name }) => name === "th"));
        if (isHead) columns = cells.map((cell) => textUnder(cell).toLowerCase());
        else rows.push({ cells: cells.map((cell, index) => cellOf(cell, columns[index] ?? "")), ids: idsOf(child) });
      } else visit(child, inHead || child.name === "thead");
    }
  };
  visit(table, false);
  return rows;
}

function cellOf(node: Node, column: string): NarrativeCell {
  return { column, text: textUnder(node), ids: idsOf(node) };
}

function idsOf(node: Node): ReadonlySet<string> {
  const ids = new Set<string>();
  const visit = (each: Node): void => {
    if (each.attributes.ID !== undefined) ids.add(each.attributes.ID.trim());
    for (const child of each.children) if (isElement(child)) visit(child);
  };
  visit(node);
  return ids;
}

/** The text under a node: spaces are one, a `br` or a block is a new line, blank lines at both ends are not. */
function textUnder(node: Node): string {
  let text = "";
  const visit = (each: Node): void => {
    for (const child of each.children) {
      if (text.length > MAX_TEXT) return;
      if (!isElement(child)) text += child.replace(/\s+/g, " ");
      else if (child.name === "br") text += "\n";
      else {
        if (child.name === "item" || child.name === "paragraph") text += "\n";
        visit(child);
      }
    }
  };
  visit(node);
  return text.split("\n").map(plainLine).join("\n").trim();
}
