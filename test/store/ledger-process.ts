import { openStore } from "../../src/store/open.js";
import { TEST_KEY } from "../support/key.js";

/**
 * A worker of its own process, bundled and started by runs-processes.test.ts: claims, waits a little as a call would, finishes,
 * until nothing is left. Tells each line it is about to ask for and each it has recorded. With a fourth argument, it gets no
 * answer any more once it has recorded that many, and says `stuck`.
 */
const [path = "", runId = "", id = "", stuckAfter = "Infinity"] = process.argv.slice(2);
const store = openStore(path, { key: TEST_KEY });
const worker = { id, host: "here", pid: process.pid };
const lease = "2100-01-01T00:00:00.000Z";
let recorded = 0;

while (true) {
  const items = await store.runs.claim(runId, worker, 3, lease);
  if (items.length === 0) break;
  if (recorded >= Number(stuckAfter)) {
    // In one write: the parent kills us at the first line it reads.
    process.stdout.write(items.map(({ line }) => `stuck ${line}\n`).join(""));
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  }
  await Promise.all(
    items.map(async ({ line }) => {
      process.stdout.write(`asked ${line}\n`);
      await new Promise((resolve) => setTimeout(resolve, line % 3));
      const result = { outcome: "found", code: "00", status: "recuperee", calls: 1, advice: id } as const;
      const lost = await store.runs.finish(runId, worker, [{ line, result }], new Date().toISOString());
      recorded++;
      process.stdout.write(`${lost.length === 0 ? "done" : "lost"} ${line}\n`);
    }),
  );
}
await store.close();
