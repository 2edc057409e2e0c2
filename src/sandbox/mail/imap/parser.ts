/** One argument of a command (RFC 3501 §4). A section (`BODY[HEADER.FIELDS (TO)]<0.9>`) is one atom, its brackets included. */
export type Token =
  | { readonly kind: "atom"; readonly text: string }
  | { readonly kind: "string"; readonly bytes: Buffer }
  | { readonly kind: "list"; readonly items: readonly Token[] };

/** What the client wrote is no command: answered by BAD. */
export class BadCommand extends Error {}

const MOST_DEPTH = 20;

/**
 * Reads the arguments of a command from its lines and its literals, which alternate.
 * @throws {BadCommand}
 */
export function readTokens(chunks: readonly (string | Buffer)[]): readonly Token[] {
  const reader = new Reader(chunks);
  const tokens = reader.items(0, null);
  return tokens;
}

class Reader {
  readonly #chunks: readonly (string | Buffer)[];
  #chunk = 0;
  #at = 0;

  constructor(chunks: readonly (string | Buffer)[]) {
    this.#chunks = chunks;
  }

  /** Everything up to `)`, or to the end. */
  items(depth: number, end: ")" | null): Token[] {
    if (depth > MOST_DEPTH) throw new BadCommand("Too many parentheses");
    const items: Token[] = [];
    for (;;) {
      const next = this.#peek();
      if (next === null) {
        if (end !== null) throw new BadCommand("Missing parenthesis");
        return items;
      }
      if (typeof next !== "string") {
        items.push({ kind: "string", bytes: next });
        this.#chunk += 1;
        this.#at = 0;
      } else if (next === " ") this.#at += 1;
      else if (next === ")") {
        if (end === null) throw new BadCommand("Unexpected parenthesis");
        this.#at += 1;
        return items;
      } else if (next === "(") {
        this.#at += 1;
        items.push({ kind: "list", items: this.items(depth + 1, ")") });
      } else items.push(next === '"' ? this.#quoted() : this.#atom());
    }
  }

  /** The next character, the next literal, or null at the end. */
  #peek(): string | Buffer | null {
    for (;;) {
      const chunk = this.#chunks[this.#chunk];
      if (chunk === undefined) return null;
      if (typeof chunk !== "string") return chunk;
      const character = chunk[this.#at];
      if (character !== undefined) return character;
      this.#chunk += 1;
      this.#at = 0;
    }
  }

  #text(): string {
    const chunk = this.#chunks[this.#chunk];
    return typeof chunk === "string" ? chunk : "";
  }

  #quoted(): Token {
    const text = this.#text();
    let value = "";
    for (let at = this.#at + 1; at < text.length; at += 1) {
      const c = text[at] ?? "";
      if (c === '"') {
        this.#at = at + 1;
        return { kind: "string", bytes: Buffer.from(value, "latin1") };
      }
      if (c === "\\") at += 1;
      value += c === "\\" ? (text[at] ?? "") : c;
    }
    throw new BadCommand("Missing quote");
  }

  #atom(): Token {
    const text = this.#text();
    let at = this.#at;
    let inSection = false;
    for (; at < text.length; at += 1) {
      const c = text[at] ?? "";
      if (c === "[") inSection = true;
      else if (c === "]") inSection = false;
      else if (!inSection && (c === " " || c === "(" || c === ")" || c === '"')) break;
      if (c < " " || c > "~") throw new BadCommand("Unexpected character");
    }
    if (inSection) throw new BadCommand("Missing bracket");
    const atom = text.slice(this.#at, at);
    this.#at = at;
    return { kind: "atom", text: atom };
  }
}

/** A mailbox, a header name, a search text: an atom or a string, as Latin-1. @throws {BadCommand} */
export function textOf(token: Token | undefined): string {
  if (token?.kind === "atom") return token.text;
  if (token?.kind === "string") return token.bytes.toString("latin1");
  throw new BadCommand("Text expected");
}

/** An atom, in capitals. @throws {BadCommand} */
export function wordOf(token: Token | undefined): string {
  if (token?.kind !== "atom") throw new BadCommand("Word expected");
  return token.text.toUpperCase();
}

/** @throws {BadCommand} */
export function listOf(token: Token | undefined): readonly Token[] {
  if (token?.kind !== "list") throw new BadCommand("List expected");
  return token.items;
}

/** `1:4,7,9:*`; `*` is the greatest number in use. */
export function readSet(text: string, greatest: number): (value: number) => boolean {
  const ranges = text.split(",").map((one): readonly [number, number] => {
    const [, first, second] = /^(\d{1,10}|\*)(?::(\d{1,10}|\*))?$/.exec(one) ?? [];
    if (first === undefined) throw new BadCommand("Invalid set");
    const value = (word: string): number => (word === "*" ? greatest : Number(word));
    const [a, b] = [value(first), value(second ?? first)];
    return a <= b ? [a, b] : [b, a];
  });
  return (value) => ranges.some(([low, high]) => value >= low && value <= high);
}
