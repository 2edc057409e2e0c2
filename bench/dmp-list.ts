import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/**
 * `segur dmp list` on more than 2,100 documents, as a person waits for it: whole processes, the sandbox in another one. Cold: everything
 * is asked of the DMP. Warm: the copy answers alone. Medians; exits 1 above what must hold (2 s, 150 ms).
 */
const COLD_MS = 2_000;
const WARM_MS = 150;
const DOCUMENTS = 2_100;
const MATRICULE = "277093867564852";

const home = mkdtempSync(join(tmpdir(), "segur-bench-dmp-"));
const env = { PATH: process.env.PATH ?? "", SEGUR_HOME: home, SEGUR_KEYRING: "off" };
const binary = resolve("bin/segur.js");

function segur(...args: readonly string[]): { readonly ms: number; readonly stdout: string } {
  const start = performance.now();
  const options = { env, encoding: "utf8" as const, maxBuffer: 64 * 1_048_576 };
  const { status, stdout, stderr } = spawnSync(process.execPath, [binary, ...args], options);
  if (status !== 0) throw new Error(`segur ${args.join(" ")} ended with ${status}: ${stderr}`);
  return { ms: performance.now() - start, stdout };
}

function median(rounds: number, run: () => number): number {
  return Array.from({ length: rounds }, run).sort((one, other) => one - other)[Math.floor(rounds / 2)] ?? Number.NaN;
}

function told(name: string, ms: number, most: number): void {
  console.log(`${name.padEnd(34)} ${ms.toFixed(0).padStart(6)} ms of ${most} ms: ${(ms / most).toFixed(2)}`);
  if (ms > most) process.exitCode = 1;
}

try {
  segur("cabinet", "init", "bench", "--environment", "sandbox");
  // Its output is left alone: whoever waits for the end of its streams would wait for the end of the sandbox.
  spawnSync(process.execPath, [binary, "sandbox", "start", "--detach"], { env, stdio: "ignore" });
  const traits = ["--birth-name", "TOME", "--first-given-name", "ZARAH", "--birth-date", "09/09/1977", "--sex", "F"];
  segur("patient", "create", ...traits, "--birth-place", "38675");
  segur("ins", "qualify", "P1");
  segur("ins", "proof", "P1", "--type", "CN", "--date", new Date().toISOString().slice(0, 10));
  segur("sandbox", "dmp", "--patient", MATRICULE, "--count", String(DOCUMENTS));
  const cold = () => segur("dmp", "list", "P1", "--refresh", "--since", "2000-01-01", "--format", "ndjson");
  // The sandbox writes its documents at the first listing.
  const count = cold().stdout.trimEnd().split("\n").length;
  if (count < DOCUMENTS) throw new Error(`only ${count} documents are listed`);
  console.log(`${count} documents`);
  const warm = () => segur("dmp", "list", "P1", "--since", "2000-01-01").ms;
  told(
    "cold, everything asked of the DMP",
    median(5, () => cold().ms),
    COLD_MS,
  );
  told("warm, the copy answers", median(15, warm), WARM_MS);
} finally {
  spawnSync(process.execPath, [binary, "sandbox", "stop"], { env, stdio: "ignore" });
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}
