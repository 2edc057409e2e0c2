/**
 * Writing a level 1 CDA around a PDF of 37 MB read from a file (50 MB once in base64), with its SHA-1 on the way; and a text of 200
 * pages as PDF/A-1b. Must hold: 1 s and 40 MB above idle; 2 s. Usage: node bench/run.mjs cda [megabytes, 37 by default]
 */
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { CdaDraft } from "../src/documents/cda/draft.js";
import { writeCda } from "../src/documents/cda/writer.js";
import { toPdfA } from "../src/documents/pdf/convert.js";
import { confidentiality, facility, practiceSetting } from "../src/documents/vocabularies/codes.js";
import { typeOf } from "../src/documents/vocabularies/types.js";

const MEGABYTES = Number(process.argv[2] ?? 37);
const WRITE_MS = 1_000;
const MEMORY_MB = 40;
const TEXT_MS = 2_000;
const PAGES = 200;

const type = typeOf("11488-4")?.code;
const place = facility("SA07");
const setting = practiceSetting("AMBULATOIRE");
if (type === undefined || place === null || setting === null) throw new Error("a code is missing");
const contact = { address: null, postcode: null, city: null, phone: null };
const draft: CdaDraft = {
  id: { root: "2.25.1", extension: null },
  setId: { root: "2.25.2", extension: null },
  versionNumber: 1,
  replaces: null,
  type,
  title: "Consultation",
  createdAt: "2026-11-25T10:15:00+01:00",
  confidentiality: confidentiality("N"),
  patient: {
    ins: null,
    localId: { root: "2.25.3", extension: "P1" },
    birthName: "EXEMPLE",
    usedName: null,
    birthGivenNames: ["JEANNE"],
    firstBirthGivenName: "JEANNE",
    usedGivenName: null,
    sex: "F",
    birthDate: "1980-03-12",
    birthPlace: "63220",
    contact: { ...contact, email: null },
  },
  authors: [
    {
      person: { id: "899700000019", familyName: "MARCEAU", givenName: "Hélène", civility: null, title: "DR" },
      specialty: null,
      role: null,
    },
  ],
  structure: { ...contact, id: "10B0152872", name: "CABINET", facility: place, practiceSetting: setting },
  recipients: [],
  act: { start: "2026-11-25", stop: null, codes: [] },
};

const folder = mkdtempSync(join(tmpdir(), "segur-bench-"));
try {
  const source = join(folder, "document.pdf");
  const target = join(folder, "document.xml");
  writeFileSync(source, Buffer.concat(Array.from({ length: MEGABYTES }, () => randomBytes(1_000_000))));
  const write = async (end = Number.POSITIVE_INFINITY): Promise<void> => {
    const sha1 = createHash("sha1");
    const digest = new Transform({
      transform(piece, _, done) {
        sha1.update(piece);
        done(null, piece);
      },
    });
    const xml = Readable.from(writeCda(draft, { mediaType: "application/pdf", open: () => createReadStream(source, { end }) }));
    await pipeline(xml, digest, createWriteStream(target));
    sha1.digest("hex");
  };
  // A first short one compiles the code and loads what is loaded once; it is not what is measured.
  await write(100_000);
  globalThis.gc?.();
  const idle = process.memoryUsage.rss();
  let peak = idle;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 5);
  const from = performance.now();
  await write();
  const spent = performance.now() - from;
  clearInterval(watch);
  const memory = (Math.max(peak, process.memoryUsage.rss()) - idle) / 1e6;

  const lines = Array.from(
    { length: 61 * PAGES },
    (_, row) => `Ligne ${row} : glycémie à jeun ≥ 1,26 g/L, traitement poursuivi.`,
  );
  const start = performance.now();
  const { pages } = await toPdfA(Buffer.from(lines.join("\n")), "text/plain", draft);
  const text = performance.now() - start;

  console.log(`${MEGABYTES} MB of PDF, ${(statSync(target).size / 1e6).toFixed(1)} MB of CDA: ${spent.toFixed(0)} ms`);
  console.log(`write: ratio to ${WRITE_MS} ms ${(spent / WRITE_MS).toFixed(2)} (must be <= 1)`);
  console.log(
    `memory above idle ${memory.toFixed(1)} MB: ratio to ${MEMORY_MB} MB ${(memory / MEMORY_MB).toFixed(2)} (must be <= 1)`,
  );
  console.log(
    `text of ${pages} pages ${text.toFixed(0)} ms: ratio to ${TEXT_MS} ms ${(text / TEXT_MS).toFixed(2)} (must be <= 1)`,
  );
  if (spent > WRITE_MS || memory > MEMORY_MB || text > TEXT_MS) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
