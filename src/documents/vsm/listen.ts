import type { Named } from "../cda/biology/spoken.js";
import type { StartTag } from "../cda/parser.js";
import type { EntryListener } from "../cda/reader.js";
import type { Element } from "../cda/tree.js";

/** No summary has as many: the rest is told as left out. */
const MAX_ENTRIES = 2_000;
const MAX_ELEMENTS = 1_000;
const MAX_LETTERS = 8_000;

export interface Entry {
  /** The clinical statement that it holds. */
  readonly statement: Element;
  /** It was too large to be kept whole. */
  readonly cut: boolean;
}

/** Keeps the entries of each section as light trees, within bounds: those of a summary are few and small. */
export class VsmEntries implements EntryListener {
  readonly bySection = new Map<Element, Entry[]>();
  /** Entries that were too many to be read. */
  dropped = 0;
  root: Element | null = null;
  named: Named = () => undefined;
  #count = 0;
  #section: Element | null = null;
  #open: (Element | null)[] = [];
  #elements = 0;

  begin(section: Element | null): void {
    this.#section = section;
    this.#open = [];
    this.#elements = 0;
  }

  open({ local, attributes }: StartTag): void {
    this.#elements += 1;
    const within = this.#open[this.#open.length - 1];
    const isFull = this.#count >= MAX_ENTRIES || this.#elements > MAX_ELEMENTS;
    const element: Element | null =
      isFull || within === null ? null : { name: local, attributes: short(attributes), children: [] };
    if (element !== null) within?.children.push(element);
    this.#open.push(element);
  }

  text(text: string): void {
    const within = this.#open[this.#open.length - 1];
    if (within === null || within === undefined) return;
    const { children } = within;
    const last = children[children.length - 1];
    if (typeof last !== "string") children.push(text.slice(0, MAX_LETTERS));
    else if (last.length < MAX_LETTERS) children[children.length - 1] = last + text.slice(0, MAX_LETTERS);
  }

  close(): void {
    const closed = this.#open.pop();
    if (this.#open.length > 0) return;
    if (closed === null || closed === undefined || this.#section === null) {
      this.dropped += 1;
      return;
    }
    this.#count += 1;
    const known = this.bySection.get(this.#section) ?? [];
    this.bySection.set(this.#section, known);
    for (const statement of closed.children) {
      if (typeof statement !== "string") known.push({ statement: statement as Element, cut: this.#elements > MAX_ELEMENTS });
    }
  }

  end(root: Element, named: Named): void {
    this.root = root;
    this.named = named;
  }
}

function short(attributes: Record<string, string>): Record<string, string> {
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined && value.length > MAX_LETTERS) attributes[name] = value.slice(0, MAX_LETTERS);
  }
  return attributes;
}
