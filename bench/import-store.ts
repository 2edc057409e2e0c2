import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../src/store/open.js";
import { fill } from "./fill.js";
import { BENCH_KEY } from "./key.js";

/**
 * Insertion in the cabinet store alone (no file, no validation): node bench/run.mjs import-store [count] [batch...]
 * Limit: 15,000 patients a second for a whole import with all indexes, so the store itself aims at 25,000.
 */
const [count = 200_000, ...batches] = process.argv.slice(2).map(Number);
const LIMIT = 15_000;

for (const batch of batches.length > 0 ? batches : [500, 1000, 2000]) {
  const folder = mkdtempSync(join(tmpdir(), "segur-bench-"));
  try {
    const path = join(folder, "cabinet.db");
    const store = openStore(path, { create: true, key: BENCH_KEY });
    const cpu = process.cpuUsage();
    const { insertMs, makeMs } = await fill(store, count, batch, 7);
    const { user, system } = process.cpuUsage(cpu);
    const rate = (count / insertMs) * 1000;
    const closing = performance.now();
    await store.close();
    console.log(
      `${count} patients, lots de ${batch} : ${Math.round(rate)}/s (${(rate / LIMIT).toFixed(2)} × la limite), ` +
        `${((insertMs * 1000) / count).toFixed(1)} µs/patient, CPU ${((user + system) / 1000 - makeMs).toFixed(0)} ms, ` +
        `fermeture ${(performance.now() - closing).toFixed(0)} ms, ${(statSync(path).size / 1e6).toFixed(0)} Mo`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
