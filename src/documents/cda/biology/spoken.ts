import type { NarrativeNode } from "../header.js";
import { attribute, first, isElement } from "../tree.js";

type Node = Exclude<NarrativeNode, string>;

/** Longer ones are cut, and said to be: the document itself holds the rest. */
export const MAX_TEXT = 4_000;

/** The element of the document with that `@ID`, among those met so far. */
export type Named = (id: string) => Node | undefined;

const LINES = new Set(["br", "paragraph", "tr", "item", "caption", "table", "list"]);
const ACTING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The text under an element as it is read: lines stay lines, cells stay apart. Null when there is none. */
export function spoken(element: Node | null): string | null {
  if (element === null) return null;
  const parts: string[] = [];
  let size = 0;
  const visit = (node: Node): void => {
    for (const child of node.children) {
      // Empty elements count too: a text may be referred to thousands of times.
      size += 1;
      if (size > 2 * MAX_TEXT) return;
      if (!isElement(child)) {
        const text = child.slice(0, 2 * MAX_TEXT).replace(/\s+/g, " ");
        size += text.length;
        parts.push(text);
        continue;
      }
      if (LINES.has(child.name)) parts.push("\n");
      visit(child);
      if (child.name === "td" || child.name === "th") parts.push("  ");
      else if (LINES.has(child.name)) parts.push("\n");
    }
  };
  visit(element);
  const text = parts
    .join("")
    .replace(ACTING, "")
    .replace(/[^\S\n]*\n\s*/g, "\n")
    .replace(/ {3,}/g, "  ")
    .trim();
  if (text === "") return null;
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

/** Where a text refers to: `#id`, or `id` as files of 2021 write it; null when it has words of its own, or neither. */
export function referenceOf(text: Node | null): string | null {
  const value = attribute(first(text, "reference"), "value");
  return value === null ? null : value.replace(/^#/, "");
}

/** The words of an `ED`: its own, else those of the element that it refers to. */
export function resolveText(text: Node | null, named: Named): string | null {
  const own = spoken(text);
  if (own !== null) return own;
  const id = referenceOf(text);
  return id === null ? null : spoken(named(id) ?? null);
}
