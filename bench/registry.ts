// A TD3.1 answer of 2,100 documents, read as it comes from the network: parser, handler, entries and their raw element. The answer has
// the shape of the official one (9 KB a document). Budget: 0.5 s, and memory that does not grow with the answer.
// Arguments: [documents]
import { readQueryAnswer } from "../src/gateways/dmp/td3/answer.js";
import { loadXmlStream } from "../src/gateways/xml-stream.js";
import { registryAnswer } from "../test/gateways/dmp/support/registry.js";

const BUDGET_MS = 500;
const BUDGET_MB = 20;

const documents = Number(process.argv[2] ?? 2100);
const xml = registryAnswer(documents);
const open = await loadXmlStream();

/** @param each called with the number of entries read so far */
function readAll(each: (count: number) => void): number {
  let count = 0;
  const { handler, outcome } = readQueryAnswer(
    {
      entry: (entry) => {
        if (entry.raw.length > 1000) count += 1;
        each(count);
      },
    },
    (what) => {
      throw new Error(`told: ${what.missing.join(", ")}`);
    },
  );
  const stream = open(handler);
  for (let at = 0; at < xml.length; at += 65_536) stream.write(xml.slice(at, at + 65_536));
  stream.end();
  if (outcome.status !== "Success" || count !== documents) throw new Error("the answer was not read");
  return count;
}

let best = Number.POSITIVE_INFINITY;
for (let turn = 0; turn < 5; turn += 1) {
  const from = performance.now();
  readAll(() => {});
  best = Math.min(best, performance.now() - from);
}

global.gc?.();
const idle = process.memoryUsage().heapUsed;
let kept = 0;
readAll((count) => {
  if (count % 300 !== 0) return;
  global.gc?.();
  kept = Math.max(kept, process.memoryUsage().heapUsed - idle);
});

const megabytes = (xml.length / 1e6).toFixed(1);
console.log(
  `${documents} documents, ${megabytes} MB: ${best.toFixed(0)} ms (${(best / BUDGET_MS).toFixed(2)} of ${BUDGET_MS} ms)`,
);
console.log(
  `memory kept while reading: ${(kept / 1e6).toFixed(1)} MB (${(kept / 1e6 / BUDGET_MB).toFixed(2)} of ${BUDGET_MB} MB)`,
);
if (best > BUDGET_MS || kept > BUDGET_MB * 1e6) process.exitCode = 1;
