import { contentIdOf } from "./media-type.js";

/** One part of a MIME multipart body, its transfer encoding undone. */
export interface MimePart {
  /** Decoded, without `<>`; `""` when there is none. */
  readonly contentId: string;
  readonly contentType: string;
  /** To be read before the next part is asked for; what is left of it is then skipped. */
  readonly body: AsyncIterable<Buffer>;
}

/** Why a body is not the multipart that it says. */
export class MultipartError extends Error {
  constructor(readonly problem: "truncated" | "headers" | "encoding") {
    super(problem);
    this.name = "MultipartError";
  }
}

const MAX_HEADERS = 16_384;
/** White space that a sender may add after a delimiter. */
const MAX_PADDING = 256;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Reads the parts of a multipart body as they come (RFC 2046 §5.1): bounded memory, whatever the size of a part. Lenient on
 * preamble, epilogue, bare line feeds, padding; a body without its closing delimiter is truncated, never shorter.
 * @throws {MultipartError} from either iterator
 */
export async function* readMultipart(source: AsyncIterable<Buffer>, boundary: string): AsyncGenerator<MimePart> {
  const scanner = new Scanner(source[Symbol.asyncIterator](), Buffer.from(`--${boundary}`, "latin1"));
  try {
    for await (const _preamble of scanner.untilDelimiter());
    while (!scanner.closed) {
      const headers = await scanner.headers();
      const rest = scanner.untilDelimiter();
      yield {
        contentId: contentIdOf(headers.get("content-id") ?? ""),
        contentType: headers.get("content-type") ?? "",
        body: decoded(rest, headers.get("content-transfer-encoding") ?? "binary"),
      };
      for await (const _skipped of rest);
      await scanner.skipRest();
    }
    await scanner.drain();
  } finally {
    await scanner.stop();
  }
}

/** Cuts a stream at its delimiters. */
class Scanner {
  closed = false;
  private buffer: Buffer = Buffer.alloc(0);
  /** Nothing before: a delimiter may be the very first line. */
  private atStart = true;
  private found = false;

  constructor(
    private readonly source: AsyncIterator<Buffer>,
    private readonly needle: Buffer,
  ) {}

  private async pull(): Promise<void> {
    const { done, value } = await this.source.next();
    if (done === true) throw new MultipartError("truncated");
    this.buffer = this.buffer.length === 0 ? value : Buffer.concat([this.buffer, value]);
  }

  /** Bytes up to the next delimiter, which is consumed with its line. */
  async *untilDelimiter(): AsyncGenerator<Buffer> {
    this.found = false;
    let from = 0;
    for (;;) {
      const at = this.buffer.indexOf(this.needle, from);
      if (at < 0) {
        // A delimiter may straddle two pieces, with the line end before it.
        const keep = this.needle.length + 2;
        const ready = this.buffer.length - keep;
        if (ready > 0) {
          const piece = this.buffer.subarray(0, ready);
          this.buffer = this.buffer.subarray(ready);
          this.atStart = false;
          yield piece;
        }
        from = 0;
        await this.pull();
        continue;
      }
      const end = await this.delimiterEnd(at);
      if (end === null) {
        from = at + 1;
        continue;
      }
      const before = this.buffer.subarray(0, lineStart(this.buffer, at));
      this.buffer = this.buffer.subarray(end);
      this.atStart = false;
      this.found = true;
      if (before.length > 0) yield before;
      return;
    }
  }

  /** When the part was abandoned before its end, goes there. */
  async skipRest(): Promise<void> {
    if (!this.found) for await (const _skipped of this.untilDelimiter());
  }

  /** Where the line of a delimiter ends; null when what stands at `at` is content. */
  private async delimiterEnd(at: number): Promise<number | null> {
    const first = at === 0 && this.atStart;
    if (!first && (at === 0 || this.buffer[at - 1] !== NEWLINE)) return null;
    const after = at + this.needle.length;
    while (this.buffer.length < after + 2) await this.pull();
    if (this.buffer[after] === 0x2d && this.buffer[after + 1] === 0x2d) {
      this.closed = true;
      return after + 2;
    }
    for (let index = after; index < after + MAX_PADDING; index++) {
      while (this.buffer.length <= index) await this.pull();
      const byte = this.buffer[index];
      if (byte === NEWLINE) return index + 1;
      const blank = byte === 0x20 || byte === 0x09 || byte === RETURN;
      // A carriage return only begins the line end.
      if (!blank || this.buffer[index - 1] === RETURN) return null;
    }
    return null;
  }

  async headers(): Promise<ReadonlyMap<string, string>> {
    const headers = new Map<string, string>();
    let text = "";
    for (;;) {
      const end = this.buffer.indexOf(NEWLINE);
      if (end < 0) {
        if (this.buffer.length > MAX_HEADERS) throw new MultipartError("headers");
        await this.pull();
        continue;
      }
      const line = this.buffer.subarray(0, end).toString("latin1").replace(/\r$/, "");
      this.buffer = this.buffer.subarray(end + 1);
      // An empty part ends at a delimiter that directly follows its headers: the line end before it is the blank line's.
      if (line === "") {
        this.atStart = true;
        break;
      }
      text += /^[ \t]/.test(line) ? ` ${line.trim()}` : `\n${line}`;
      if (text.length > MAX_HEADERS) throw new MultipartError("headers");
    }
    for (const line of text.split("\n")) {
      const colon = line.indexOf(":");
      if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
    }
    return headers;
  }

  /** The epilogue says nothing, but the connection is only free when it was read. */
  async drain(): Promise<void> {
    this.buffer = Buffer.alloc(0);
    while ((await this.source.next()).done !== true);
  }

  async stop(): Promise<void> {
    await this.source.return?.();
  }
}

/** The line end before a delimiter belongs to the delimiter. */
function lineStart(buffer: Buffer, at: number): number {
  if (at === 0) return 0;
  return at >= 2 && buffer[at - 2] === RETURN ? at - 2 : at - 1;
}

function decoded(body: AsyncIterable<Buffer>, encoding: string): AsyncIterable<Buffer> {
  const name = encoding.trim().toLowerCase();
  if (name === "base64") return fromBase64(body);
  if (name === "binary" || name === "8bit" || name === "7bit" || name === "") return body;
  return refuse();
}

// biome-ignore lint/correctness/useYield: the failure must come when the part is read, not when it is announced
async function* refuse(): AsyncGenerator<Buffer> {
  throw new MultipartError("encoding");
}

/** Groups of four characters; what is left of one waits for the next piece. */
async function* fromBase64(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest = "";
  for await (const piece of body) {
    const text = rest + piece.toString("latin1").replace(/\s+/g, "");
    if (/[^A-Za-z0-9+/=]/.test(text)) throw new MultipartError("encoding");
    const whole = text.length - (text.length % 4);
    rest = text.slice(whole);
    if (whole > 0) yield Buffer.from(text.slice(0, whole), "base64");
  }
  if (rest !== "") throw new MultipartError("encoding");
}
