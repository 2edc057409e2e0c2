import type { StartTag } from "../parser.js";
import type { Element } from "../tree.js";

/** A clinical statement of an entry (CDA R2), with what is read of it; its own statements are apart. */
export interface Statement {
  readonly name: string;
  readonly parent: Statement | null;
  /** Section of its entry. */
  readonly section: Element | null;
  /** Within a REFR relation: an earlier result, told beside the one that it goes with and never counted (cda.md §4). */
  readonly historical: boolean;
  readonly templates: readonly string[];
  /** `code`, `value`, `interpretationCode`… as light trees; dropped once the statement is read. */
  parts: Element[];
  /** Some of its parts were left out: it has too many. */
  cut: boolean;
}

export interface StatementHandlers {
  opened(statement: Statement): void;
  /** Its parts are complete. */
  closed(statement: Statement): void;
}

const STATEMENTS = new Set([
  "act",
  "encounter",
  "observation",
  "observationMedia",
  "organizer",
  "procedure",
  "regionOfInterest",
  "substanceAdministration",
  "supply",
]);
const PARTS = new Set([
  "code",
  "text",
  "statusCode",
  "effectiveTime",
  "value",
  "interpretationCode",
  "referenceRange",
  "specimen",
]);

/** Elements of the parts of one statement, letters of each text: no entry fills the memory. */
const MAX_ELEMENTS = 500;
const MAX_LETTERS = 8_000;

interface MutableStatement extends Statement {
  readonly templates: string[];
  elements: number;
}

type Level =
  | { readonly kind: "link"; readonly historical: boolean }
  | { readonly kind: "statement"; readonly statement: MutableStatement }
  | { readonly kind: "part"; readonly element: Element | null; readonly statement: MutableStatement };

/**
 * The statements of the entries of a document while it is read, whatever stands between them (batteries and isolates nest). Nothing is
 * kept but the statements that are open.
 */
export class Statements {
  readonly #levels: Level[] = [];
  readonly #handlers: StatementHandlers;
  #section: Element | null = null;

  constructor(handlers: StatementHandlers) {
    this.#handlers = handlers;
  }

  /** An entry of this section begins: its own start tag comes next. */
  begin(section: Element | null): void {
    this.#section = section;
  }

  open({ local, attributes }: StartTag): void {
    const above = this.#levels[this.#levels.length - 1];
    if (above?.kind === "part") this.#openPart(above.statement, above.element, local, attributes);
    else if (above?.kind === "statement" && PARTS.has(local)) this.#openPart(above.statement, null, local, attributes);
    else if (above?.kind === "link" && STATEMENTS.has(local)) this.#openStatement(local, above.historical);
    else {
      if (above?.kind === "statement" && local === "templateId" && above.statement.templates.length < 50)
        above.statement.templates.push((attributes.root ?? "").trim());
      const historical = above?.kind === "statement" ? above.statement.historical : above?.historical === true;
      this.#levels.push({ kind: "link", historical: historical || attributes.typeCode?.trim().toUpperCase() === "REFR" });
    }
  }

  text(text: string): void {
    const above = this.#levels[this.#levels.length - 1];
    if (above?.kind !== "part" || above.element === null) return;
    const { children } = above.element;
    const last = children[children.length - 1];
    const kept = text.slice(0, MAX_LETTERS);
    if (typeof last !== "string") children.push(kept);
    else if (last.length < MAX_LETTERS) children[children.length - 1] = last + kept;
  }

  close(): void {
    const closed = this.#levels.pop();
    if (closed?.kind !== "statement") return;
    this.#handlers.closed(closed.statement);
    closed.statement.parts = [];
  }

  #openStatement(name: string, historical: boolean): void {
    const statement: MutableStatement = {
      name,
      parent: this.#enclosing(),
      section: this.#section,
      historical,
      templates: [],
      parts: [],
      cut: false,
      elements: 0,
    };
    this.#levels.push({ kind: "statement", statement });
    this.#handlers.opened(statement);
  }

  #openPart(statement: MutableStatement, within: Element | null, name: string, attributes: Record<string, string>): void {
    statement.elements += 1;
    const full = statement.elements > MAX_ELEMENTS;
    statement.cut ||= full;
    const element: Element | null = full ? null : { name, attributes: short(attributes), children: [] };
    if (element !== null) (within?.children ?? statement.parts).push(element);
    this.#levels.push({ kind: "part", element, statement });
  }

  #enclosing(): Statement | null {
    for (let index = this.#levels.length - 1; index >= 0; index -= 1) {
      const level = this.#levels[index];
      if (level?.kind === "statement") return level.statement;
    }
    return null;
  }
}

function short(attributes: Record<string, string>): Record<string, string> {
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined && value.length > MAX_LETTERS) attributes[name] = value.slice(0, MAX_LETTERS);
  }
  return attributes;
}
