import type { ByteSource } from "./bytes.js";

const MOST_LINE = 64 * 1024;
const MOST_LITERAL = 64 * 1024;

/** A command as it came: lines and literals alternate. */
export interface RawCommand {
  readonly tag: string;
  readonly name: string;
  /** What follows the name. */
  readonly rest: readonly (string | Buffer)[];
}

/** What could not be read: `fatal`, the connection has to end, since nobody knows any more where a command begins. */
export interface Unreadable {
  readonly tag: string | null;
  readonly fatal: boolean;
  readonly answer: string;
}

export interface Asking {
  /** Invites the client to send its literal. */
  readonly invite: () => void;
  /** Bytes of the biggest message that APPEND may bring. */
  readonly mostMessage: number;
}

const FATAL = (answer: string): Unreadable => ({ tag: null, fatal: true, answer });

/**
 * The next command, its literals included (RFC 3501 §4.3, RFC 7888). A literal that is too big is refused before it is sent when the client
 * waits to be invited; otherwise the connection ends. Null at the end of the connection.
 */
export async function readCommand(source: ByteSource, { invite, mostMessage }: Asking): Promise<RawCommand | Unreadable | null> {
  const chunks: (string | Buffer)[] = [];
  let spent = 0;
  for (;;) {
    const line = await source.line(MOST_LINE);
    if (line === null) return null;
    if (line === "too-long") return FATAL("Line too long");
    spent += line.length;
    const [, figures, unasked] = /\{(\d{1,10})(\+?)\}$/.exec(line) ?? [];
    if (figures === undefined) {
      chunks.push(line);
      return whole(chunks);
    }
    chunks.push(line.slice(0, line.lastIndexOf("{")));
    const size = Number(figures);
    const [, tag = null, name = ""] = /^(\S+) (\S+)/.exec(typeof chunks[0] === "string" ? chunks[0] : "") ?? [];
    const isAppend = name.toUpperCase() === "APPEND";
    spent += isAppend ? 0 : size;
    if (size > (isAppend ? mostMessage : MOST_LITERAL) || spent > 4 * MOST_LINE) {
      return unasked === "+" ? FATAL("Literal too large") : { tag, fatal: false, answer: "NO [TOOBIG] Literal too large" };
    }
    if (unasked === "") invite();
    const literal = await source.bytes(size);
    if (literal === null) return null;
    chunks.push(literal);
  }
}

function whole(chunks: (string | Buffer)[]): RawCommand | Unreadable {
  const [first = ""] = chunks;
  const [, tag, name, rest] = typeof first === "string" ? (/^([!#-'*-[\]-z|}~]+) ([A-Za-z]+)(?: (.*)|)$/s.exec(first) ?? []) : [];
  if (tag === undefined || name === undefined) return { tag: null, fatal: false, answer: "BAD Invalid command" };
  return { tag, name: name.toUpperCase(), rest: [rest ?? "", ...chunks.slice(1)] };
}
