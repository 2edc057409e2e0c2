import { SaxesParser } from "saxes";
import { isPlain } from "./base64.js";
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
  /** Text of the element opened as `divert` or `listen`, decoded, in pieces as they come. */
  diverted(text: string): void;
  /**
   * Text of the element opened as `divert`, as it is written: takes the letters, padding and white space of base64 that it begins with.
   * @param long many of them are expected
   * @returns how many characters were taken
   */
  plain(text: string, long: boolean): number;
  /** An element inside the diverted one has text, or is none that an ED has: the text around it is not whole. */
  altered(): void;
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
 * - `divert`: base64, whose text goes to {@link CdaParserHandlers.diverted}, or to {@link CdaParserHandlers.plain} before it is parsed
 * - `listen`: a text, which goes to {@link CdaParserHandlers.diverted}
 * - `heed`: not kept; its text goes to {@link CdaParserHandlers.heard}
 */
export type Treatment = "tree" | "skip" | "divert" | "listen" | "heed";

const MAX_DEPTH = 200;
const MAX_ELEMENTS = 400_000;
/** Letters without a tag from which a text is long: the parser would hold it whole, and read it letter by letter. */
const LONG = 4_096;
/** A start tag is waited for up to here; a longer one is parsed as it comes, and its text with it. */
const MAX_TAG = 16_384;
/** Elements that an ED may have (CDA R2, POCD_MT000040). */
const OF_ED = new Set(["reference", "thumbnail"]);
const REFERENCE = /&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,8}));/y;
/** What the end of a chunk may cut of one. */
const CUT_REFERENCE = /&(?:#(?:x[0-9a-fA-F]{0,8}|[0-9]{0,8}))?$/y;

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
  /** End of the last chunk, to be read with the next one: a start tag or a reference that it cuts. */
  #held = "";
  /** How many elements are open around and with the binary that is; 0 when none is. */
  #binary = 0;
  #skippedLines = 0;
  #skippedReturn = false;
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
   * Feeds text: what has tags in it to the parser, what follows the tag of a binary directly to who reads it, as long as it is base64
   * without more ado. What the parser does with the text of a binary gives the same, letter for letter: where one begins and the other
   * ends may depend on the chunks, what is read does not. The parser is given stretches of some KB, which end at the last tag before a
   * long text: it joins the text of each to that of the others.
   */
  write(chunk: string): void {
    const text = this.#held === "" ? chunk : this.#held + chunk;
    this.#held = "";
    let from = 0;
    while (from < text.length) {
      if (this.#begun === this.#fed) {
        from = this.#skim(text, from);
        continue;
      }
      const end = endOfStretch(text, from);
      if (end === from) {
        this.#held = text.slice(from);
        return;
      }
      this.#feed(text.slice(from, end));
      from = end;
    }
  }

  /** @throws {SegurError} `cda.not_xml` when the document is cut */
  end(): void {
    if (this.#held !== "") this.#feed(this.#held);
    this.#held = "";
    this.#parser.close();
  }

  #feed(text: string): void {
    this.#fed += text.length;
    this.#parser.write(text);
  }

  /** Has base64 taken as it is written, to the next tag or to the first character that only the parser reads. @returns where that is */
  #skim(text: string, from: number): number {
    const tag = text.indexOf("<", from);
    const end = tag < 0 ? text.length : tag;
    for (let at = from, long = true; ; long = false) {
      const taken = at === end ? 0 : this.#handlers.plain(text.slice(at, end), long);
      if (taken > 0) this.#countLines(text.slice(at, at + taken));
      at += taken;
      if (at === text.length) return at;
      const reference = at < end ? this.#reference(text, at) : OTHER;
      if (reference === CUT) {
        this.#held = text.slice(at);
        return text.length;
      }
      if (reference === OTHER) {
        this.#begun = -1;
        // What comes next is for the parser, which does not know of the return before.
        if (this.#skippedReturn) this.#skippedLines += 1;
        this.#skippedReturn = false;
        return at;
      }
      at = reference;
    }
  }

  /** Decodes, as the parser would, a reference to a character of base64. @returns where it ends; {@link CUT}, or {@link OTHER} */
  #reference(text: string, at: number): number {
    REFERENCE.lastIndex = at;
    const [whole, hex, decimal] = REFERENCE.exec(text) ?? [];
    if (whole === undefined) {
      CUT_REFERENCE.lastIndex = at;
      return CUT_REFERENCE.test(text) ? CUT : OTHER;
    }
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    if (!isPlain(code)) return OTHER;
    this.#handlers.plain(String.fromCharCode(code), false);
    return at + whole.length;
  }

  /** As the parser counts them: CR LF is one. */
  #countLines(text: string): void {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#skippedLines += 1;
    for (let at = text.indexOf("\r"); at >= 0; at = text.indexOf("\r", at + 1))
      if (at + 1 < text.length && text[at + 1] !== "\n") this.#skippedLines += 1;
    if (this.#skippedReturn && text[0] !== "\n") this.#skippedLines += 1;
    this.#skippedReturn = text.endsWith("\r");
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
    if (this.#binary > 0 && !OF_ED.has(local)) this.#handlers.altered();
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
    if (treatment === "divert" || treatment === "listen") this.#binary = this.#open.length;
    this.#begun = treatment === "divert" ? this.#parser.position : -1;
  }

  #text(text: string): void {
    if (this.#binary > 0 && this.#binary < this.#open.length && /[^ \t\r\n]/.test(text)) this.#handlers.altered();
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
    if (closed?.treatment === "divert" || closed?.treatment === "listen") {
      this.#binary = 0;
      this.#handlers.divertedEnd();
    }
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

/** Of {@link CdaParser.#reference}: the chunk ends in it; only the parser reads what is there. */
const [CUT, OTHER] = [-1, -2];

/**
 * Where text that is given to the parser together ends: after the last start tag before a long text, which may be that of a binary; after
 * that text for another tag. `from` when a start tag begins there that the chunk cuts. Where it is mistaken (a comment has what looks like
 * a tag), the parser reads more, or less, at a time.
 */
function endOfStretch(text: string, from: number): number {
  let tag = text.indexOf("<", from);
  if (tag < 0) return text.length;
  for (let next = 0; next >= 0; tag += next + 1) {
    next = text.slice(tag + 1, tag + LONG).lastIndexOf("<");
    if (next < 0) break;
  }
  const isStart = !/[!?/]/.test(text[tag + 1] ?? "");
  const end = isStart ? endOfTag(text, tag) : -1;
  if (end >= 0) return end;
  if (isStart && text.length - tag < MAX_TAG) return tag;
  const next = text.indexOf("<", tag + 1);
  return next < 0 ? text.length : next;
}

/** After the `>` of a start tag, those of its attributes passed over; -1 when it is not near. */
function endOfTag(text: string, tag: number): number {
  const limit = Math.min(text.length, tag + MAX_TAG);
  let quote = 0;
  for (let at = tag + 1; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (quote !== 0) quote = code === quote ? 0 : quote;
    else if (code === 0x22 || code === 0x27) quote = code;
    else if (code === 0x3e) return at + 1;
  }
  return -1;
}

/** The parser's message quotes names and values: only the kind of fault is told. */
function reason(message: string): string {
  if (/unclosed tag|unexpected end|must contain a root/.test(message)) return "Il est coupé avant sa fin";
  if (/clos(e|ing) tag/.test(message)) return "Des balises se croisent";
  if (/outside of root/.test(message)) return "Du texte se trouve hors du document";
  if (/duplicate attribute/.test(message)) return "Un attribut est donné deux fois";
  return "Une balise est mal écrite";
}
