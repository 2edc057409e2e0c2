import type { NarrativeNode } from "./header.js";
import { binaryToHtml, type PageBinary } from "./html-binary.js";
import { escapeHtml } from "./html-escape.js";
import { isElement, textOf } from "./tree.js";

type Node = Exclude<NarrativeNode, string>;

/** Elements of the narrative that are the same in HTML; none of their attributes is copied as it is. */
const SAME = new Set(["table", "thead", "tbody", "tfoot", "tr", "th", "td", "sub", "sup", "caption"]);
/** A row of headings, for its cells. */
const HEAD_ROW = "thead tr";
/** What a browser would move out of a table when it stands elsewhere. */
const TABLE_PARENTS: Readonly<Record<string, readonly string[]>> = {
  thead: ["table"],
  tbody: ["table"],
  tfoot: ["table"],
  tr: ["table", "thead", "tbody", "tfoot"],
  th: ["tr", HEAD_ROW],
  td: ["tr", HEAD_ROW],
};
const STYLES: readonly [RegExp, string][] = [
  [/bold/i, "bold"],
  [/italic|emphasis/i, "italic"],
  [/underline/i, "underline"],
];
const MAX_SPAN = 50;

/**
 * A narrative block as HTML, by a closed list of elements written anew: text is escaped, unknown elements give their text alone, and no
 * attribute of the document is copied (spans are numbers, identifiers are prefixed, addresses are http, https or mailto).
 */
export function narrativeToHtml(nodes: readonly NarrativeNode[], binaries: readonly PageBinary[]): string {
  return nodes.map((node) => (isElement(node) ? elementToHtml(node, "", binaries) : escapeHtml(node))).join("");
}

function elementToHtml(node: Node, parent: string, binaries: readonly PageBinary[]): string {
  const { name, attributes } = node;
  const parents = TABLE_PARENTS[name];
  const misplaced = parents !== undefined && !parents.includes(parent);
  const own = name === "tr" && parent === "thead" ? HEAD_ROW : name;
  const inside = (): string =>
    node.children
      .map((child) => (isElement(child) ? elementToHtml(child, misplaced ? "" : own, binaries) : escapeHtml(child)))
      .join("");
  const id = idOf(attributes.ID);
  if (name === "br") return "<br>";
  if (name === "col" || name === "colgroup") return "";
  if (name === "renderMultiMedia") return mediaToHtml(node, binaries);
  if (name === "linkHtml") return linkToHtml(attributes.href, inside());
  if (name === "paragraph") return `<p${id}>${inside()}</p>`;
  if (name === "list") return listToHtml(node, id, binaries);
  if (name === "footnote") return `<span class="note"${id}> [note : ${inside()}]</span>`;
  if (name === "table") return `<div class="wide"><table${id}>${inside()}</table></div>`;
  if (misplaced) return `<div>${inside()}</div>`;
  if (name === "caption" && parent !== "table") return `<div class="caption"${id}>${inside()}</div>`;
  if (name === "th") return `<th scope="${parent === HEAD_ROW ? "col" : "row"}"${spans(attributes)}${id}>${inside()}</th>`;
  if (name === "td") return `<td${spans(attributes)}${id}>${inside()}</td>`;
  if (SAME.has(name)) return `<${name}${id}>${inside()}</${name}>`;
  if (name === "content" && attributes.revised === "delete") return `<del${id}>${inside()}</del>`;
  if (name === "content" && attributes.revised === "insert") return `<ins${id}>${inside()}</ins>`;
  return `<span${classOf(attributes.styleCode)}${id}>${inside()}</span>`;
}

function listToHtml(list: Node, id: string, binaries: readonly PageBinary[]): string {
  const tag = list.attributes.listType === "ordered" ? "ol" : "ul";
  const children = list.children.filter(isElement);
  const caption = children.filter(({ name }) => name === "caption").map((each) => elementToHtml(each, "list", binaries));
  const items = children.filter(({ name }) => name !== "caption");
  const written = items.map((item) => `<li${idOf(item.attributes.ID)}>${narrativeToHtml(item.children, binaries)}</li>`);
  return `${caption.join("")}<${tag}${id}>${written.join("")}</${tag}>`;
}

function mediaToHtml(node: Node, binaries: readonly PageBinary[]): string {
  const wanted = (node.attributes.referencedObject ?? "").split(/\s+/).map((id) => id.replace(/^#/, ""));
  const found = binaries.filter(({ id }) => id !== null && wanted.includes(id));
  if (found.length === 0) return '<span class="note">[pièce jointe absente]</span>';
  const caption = textOf(node) ?? "";
  return found.map((binary) => binaryToHtml(binary, caption)).join("");
}

/** White space and controls inside an address hide its scheme from a check, not from a browser. */
function linkToHtml(href: string | undefined, text: string): string {
  const address = (href ?? "").replace(/[\u0000-\u0020\u007f-\u00a0]/g, "");
  const local = /^#([\w.-]+)$/.exec(address)?.[1];
  if (local !== undefined) return `<a href="#n-${local}">${text}</a>`;
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return text;
  return `<a href="${escapeHtml(address)}" rel="noopener noreferrer" target="_blank">${text || escapeHtml(address)}</a>`;
}

/** Prefixed: a document must not take the name of a part of the page. */
function idOf(id: string | undefined): string {
  return id !== undefined && /^[\w.-]{1,100}$/.test(id) ? ` id="n-${id}"` : "";
}

function classOf(styleCode: string | undefined): string {
  const classes = STYLES.filter(([pattern]) => pattern.test(styleCode ?? "")).map(([, name]) => name);
  return classes.length === 0 ? "" : ` class="${classes.join(" ")}"`;
}

function spans(attributes: Readonly<Record<string, string>>): string {
  return ["colspan", "rowspan"]
    .map((name) => {
      const value = attributes[name];
      const number = value !== undefined && /^\d{1,6}$/.test(value) ? Math.min(MAX_SPAN, Number(value)) : 1;
      return number > 1 ? ` ${name}="${number}"` : "";
    })
    .join("");
}
