import { SaxesParser } from "saxes";
import { doctype, notXml, tooDeep, tooLarge } from "./errors.js";
import type { Element } from "./tree.js";

/** What a start tag says to the parser's user. */
export interface StartTag {
  readonly local: string;
  readonly uri: string;
  readonly attributes: Record<string, string>;
}

export interface CdaParserHandlers {
  open(tag: StartTag): Treatment;
  /** Text of the element opened as `divert` or `listen`, in pieces as they come. */
  diverted(text: string): void;
  /** End of the diverted element. */
  divertedEnd(): void;
  /** An element of the tree that has an `@ID`: what it says is complete when it is closed. */
  named(id: string, element: Element): void;
  /** Text of an element opened as `heed`. */
  heard(text: string): void;
  /** The elements of the tree are complete when closed. */
  close(local: string): void;
  warn(message: string): void;
}

/**
 * - `tree`: kept with its contents; `skip`: nothing of it is kept
 * - `divert`: base64, whose text goes to {@link CdaParserHandlers.diverted} as it is written, references undecoded
 * - `listen`: the same for a text, once the parser has decoded it
 * - `heed`: not kept; its text goes to {@link CdaParserHandlers.heard}
 */
export type Treatment = "tree" | "skip" | "divert" | "listen" | "heed";

const MAX_DEPTH = 200;
const MAX_ELEMENTS = 400_000;
/** Letters without a tag from which a text is long: the parser would hold it whole, and read it letter by letter. */
const LONG = 4_096;

/** Faults of the text that change nothing of what it says; told as warnings. Everything else that saxes finds stops the reading. */
const TOLERATED: readonly [RegExp, string][] = [
  [/undefined entity/, "Une entité inconnue (&…;) est laissée telle quelle."],
  [/malformed character entity/, "Une référence de caractère que XML interdit est laissée telle quelle."],
  [/disallowed character\.$/, "Un caractère de contrôle interdit en XML a été trouvé."],
  [/unbound namespace prefix/, "Un préfixe d'espace de noms n'est pas déclaré."],
  [/XML declaration must/, "La déclaration XML n'est pas au début du fichier."],
];

/**
 * saxes (strict, namespaces, no expansion of entities), with what a document needs around it: a light tree of what is kept, and the text
 * of binaries taken out before it reaches the parser, which would otherwise hold it whole (20 MB of base64 in one text node).
 */
export class CdaParser {
  readonly #parser = new SaxesParser({ xmlns: true, position: false });
  readonly #handlers: CdaParserHandlers;
  readonly #open: { treatment: Treatment; element: Element | null }[] = [];
  readonly #told = new Set<string>();
  #elements = 0;
  /** Letters given to the parser. */
  #fed = 0;
  /** How many of them when the start tag of a binary ended, until another tag comes; -1 otherwise. */
  #begun = -1;
  #skippedLines = 0;
  /** Kept elements without a kept parent: the ClinicalDocument. */
  root: Element | null = null;

