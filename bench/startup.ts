import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/**
 * What `segur` adds to an empty Node, from the shell: median of 15 runs of each command, interleaved so that a busy moment
 * of the machine falls on all of them. Exits 1 when a command adds more than it may.
 */
const ROUNDS = 15;
const LIMITS_MS: Readonly<Record<string, number>> = { "segur --version": 20, "segur patient search": 60 };

const home = mkdtempSync(join(tmpdir(), "segur-bench-"));
const env = { PATH: process.env.PATH ?? "", SEGUR_HOME: home };
const binary = resolve("bin/segur.js");

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  "node -e 0": ["-e", "0"],
  "segur --version": [binary, "--version"],
  "segur --help": [binary, "--help"],
  "segur cabinet list": [binary, "cabinet", "list"],
  "segur cabinet info": [binary, "cabinet", "info"],
  "segur patient search": [binary, "patient", "search", "martin"],
};

function run(args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...args], { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

try {
  run([binary, "cabinet", "init", "bench", "--environment", "sandbox"]);
  const times = new Map(Object.keys(COMMANDS).map((name) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, args] of Object.entries(COMMANDS)) times.get(name)?.push(run(args));
  }
  const floor = median(times.get("node -e 0") ?? []);
  const added = (name: string) => median(times.get(name) ?? []) - floor;
  for (const [name, values] of times) {
    const extra = `+${added(name).toFixed(1)} ms`.padStart(10);
    console.log(
      `${name.padEnd(22)} ${median(values).toFixed(1).padStart(7)} ms ${extra}  (min ${Math.min(...values).toFixed(1)})`,
    );
  }
  for (const [name, limit] of Object.entries(LIMITS_MS)) {
    const ratio = added(name) / limit;
    console.log(`startup: ${name} adds ${added(name).toFixed(1)} ms of ${limit}, ratio ${ratio.toFixed(2)}`);
    if (ratio >= 1) process.exitCode = 1;
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
