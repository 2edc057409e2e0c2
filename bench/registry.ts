// A TD3.1 answer of 2,100 documents, read as it comes from the network: parser, handler, entries and their raw element. The answer has
// the shape of the official one (21 documents, 212 KB). Budget: 0.5 s, and memory that does not grow with the answer.
// Arguments: [documents]
import { readQueryAnswer } from "../src/gateways/dmp/td3/answer.js";
import { drive } from "../test/gateways/dmp/support/drive.js";
import { registryAnswer } from "../test/gateways/dmp/support/registry.js";

const BUDGET_MS = 500;
const BUDGET_MB = 60;

const documents = Number(process.argv[2] ?? 2100);
const xml = registryAnswer(documents);
let best = Number.POSITIVE_INFINITY;
let peak = 0;
let read = 0;
for (let turn = 0; turn < 5; turn += 1) {
  global.gc?.();
  const idle = process.memoryUsage().heapUsed;
  let count = 0;
  const { handler, outcome } = readQueryAnswer(
    {
      entry: (entry) => {
        count += entry.raw.length > 1000 ? 1 : 0;
        if (count % 700 !== 0) return;
        global.gc?.();
        peak = Math.max(peak, process.memoryUsage().heapUsed - idle);
      },
    },
    () => {},
  );
  const from = performance.now();
  drive(handler, xml, 65_536);
  best = Math.min(best, performance.now() - from);
  if (outcome.status !== "Success") throw new Error("the answer was not read");
  read = count;
}
const megabytes = (xml.length / 1e6).toFixed(1);
console.log(`${read} documents, ${megabytes} MB: ${best.toFixed(0)} ms (${(best / BUDGET_MS).toFixed(2)} of ${BUDGET_MS} ms)`);
console.log(
  `memory kept while reading: ${(peak / 1e6).toFixed(1)} MB (${(peak / 1e6 / BUDGET_MB).toFixed(2)} of ${BUDGET_MB} MB)`,
);
if (read !== documents || best > BUDGET_MS || peak > BUDGET_MB * 1e6) process.exitCode = 1;
