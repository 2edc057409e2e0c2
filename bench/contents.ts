import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../src/store/open.js";
import { BENCH_KEY } from "./key.js";

/**
 * One document written to the encrypted store and read back, its digests computed and verified: node bench/run.mjs contents [MB]
 * Limits for 50 MB: 0.7 s and 0.4 s, of processor (one thread does all; the wall clock is printed too); memory 90 MB above idle, of
 * which 32 MB are the cache of the store.
 */
const [megabytes = 50] = process.argv.slice(2).map(Number);
const ROUNDS = 4;
const LIMIT = { write: (700 * megabytes) / 50, read: (400 * megabytes) / 50, memory: 90 };

const folder = mkdtempSync(join(tmpdir(), "segur-bench-"));
try {
  const path = join(folder, "cabinet.db");
  const store = openStore(path, { create: true, key: BENCH_KEY });
  const block = randomBytes(65_536);
  function* source(round: number) {
    for (let at = 0; at < megabytes * 16; at++) {
      block.writeUInt32LE(at + round * 1_000_000);
      yield block;
    }
  }
  const idle = process.resourceUsage().maxRSS / 1024;
  const times: Record<"write" | "read", number[]> = { write: [], read: [] };
  const walls: Record<"write" | "read", number[]> = { write: [], read: [] };
  let wal = 0;
  async function timed<T>(name: "write" | "read", work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const cpu = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(cpu);
    times[name].push((user + system) / 1000);
    walls[name].push(performance.now() - started);
    return result;
  }
  for (let round = 0; round < ROUNDS; round++) {
    const { id } = await timed("write", () => store.contents.write(source(round)));
    wal = Math.max(wal, statSync(`${path}-wal`).size / 1e6);
    await timed("read", async () => {
      for await (const _ of store.contents.read(id));
    });
  }
  await store.close();
  const median = (list: number[]) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
  const memory = process.resourceUsage().maxRSS / 1024 - idle;
  const [write, read] = [median(times.write), median(times.read)];
  const told = (name: "write" | "read", cpu: number) =>
    `${cpu.toFixed(0)} ms of processor (${median(walls[name]).toFixed(0)} ms), limit ${LIMIT[name]}, ratio ${(LIMIT[name] / cpu).toFixed(2)}`;
  console.log(`contents: ${megabytes} MB written in ${told("write", write)}; read in ${told("read", read)}`);
  console.log(`contents: memory ${memory.toFixed(0)} MB above idle, limit ${LIMIT.memory}; log of ${wal.toFixed(0)} MB at most`);
  if (write > LIMIT.write || read > LIMIT.read || memory > LIMIT.memory) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