  constructor(handlers: CdaParserHandlers) {
    this.#handlers = handlers;
    this.#parser.ENTITIES.nbsp = "\u00a0";
    this.#parser.on("error", (error) => this.#fault(error.message));
    this.#parser.on("doctype", () => {
      throw doctype();
    });
    this.#parser.on("opentag", ({ uri, local, attributes }) => this.#start(uri, local, attributes));
    this.#parser.on("text", (text) => this.#text(text));
    this.#parser.on("cdata", (text) => this.#text(text));
    this.#parser.on("closetag", ({ local }) => this.#end(local));
  }

  /** The element of the tree whose tag is the last one open; null when it is not kept. */
  get element(): Element | null {
    return this.#open[this.#open.length - 1]?.element ?? null;
  }

  /**
   * Feeds text: what has tags in it to the parser, what follows the tag of a binary directly to who reads it. The parser is given stretches
   * that end where a long text begins, or where the last tag of the chunk ends: a call for each tag takes as long as reading the tag.
   */
  write(chunk: string): void {
    let from = 0;
    // No tag begins between the last one that was looked for and here.
    let bare = 0;
    while (from < chunk.length) {
      if (this.#begun === this.#fed) {
        const tag = chunk.indexOf("<", from);
        const end = tag < 0 ? chunk.length : tag;
        if (end > from) this.#take(chunk.slice(from, end));
        if (tag >= 0) this.#begun = -1;
        from = end;
      } else {
        let tag = from;
        if (from >= bare) {
          for (let next = 0; next >= 0; tag += next + 1) next = chunk.slice(tag + 1, tag + LONG).lastIndexOf("<");
          bare = tag + LONG;
        }
        const close = chunk.indexOf(">", tag);
        const end = close < 0 ? chunk.length : close + 1;
        this.#fed += end - from;
        this.#parser.write(chunk.slice(from, end));
        from = end;
      }
    }
  }

  /** @throws {SegurError} `cda.not_xml` when the document is cut */
  end(): void {
    this.#parser.close();
  }

  #take(text: string): void {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#skippedLines += 1;
    this.#handlers.diverted(text);
  }

  #start(uri: string, local: string, attributes: Readonly<Record<string, { local: string; uri: string; value: string }>>): void {
    if (this.#open.length >= MAX_DEPTH) throw tooDeep(MAX_DEPTH);
    const values: Record<string, string> = Object.create(null);
    for (const key in attributes) {
      const each = attributes[key];
      if (each === undefined || each.uri === "http://www.w3.org/2000/xmlns/") continue;
      // An attribute without prefix is the document's own: one of another vocabulary never hides it.
      const name = each.uri === "" ? each.local : each.uri.endsWith("XMLSchema-instance") ? `xsi:${each.local}` : key;
      values[name] = each.value;
    }
    const parent = this.#open[this.#open.length - 1];
    const treatment = this.#handlers.open({ local, uri, attributes: values });
    let element: Element | null = null;
    if (treatment !== "skip" && treatment !== "heed") {
      this.#elements += 1;
      if (this.#elements > MAX_ELEMENTS) throw tooLarge(MAX_ELEMENTS, "elements");
      element = { name: local, attributes: values, children: [] };
      parent?.element?.children.push(element);
      this.root ??= element;
      if (values.ID !== undefined) this.#handlers.named(values.ID.trim(), element);
    }
    this.#open.push({ treatment, element });
    this.#begun = treatment === "divert" ? this.#parser.position : -1;
  }

  #text(text: string): void {
    const current = this.#open[this.#open.length - 1];
    if (current?.treatment === "divert" || current?.treatment === "listen") this.#handlers.diverted(text);
    else if (current?.treatment === "heed") this.#handlers.heard(text);
    else if (current?.element) {
      const { children } = current.element;
      const last = children.length - 1;
      // A comment cuts a text in two events.
      if (typeof children[last] === "string") children[last] += text;
      else children.push(text);
    }
  }

  #end(local: string): void {
    this.#begun = -1;
    const closed = this.#open.pop();
    if (closed?.treatment === "divert" || closed?.treatment === "listen") this.#handlers.divertedEnd();
    this.#handlers.close(local);
  }

  #fault(message: string): void {
    const tolerated = TOLERATED.find(([pattern]) => pattern.test(message));
    const line = this.#parser.line + this.#skippedLines;
    if (/doctype/.test(message)) throw doctype();
    if (tolerated === undefined) throw notXml(reason(message), line);
    if (this.#told.has(tolerated[1])) return;
    this.#told.add(tolerated[1]);
    this.#handlers.warn(tolerated[1]);
  }
}

/** The parser's message quotes names and values: only the kind of fault is told. */
function reason(message: string): string {
  if (/unclosed tag|unexpected end|must contain a root/.test(message)) return "Il est coupé avant sa fin";
  if (/clos(e|ing) tag/.test(message)) return "Des balises se croisent";
  if (/outside of root/.test(message)) return "Du texte se trouve hors du document";
  if (/duplicate attribute/.test(message)) return "Un attribut est donné deux fois";
  return "Une balise est mal écrite";
}
