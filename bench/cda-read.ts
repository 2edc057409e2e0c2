import { createHash, randomBytes } from "node:crypto";
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCda } from "../src/documents/cda/reader.js";

/**
 * One document read from a file, its contents decoded and hashed: node bench/run.mjs cda-read [MB]
 * Limits: 20 MB in 0.5 s and 150 MB of memory, Node included.
 */
const [megabytes = 20] = process.argv.slice(2).map(Number);
const LIMIT_MS = (500 * megabytes) / 20;
const LIMIT_MB = 150;

const folder = mkdtempSync(join(tmpdir(), "segur-bench-"));
try {
  const path = join(folder, "n1.xml");
  const head = '<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.3"/><title>Mesure</title><component><nonXMLBody>';
  const tail = "</text></nonXMLBody></component></ClinicalDocument>";
  // Lines of 76 characters, as mail software writes them: the slower case. Written in blocks, so that memory is that of the reading.
  const file = openSync(path, "w");
  const written = createHash("sha256");
  writeSync(file, `${head}<text mediaType="application/pdf" representation="B64">`);
  for (let left = megabytes * 1e6; left > 0; left -= 77_000) {
    const block = randomBytes(57_000);
    written.update(block);
    writeSync(file, block.toString("base64").replace(/.{76}/g, "$&\n"));
  }
  writeSync(file, tail);
  closeSync(file);
  const expected = written.digest("hex");
  const size = statSync(path).size / 1e6;
  const idle = process.resourceUsage().maxRSS / 1024;

  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const hash = createHash("sha256");
    const started = performance.now();
    await readCda(createReadStream(path), {
      onBinary: async (_, body) => {
        for await (const bytes of body) hash.update(bytes);
      },
    });
    times.push(performance.now() - started);
    if (hash.digest("hex") !== expected) throw new Error("the contents read are not those written");
  }
  const [cold = 0] = times;
  const memory = process.resourceUsage().maxRSS / 1024;
  console.log(
    `cda-read: ${size.toFixed(1)} MB in ${cold.toFixed(0)} ms (first), ${Math.min(...times).toFixed(0)} ms (best of ${times.length}); ` +
      `limit ${LIMIT_MS} ms, ratio ${(cold / LIMIT_MS).toFixed(2)}`,
  );
  console.log(
    `          peak ${memory.toFixed(0)} MB (limit ${LIMIT_MB}, ratio ${(memory / LIMIT_MB).toFixed(2)}), ${idle.toFixed(0)} MB before reading`,
  );
  if (cold > LIMIT_MS || memory > LIMIT_MB) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
