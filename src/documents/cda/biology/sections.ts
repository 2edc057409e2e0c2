import type { NarrativeNode } from "../header.js";
import type { Element } from "../tree.js";
import { all, attribute, first, isElement, textOf } from "../tree.js";
import { spoken } from "./spoken.js";

type Node = Exclude<NarrativeNode, string>;

/** Chapters and sub-chapters of results (cda.md §4). */
const CHAPTERS = new Set([
  "1.3.6.1.4.1.19376.1.3.3.2.1",
  "1.2.250.1.213.1.1.2.70",
  "1.3.6.1.4.1.19376.1.3.3.2.2",
  "1.2.250.1.213.1.1.2.71",
]);
const COMMENT = { code: "55112-7", templates: new Set(["1.3.6.1.4.1.19376.1.4.1.2.16", "1.2.250.1.213.1.1.2.73"]) };
/** Analyses done by another laboratory: a PDF. */
const SECOND_INTENTION = { codes: new Set(["60572-5", "101792-0"]), template: "1.2.250.1.213.1.1.2.60" };

export interface BiologySection {
  readonly kind: "chapter" | "comment" | "second-intention" | "other";
  /** Titles down to this one. */
  readonly path: readonly string[];
  readonly title: string | null;
  /** Of its own, without its sub-sections. */
  readonly text: string | null;
  readonly hasSections: boolean;
}

/** The sections of a document, in order, by their element. */
export function sectionsOf(document: Node): ReadonlyMap<Node, BiologySection> {
  const found = new Map<Node, BiologySection>();
  const visit = (parent: Node, path: readonly string[]): void => {
    for (const section of parent.children.filter(isElement)) {
      if (section.name !== "section") {
        // A header holds no section; what stands between two of them is `component` or `structuredBody`.
        if (section.name === "component" || section.name === "structuredBody") visit(section, path);
        continue;
      }
      const code = first(section, "code");
      const title = textOf(first(section, "title")) ?? attribute(code, "displayName");
      const here = title === null || isSame(title, path.at(-1)) ? path : [...path, title];
      const inner = all(section, "component").some((each) => first(each, "section") !== null);
      found.set(section, {
        kind: kindOf(section, code),
        path: here,
        title,
        text: spoken(first(section, "text")),
        hasSections: inner,
      });
      visit(section, here);
    }
  };
  visit(document, []);
  return found;
}

/** Whether a document has chapters of biology results, whatever its code and its own templates say. */
export function hasChapters(document: Node): boolean {
  return [...sectionsOf(document).values()].some(({ kind }) => kind === "chapter");
}

export function isSame(title: string, other: string | undefined): boolean {
  return other !== undefined && title.toLowerCase() === other.toLowerCase();
}

function kindOf(section: Element | Node, code: Node | null): BiologySection["kind"] {
  const templates = all(section, "templateId").map((each) => attribute(each, "root") ?? "");
  const value = attribute(code, "code") ?? "";
  if (value === COMMENT.code || templates.some((each) => COMMENT.templates.has(each))) return "comment";
  if (SECOND_INTENTION.codes.has(value) || templates.includes(SECOND_INTENTION.template)) return "second-intention";
  return templates.some((each) => CHAPTERS.has(each)) ? "chapter" : "other";
}
