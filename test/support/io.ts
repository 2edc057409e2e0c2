import { Readable } from "node:stream";
import type { Io } from "../../src/terminal/io.port.js";

export interface FakeIo extends Io {
  /** All that was written to stdout. */
  readonly written: () => string;
  /** All that was written to stderr. */
  readonly told: () => string;
}

/** An Io that keeps what is written: a pipe unless told otherwise. */
export function fakeIo(
  options: { tty?: boolean; columns?: number; canPrompt?: boolean; input?: string; colour?: boolean } = {},
): FakeIo {
  const { tty = false, canPrompt = false, colour = false } = options;
  let out = "";
  let err = "";
  return {
    out: async (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    stdin: Readable.from([Buffer.from(options.input ?? "")]),
    stdoutIsTty: tty,
    stderrIsTty: tty,
    canPrompt,
    columns: tty ? (options.columns ?? 100) : null,
    errColumns: tty ? (options.columns ?? 100) : null,
    colour: { out: colour, err: colour },
    written: () => out,
    told: () => err,
  };
}
