import { type ColourFlag, wantsColour } from "./colour.js";
import { outputClosed, outputFailed, systemCode } from "./errors.js";
import type { Io } from "./io.port.js";

/** A standard stream as Node gives it. */
export interface TtyWritable extends NodeJS.WritableStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface IoSources {
  readonly stdin: () => NodeJS.ReadableStream;
  readonly stdinIsTty: boolean;
  readonly stdout: TtyWritable;
  readonly stderr: TtyWritable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly colour: ColourFlag;
  /** False with `--no-input`. */
  readonly input: boolean;
  /** A machine format: nobody is asked anything. */
  readonly machine: boolean;
}

/** Decides once what the streams are and can do. */
export function createIo(sources: IoSources): Io {
  const { stdout, stderr, env } = sources;
  const stdoutIsTty = stdout.isTTY === true;
  const stderrIsTty = stderr.isTTY === true;
  const inCi = env.CI !== undefined && !["", "0", "false"].includes(env.CI);
  const write = createWriter(stdout);
  // Nobody reads our messages any more: there is nobody to tell.
  stderr.on("error", () => {});
  return {
    out: write,
    err: (text) => void stderr.write(text),
    get stdin() {
      return sources.stdin();
    },
    stdoutIsTty,
    stderrIsTty,
    canPrompt: sources.stdinIsTty && stderrIsTty && sources.input && !sources.machine && !inCi,
    columns: stdoutIsTty ? (stdout.columns ?? 80) : null,
    errColumns: stderrIsTty ? (stderr.columns ?? 80) : null,
    colour: {
      out: wantsColour(sources.colour, env, stdoutIsTty),
      err: wantsColour(sources.colour, env, stderrIsTty),
    },
  };
}

/** Writes with back-pressure. After a failure (EPIPE first of all) every write rejects with the same error. */
function createWriter(stdout: TtyWritable): (data: string | Uint8Array) => Promise<void> {
  let failure: Error | undefined;
  const waiting = new Set<() => void>();
  const wakeAll = () => {
    for (const wake of waiting) wake();
    waiting.clear();
  };
  stdout.on("error", (cause: unknown) => {
    const code = systemCode(cause);
    const gone = code === "EPIPE" || code === "EOF" || code === "ERR_STREAM_DESTROYED";
    failure ??= gone ? outputClosed(cause) : outputFailed(cause);
    wakeAll();
  });
  stdout.on("drain", wakeAll);
  return async (data) => {
    if (failure === undefined && !stdout.write(data)) await new Promise<void>((resolve) => waiting.add(resolve));
    if (failure !== undefined) throw failure;
  };
}
