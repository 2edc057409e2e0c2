// Memory of a batch: the real binary qualifies a file, its peak memory is read from the system while it runs (Linux). The peak
// must not grow with the file. Arguments: [lines of the small file] [lines of the large file].
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const [small = 10_000, large = 100_000] = process.argv.slice(2).map(Number);
const LIMIT_MB = 250;
const home = mkdtempSync(join(tmpdir(), "segur-bench-"));
const env = { ...process.env, SEGUR_HOME: home };
const binary = resolve("bin/segur.js");
const segur = (...args: string[]): Buffer =>
  execFileSync(process.execPath, [binary, ...args], { env, maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "ignore"] });

/** Peak resident memory in MB, and the seconds it took. */
async function qualify(lines: number): Promise<{ peak: number; seconds: number }> {
  const file = join(home, `${lines}.csv`);
  const out = openSync(file, "w");
  execFileSync(process.execPath, [binary, "sandbox", "people", "--count", String(lines), "--seed", "3", "--format", "csv"], {
    env,
    stdio: ["ignore", out, "ignore"],
  });
  segur("cabinet", "init", `lines-${lines}`, "--environment", "sandbox", "--use");
  const started = performance.now();
  const run = spawn(process.execPath, [binary, "ins", "qualify", file, "--concurrency", "64", "--format", "ndjson"], {
    env,
    stdio: "ignore",
  });
  let peak = 0;
  const look = setInterval(() => {
    const status = readFileSync(`/proc/${run.pid}/status`, "utf8");
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
  }, 100);
  await new Promise((done) => run.once("exit", done));
  clearInterval(look);
  return { peak: peak / 1024, seconds: (performance.now() - started) / 1000 };
}

try {
  segur("sandbox", "start", "--detach");
  const first = await qualify(small);
  const second = await qualify(large);
  for (const [lines, { peak, seconds }] of [
    [small, first],
    [large, second],
  ] as const) {
    console.log(`${lines} lines: peak ${peak.toFixed(0)} MB, ${seconds.toFixed(0)} s (${(lines / seconds).toFixed(0)} lines/s)`);
  }
  console.log(`growth for ${(large / small).toFixed(0)} times the lines: ${(second.peak / first.peak).toFixed(2)}`);
  console.log(`ratio to the limit of ${LIMIT_MB} MB: ${(second.peak / LIMIT_MB).toFixed(2)} (must be <= 1)`);
} finally {
  segur("sandbox", "stop");
  rmSync(home, { recursive: true, force: true });
}
