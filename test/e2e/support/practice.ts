import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { sandboxDirectory } from "../../../src/sandbox/files.js";
import type { Sandbox } from "../../../src/sandbox/sandbox.js";
import { type RunOptions, type RunResult, runSegur, temporaryHome } from "../../support/cli.js";
import { startTestSandbox } from "../../support/pki.js";

/** A home with a running sandbox and a cabinet « essai », as after `segur sandbox start` and `segur cabinet init`. */
export interface Practice {
  readonly home: string;
  readonly sandbox: Sandbox;
  /** The cabinet's store, to be read with the real store code. */
  readonly store: string;
  segur(args: readonly string[], options?: Omit<RunOptions, "home">): Promise<RunResult>;
}

/** The sandbox answers from this process: its call log is read without any delay. */
export async function openPractice({
  mailSize,
  ...options
}: {
  latencyMs?: number;
  seed?: number;
  people?: number;
  mailSize?: number;
} = {}): Promise<Practice> {
  const home = temporaryHome();
  const sandbox = await startTestSandbox({
    directory: sandboxDirectory(join(home, "state")),
    ...options,
    mail: { maxSize: mailSize },
  });
  onTestFinished(() => sandbox.stop());
  const segur: Practice["segur"] = (args, more = {}) => runSegur(args, { home, ...more });
  const made = await segur(["cabinet", "init", "essai", "--environment", "sandbox"]);
  if (made.code !== 0) throw new Error(`cabinet init: ${made.stderr}`);
  return { home, sandbox, store: join(home, "data", "cabinets", "essai", "cabinet.db"), segur };
}

/** Opens the session of the demonstration doctor, who administers, as after a restoration that closed it. */
export async function logIn({ sandbox, segur }: Pick<Practice, "sandbox" | "segur">): Promise<void> {
  await sandbox.control.decide({ decision: "approve", afterMs: 0 });
  const { code, stderr } = await segur(["login", "--ciba", "--rpps", "899700000001"]);
  if (code !== 0) throw new Error(`login: ${stderr}`);
}

/** Writes the file of a generated practice in the home; INSi knows its people from then on. */
export async function writePeople(practice: Practice, options: { count: number; seed: number }): Promise<string> {
  const { count, seed } = options;
  const people = ["sandbox", "people", "--count", String(count), "--seed", String(seed)];
  const { code, stdout, stderr } = await practice.segur([...people, "--format", "csv"]);
  if (code !== 0) throw new Error(`sandbox people: ${stderr}`);
  const path = join(practice.home, "patients.csv");
  writeFileSync(path, stdout);
  return path;
}
