import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { SegurError } from "../domain/errors.js";
import { findSandbox } from "./control/client.js";
import type { SandboxControl } from "./control/messages.js";
import { alreadyRunning, startFailed } from "./errors.js";
import { makePrivateFolder, readIfThere } from "./files.js";

export interface DetachOptions {
  readonly directory: string;
  /** How to start this program again. */
  readonly program: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Flags of `sandbox start`. */
  readonly flags: readonly string[];
}

/** A first start makes keys and loads people; this is for a very busy machine. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 25;

/**
 * Starts the sandbox in a process of its own, which outlives this one and its terminal, and waits until it answers.
 * What it says goes to `sandbox.log`. Its error, if it fails, is thrown here as it is.
 */
export async function startDetached(options: DetachOptions): Promise<SandboxControl> {
  const { directory } = options;
  const running = await findSandbox(directory);
  if (running !== null) throw alreadyRunning(running.state.insi.url, running.state.pid);
  await makePrivateFolder(directory);
  const log = join(directory, "sandbox.log");
  const child = launch(options, log);
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code) => resolve(`Le processus s'est terminé avec le code ${code ?? "inconnu"}.`));
  });
  const ended: { why?: string } = {};
  void exited.then((why) => {
    ended.why = why;
  });
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const found = await findSandbox(directory);
    if (found !== null && found.state.pid === child.pid) {
      child.unref();
      return found.control;
    }
    if (ended.why !== undefined) throw (await toldError(log)) ?? startFailed(ended.why, log);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  child.kill();
  throw startFailed(`Il ne répond pas après ${PATIENCE_MS / 1000} secondes.`, log);
}

function launch({ program, env, flags, directory }: DetachOptions, log: string): ChildProcess {
  const [command, ...script] = program;
  const output = openSync(log, "w", 0o600);
  try {
    return spawn(command, [...script, "--format", "json", "sandbox", "start", ...flags], {
      detached: true,
      windowsHide: true,
      stdio: ["ignore", output, output],
      env,
      // Not the user's folder, which a long-lived process would keep busy; unless SEGUR_HOME is relative to it.
      ...(env.SEGUR_HOME === undefined || isAbsolute(env.SEGUR_HOME) ? { cwd: directory } : {}),
    });
  } finally {
    closeSync(output);
  }
}

/** The error line (`segur.error/1`) that the child left, as an error of ours. */
async function toldError(log: string): Promise<SegurError | null> {
  for (const line of ((await readIfThere(log)) ?? "").split("\n")) {
    if (!line.startsWith('{"schema":"segur.error/1"')) continue;
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null) continue;
    const text = (name: string): string | undefined => {
      const found: unknown = Object.entries(value).find(([key]) => key === name)?.[1];
      return typeof found === "string" ? found : undefined;
    };
    const kinds = ["usage", "config", "storage", "unreachable"] as const;
    const kind = kinds.find((known) => known === text("kind")) ?? "internal";
    return new SegurError({
      kind,
      code: text("code") ?? "sandbox.start_failed",
      message: text("message") ?? "Le bac à sable n'a pas démarré.",
      why: text("why"),
      advice: text("advice"),
    });
  }
  return null;
}
