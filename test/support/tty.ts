import { type IPty, spawn } from "@lydell/node-pty";
import { onTestFinished } from "vitest";
import { BINARY, ensureBuilt } from "./build.js";
import { cleanEnv, type RunOptions } from "./cli.js";

export interface TtySession {
  /** All that was drawn so far, colours and cursor moves included. */
  screen(): string;
  type(text: string): void;
  /** Resolves once the screen shows the text; rejects after `ms`. */
  shows(text: string | RegExp, ms?: number): Promise<void>;
  /** Exit code. */
  ended(): Promise<number>;
}

/** Runs the real binary on a terminal of `columns` × 40: stdin, stdout and stderr are all TTYs. */
export function startOnTty(args: readonly string[], options: RunOptions & { readonly columns?: number }): TtySession {
  ensureBuilt();
  return startProgramOnTty([BINARY, ...args], options);
}

/** Runs any Node program on a terminal. */
export function startProgramOnTty(args: readonly string[], options: RunOptions & { readonly columns?: number }): TtySession {
  const pty: IPty = spawn(process.execPath, [...args], {
    // node-pty sets TERM to this name, whatever the environment says.
    name: options.env?.TERM ?? "xterm-256color",
    cols: options.columns ?? 100,
    rows: 40,
    cwd: options.cwd ?? options.home,
    env: cleanEnv(options),
  });
  let drawn = "";
  pty.onData((data) => {
    drawn += data;
  });
  let alive = true;
  const exit = new Promise<number>((resolve) => {
    pty.onExit(({ exitCode }) => {
      alive = false;
      resolve(exitCode);
    });
  });
  onTestFinished(() => {
    if (alive) pty.kill();
  });
  return {
    screen: () => drawn,
    type: (text) => pty.write(text),
    ended: () => exit,
    async shows(text, ms = 10_000) {
      const until = Date.now() + ms;
      while (typeof text === "string" ? !drawn.includes(text) : !text.test(drawn)) {
        if (Date.now() > until) throw new Error(`the terminal never showed ${text}; it shows:\n${drawn}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

/** Runs on a terminal to the end and gives what was drawn, with line ends as on a pipe. */
export async function runOnTty(
  args: readonly string[],
  options: RunOptions & { readonly columns?: number },
): Promise<{ code: number; screen: string }> {
  const session = startOnTty(args, options);
  const code = await session.ended();
  // The last bytes may come just after the end of the process.
  await new Promise((resolve) => setTimeout(resolve, 50));
  return { code, screen: session.screen().replaceAll("\r\n", "\n") };
}
