import { isAscii, isUtf8 } from "node:buffer";
import { decodeWindows1252 } from "./windows-1252.js";

/** Longest line (and longest record over several lines), in bytes. A patient takes under 2 KB. */
export const MAX_RECORD = 256 * 1024;

export type Encoding = "utf-8" | "windows-1252";

/** A physical line that can not be given as text. */
export interface UnreadableLine {
  readonly fault: "too_long" | "encoding";
}
export type Line = string | UnreadableLine;

const LF = 10;
const CR = 13;
const EMPTY = Buffer.alloc(0);

/**
 * Cuts a stream of bytes into physical lines (LF, CRLF or CR, also mixed) without ever holding more than one chunk and
 * {@link MAX_RECORD} bytes. The encoding is decided where it matters: everything before the first non-ASCII byte reads the
 * same in both, and the line that holds this byte is valid UTF-8 or is not. Lines that contradict this choice are faulty.
 */
export class LineCutter {
  #held: Buffer[] = [];
  #heldBytes = 0;
  #skipping = false;
  #swallowLf = false;
  #started = false;
  #encoding: Encoding | null;
  readonly #forced: boolean;

  constructor(encoding: Encoding | null = null) {
    this.#encoding = encoding;
    this.#forced = encoding !== null;
  }

  /** Null as long as only ASCII was met. */
  get encoding(): Encoding | null {
    return this.#encoding;
  }

  /** Lines that this chunk completes, in order. */
  push(chunk: Buffer): readonly Line[] {
    const lines: Line[] = [];
    const rest = this.#skipping || this.#swallowLf ? this.#resume(chunk) : chunk;
    if (rest.length === 0) return lines;
    if (this.#endsWithCr() && rest[0] !== LF) this.#decode(this.#take(EMPTY), lines);
    const end = lastLineEnd(rest);
    if (end === -1) {
      this.#hold(rest, lines);
      return lines;
    }
    const block = this.#take(rest.subarray(0, end + 1));
    this.#decode(block, lines);
    this.#hold(rest.subarray(end + 1), lines);
    return lines;
  }

  /** The last line, when it has no line end. */
  end(): readonly Line[] {
    const lines: Line[] = [];
    if (this.#heldBytes > 0) this.#decode(this.#take(EMPTY), lines);
    return lines;
  }

  #endsWithCr(): boolean {
    const last = this.#held[this.#held.length - 1];
    return last !== undefined && last[last.length - 1] === CR;
  }

  #take(last: Buffer): Buffer {
    const block = this.#held.length === 0 ? last : Buffer.concat([...this.#held, last]);
    this.#held = [];
    this.#heldBytes = 0;
    return block;
  }

  #hold(bytes: Buffer, lines: Line[]): void {
    if (bytes.length === 0) return;
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes <= MAX_RECORD) return;
    lines.push({ fault: "too_long" });
    this.#take(EMPTY);
    this.#skipping = bytes[bytes.length - 1] !== CR;
    this.#swallowLf = !this.#skipping;
  }

  /** What follows the end of the line that is being skipped. */
  #resume(chunk: Buffer): Buffer {
    let start = 0;
    if (this.#skipping) {
      const end = firstLineEnd(chunk);
      if (end === -1) return chunk.subarray(chunk.length);
      this.#skipping = false;
      this.#swallowLf = chunk[end] === CR;
      start = end + 1;
    }
    if (this.#swallowLf && start < chunk.length) {
      if (chunk[start] === LF) start += 1;
      this.#swallowLf = false;
    }
    return chunk.subarray(start);
  }

  #decode(block: Buffer, lines: Line[]): void {
    let bytes = block;
    if (!this.#started) {
      this.#started = true;
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
        bytes = bytes.subarray(3);
        this.#encoding ??= "utf-8";
      }
    }
    if (isAscii(bytes)) {
      split(bytes.toString("latin1"), lines, (part) => part);
      return;
    }
    this.#encoding ??= isUtf8(firstAccented(bytes)) ? "utf-8" : "windows-1252";
    if (this.#encoding === "windows-1252") {
      split(bytes.toString("latin1"), lines, (part) => this.#windows(part));
      return;
    }
    const valid = isUtf8(bytes);
    split(bytes.toString("utf8"), lines, (part) => (!valid && part.includes("\uFFFD") ? { fault: "encoding" } : part));
  }

  /** Accents that happen to be valid UTF-8 are UTF-8: such a line was pasted from another file. */
  #windows(latin1: string): Line {
    if (!/[\x80-\xff]/.test(latin1)) return latin1;
    if (!this.#forced && isUtf8(Buffer.from(latin1, "latin1"))) return { fault: "encoding" };
    return decodeWindows1252(latin1);
  }
}

function split(text: string, lines: Line[], read: (part: string) => Line): void {
  const parts = text.includes("\r") ? text.split(/\r\n?|\n/) : text.split("\n");
  if (parts[parts.length - 1] === "") parts.pop();
  for (const part of parts) lines.push(part.length > MAX_RECORD ? { fault: "too_long" } : read(part));
}

/** The line of the first byte that is not ASCII. */
function firstAccented(bytes: Buffer): Buffer {
  const at = bytes.findIndex((byte) => byte > 127);
  const start = at === 0 ? -1 : lastLineEnd(bytes.subarray(0, at));
  const length = firstLineEnd(bytes.subarray(at));
  return bytes.subarray(start + 1, length === -1 ? bytes.length : at + length);
}

/** Where the last line ends. A CR at the very end is left for later: a LF may follow in the next chunk. */
function lastLineEnd(bytes: Buffer): number {
  const last = bytes.length - 1;
  const from = bytes[last] === CR ? last - 1 : last;
  return from < 0 ? -1 : Math.max(bytes.lastIndexOf(LF, from), bytes.lastIndexOf(CR, from));
}

function firstLineEnd(bytes: Buffer): number {
  const lf = bytes.indexOf(LF);
  const cr = (lf === -1 ? bytes : bytes.subarray(0, lf)).indexOf(CR);
  return cr === -1 ? lf : cr;
}
