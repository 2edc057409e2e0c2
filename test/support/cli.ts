import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { BINARY, ensureBuilt } from "./build.js";

export interface RunOptions {
  /** `SEGUR_HOME`; see {@link temporaryHome}. */
  readonly home: string;
  /** Added to a clean environment (PATH only): no colour, CI or SEGUR variable comes from outside. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
  readonly timeoutMs?: number;
}

export interface RunResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder for `SEGUR_HOME`, removed when the test ends. */
export function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), "segur-test-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  return home;
}

/** Starts the real binary on pipes. The caller ends it; at the end of the test it is killed anyway. */
export function startSegur(args: readonly string[], options: RunOptions): ChildProcess {
  ensureBuilt();
  const child = spawn(process.execPath, [BINARY, ...args], {
    cwd: options.cwd ?? options.home,
    env: cleanEnv(options),
    stdio: ["pipe", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Runs the real binary on pipes to its end. */
export async function runSegur(args: readonly string[], options: RunOptions): Promise<RunResult> {
  const child = startSegur(args, options);
  const timer = setTimeout(() => child.kill("SIGKILL"), options.timeoutMs ?? 15_000);
  // A command that does not read its input closes it under us.
  child.stdin?.on("error", () => {});
  child.stdin?.end(options.input ?? "");
  const [stdout, stderr, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), exitOf(child)]);
  clearTimeout(timer);
  return { code, stdout, stderr };
}

/** Exit code of a started process; null when a signal ended it. */
export function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code));
  });
}

export async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  const chunks: Buffer[] = [];
  if (stream !== null) for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

export function cleanEnv({ home, env }: Pick<RunOptions, "home" | "env">): Record<string, string> {
  const kept: Record<string, string> = {};
  // Windows needs SystemRoot to open sockets.
  for (const name of ["PATH", "Path", "SystemRoot", "TEMP", "TMP"]) {
    const value = process.env[name];
    if (value !== undefined) kept[name] = value;
  }
  return { ...kept, SEGUR_HOME: home, SEGUR_KEYRING: "off", ...env };
}
