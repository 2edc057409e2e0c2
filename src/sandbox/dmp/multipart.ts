import { fault } from "./refusal.js";

/** One part of a multipart body. Its bytes must be read to their end before the next one. */
export interface Part {
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** Without `<>`, `%` decoded; empty when the part has none. */
  readonly contentId: string;
  readonly body: AsyncIterable<Buffer>;
}

const MOST_HEADER_BYTES = 16 * 1024;
const CRLF = Buffer.from("\r\n");
const BLANK = Buffer.from("\r\n\r\n");

/** Parameters of a media type: names in lower case, quotes removed (RFC 2045 §5.1). */
export function mediaType(header: string): { readonly type: string; readonly parameters: ReadonlyMap<string, string> } {
  const [type = ""] = header.split(";", 1);
  const parameters = new Map<string, string>();
  for (const [, name = "", quoted, plain] of header
    .slice(type.length)
    .matchAll(/;\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g)) {
    parameters.set(name.toLowerCase(), quoted === undefined ? (plain ?? "") : quoted.replace(/\\(.)/g, "$1"));
  }
  return { type: type.trim().toLowerCase(), parameters };
}

/** A content id as `cid:` URLs and headers write it, in one form. */
export function contentIdOf(text: string): string {
  const bare = text.trim().replace(/^<(.*)>$/, "$1");
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare; // not percent-encoded after all
  }
}

/**
 * The parts of a body (RFC 2046 §5.1), as they come: nothing is kept but the bytes in which a delimiter may still begin.
 * @throws {Refusal} when the body is cut or has no such boundary
 */
export async function* readParts(source: AsyncIterable<Buffer>, boundary: string): AsyncGenerator<Part> {
  const input = new Input(source);
  const opening = Buffer.from(`--${boundary}`);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  await input.skipPast(opening);
  while (true) {
    const end = await input.line();
    if (end.startsWith("--")) return;
    const headers = readHeaders(await input.through(BLANK));
    let whole = false;
    const body = (async function* () {
      yield* input.until(delimiter);
      whole = true;
    })();
    yield { headers, contentId: contentIdOf(headers.get("content-id") ?? ""), body };
    if (!whole)
      for await (const _ of body) {
        // The caller did not want the rest of it.
      }
  }
}

function readHeaders(text: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.replace(/\r\n[ \t]+/g, " ").split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

const cut = () => fault("MalformedMessage", "Couldn't find MIME boundary: the multipart body is truncated or malformed");

/** A stream of bytes read up to marks. */
class Input {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async #more(): Promise<void> {
    const next = await this.#source.next();
    if (next.done === true) throw cut();
    this.#held = this.#held.length === 0 ? next.value : Buffer.concat([this.#held, next.value]);
  }

  async skipPast(mark: Buffer): Promise<void> {
    for await (const _ of this.until(mark)) {
      // The preamble, which says nothing.
    }
  }

  /** Bytes before the mark, in pieces; the mark itself is passed over. */
  async *until(mark: Buffer): AsyncGenerator<Buffer> {
    while (true) {
      const at = this.#held.indexOf(mark);
      if (at >= 0) {
        const piece = this.#held.subarray(0, at);
        this.#held = this.#held.subarray(at + mark.length);
        if (piece.length > 0) yield piece;
        return;
      }
      const sure = this.#held.length - mark.length + 1;
      if (sure > 0) {
        const piece = this.#held.subarray(0, sure);
        this.#held = this.#held.subarray(sure);
        yield piece;
      }
      await this.#more();
    }
  }

  /** Text up to the mark, not included. */
  async through(mark: Buffer): Promise<string> {
    // A part without any header: its blank line is the end of the delimiter's line.
    while (this.#held.length < CRLF.length) await this.#more();
    if (this.#held.subarray(0, CRLF.length).equals(CRLF)) {
      this.#held = this.#held.subarray(CRLF.length);
      return "";
    }
    let at = this.#held.indexOf(mark);
    while (at < 0) {
      if (this.#held.length > MOST_HEADER_BYTES) throw cut();
      await this.#more();
      at = this.#held.indexOf(mark);
    }
    const text = this.#held.subarray(0, at).toString("utf8");
    this.#held = this.#held.subarray(at + mark.length);
    return text;
  }

  /** What follows a delimiter on its line: nothing, or `--` after the last one. */
  async line(): Promise<string> {
    while (true) {
      const at = this.#held.indexOf(CRLF);
      if (at >= 0 && !this.#held.subarray(0, 2).equals(Buffer.from("--"))) {
        const text = this.#held.subarray(0, at).toString("latin1");
        this.#held = this.#held.subarray(at + CRLF.length);
        return text;
      }
      if (this.#held.length >= 2 && this.#held.subarray(0, 2).equals(Buffer.from("--"))) return "--";
      if (this.#held.length > MOST_HEADER_BYTES) throw cut();
      await this.#more();
    }
  }
}
