import { isatty, ReadStream } from "node:tty";
import { formatMistake, type Globals, readGlobals } from "./commands/globals.js";
import { understand } from "./commands/program.js";
import type { CommandSpec } from "./commands/spec.js";
import { VERSION } from "./config/version.js";
import { createContext } from "./context.js";
import { SegurError } from "./domain/errors.js";
import { asSegurError, defectTrace } from "./terminal/defect.js";
import { errorJson, errorText } from "./terminal/errors.js";
import { exitCode } from "./terminal/exit-codes.js";
import { createIo } from "./terminal/io.js";
import type { Io } from "./terminal/io.port.js";
import { createStyle } from "./terminal/style.js";
import { TEXTS } from "./terminal/texts.fr.js";
import { wrapScreen } from "./terminal/wrap.js";

/** Runs one command line and tells how it ended: an exit code, with any error already written. Part of the composition root. */
export async function runShell(argv: readonly string[], interrupted: AbortSignal): Promise<number> {
  const { globals, rest, mistake } = readGlobals(argv, process.env);
  const machine = globals.format !== "table";
  const keyboard: { stream: NodeJS.ReadStream | null } = { stream: null };
  const io = createIo({
    // Node makes this stream when it is first asked for, and most commands never do. A text typed at the keyboard ends it (Ctrl-D), and the
    // question that comes next is asked at the same keyboard: a terminal is opened again.
    stdin: () => {
      keyboard.stream ??= process.stdin;
      if (keyboard.stream.readableEnded && isatty(0)) keyboard.stream = new ReadStream(0);
      return keyboard.stream;
    },
    stdinIsTty: isatty(0),
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    colour: globals.colour,
    input: globals.input,
    machine,
  });
  const told = () => io.err(interruptionText(machine, io));
  interrupted.addEventListener("abort", told);
  try {
    if (mistake !== undefined) throw mistake;
    const quietInterruption = () => interrupted.removeEventListener("abort", told);
    return await runCommand(rest, globals, io, { interrupted, quietInterruption });
  } catch (error) {
    return await tell(error, globals, io);
  } finally {
    interrupted.removeEventListener("abort", told);
    // Input that was not read to its end must not keep the process alive.
    keyboard.stream?.destroy();
  }
}

async function runCommand(
  words: readonly string[],
  globals: Globals,
  io: Io,
  interruption: { readonly interrupted: AbortSignal; readonly quietInterruption: () => void },
): Promise<number> {
  if (words[0] === "--version" || words[0] === "-V") {
    const json = globals.format === "json" || globals.format === "ndjson";
    await io.out(json ? `${JSON.stringify({ schema: "segur.version/1", version: VERSION })}\n` : `segur ${VERSION}\n`);
    return 0;
  }
  const understood = await understand(words, { style: await createStyle(io.colour.out), columns: io.columns });
  if (understood.kind === "help") {
    await io.out(understood.text);
    return 0;
  }
  const { spec, input, path } = understood;
  const mistake = formatMistake(globals, spec);
  if (mistake !== undefined) throw mistake;
  const shell = await createContext({ globals, io, ...interruption });
  try {
    if (spec.access !== "open") {
      const { requireAccess } = await import("./services/session/access.js");
      await requireAccess(await shell.context.cabinet(), await shell.context.session(), spec.access, path.join(" "));
    }
    const command = await spec.load();
    return (await command.run(shell.context, input)) ?? 0;
  } catch (error) {
    return readerLeft(error, spec);
  } finally {
    await shell.close();
  }
}

/** Said at the first Ctrl-C, on a line of its own: the terminal has just shown `^C`. */
function interruptionText(machine: boolean, io: Io): string {
  const message = TEXTS.interrupted.first;
  if (machine) return `${JSON.stringify({ schema: "segur.notice/1", level: "warning", message })}\n`;
  return `${io.stderrIsTty ? "\n" : ""}${wrapScreen(message, io.errColumns)}\n`;
}

/** `| head` took what it wanted: for a command that only reads, or exports to it, that is a success. Any other error goes on. */
function readerLeft(error: unknown, spec: CommandSpec): number {
  if (error instanceof SegurError && error.code === "output.closed" && (spec.effect === "read" || spec.name === "export")) {
    return 0;
  }
  throw error;
}

/** Writes the error as its reader wants it and gives its exit code. */
async function tell(error: unknown, globals: Globals, io: Io): Promise<number> {
  const known = await asSegurError(error, VERSION);
  if (known.code === "output.closed") return exitCode(known.kind);
  const machine = globals.format !== "table";
  io.err(machine ? errorJson(known) : errorText(known, await createStyle(io.colour.err), io.errColumns));
  const debug = process.env.SEGUR_DEBUG !== undefined && process.env.SEGUR_DEBUG !== "";
  if (known.kind === "internal" && (globals.verbose || debug)) io.err(`${defectTrace(error, debug)}\n`);
  return exitCode(known.kind);
}
