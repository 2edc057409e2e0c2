import type { NarrativeNode } from "./header.js";

/** An element of the light tree: the same shape as a narrative node, so that narrative blocks are handed on as they are. */
export interface Element {
  readonly name: string;
  /** By local name, except `xsi:type`. No prototype: a document may name an attribute `__proto__`. */
  readonly attributes: Record<string, string>;
  readonly children: NarrativeNode[];
}

export function isElement(node: NarrativeNode): node is Exclude<NarrativeNode, string> {
  return typeof node !== "string";
}

type Parent = Exclude<NarrativeNode, string> | null;

/** Children elements of that name, in order. */
export function all(parent: Parent, name: string): Exclude<NarrativeNode, string>[] {
  const found: Exclude<NarrativeNode, string>[] = [];
  for (const each of parent?.children ?? []) if (isElement(each) && each.name === name) found.push(each);
  return found;
}

/** First child of that name, then down the path; null when a step is missing. */
export function first(parent: Parent, ...path: readonly string[]): Parent {
  let element = parent;
  for (const name of path) element = child(element, name);
  return element;
}

function child(parent: Parent, name: string): Parent {
  for (const each of parent?.children ?? []) if (isElement(each) && each.name === name) return each;
  return null;
}

/** An attribute that says something: null when absent or empty. */
export function attribute(element: Parent, name: string): string | null {
  const value = element?.attributes[name];
  return value === undefined ? null : plain(value);
}

/** Controls, and the marks that turn the direction of what follows, have no place in a value: they would act on the screen it is shown on. */
const ACTING = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Most values: codes, numbers, dates. There is nothing to clean. */
const CLEAN = /^[!-~]+$/;

function plain(value: string): string | null {
  if (CLEAN.test(value)) return value;
  const text = value.replace(ACTING, "").replace(/\s+/g, " ").trim();
  return text === "" ? null : text;
}

/** The whole text under an element, white space collapsed; null when there is none. */
export function textOf(element: Parent): string | null {
  if (element === null) return null;
  const parts: string[] = [];
  const pending: NarrativeNode[] = [...element.children].reverse();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node === "string") parts.push(node);
    else for (let index = node.children.length - 1; index >= 0; index -= 1) pending.push(node.children[index] ?? "");
  }
  return plain(parts.join(""));
}
