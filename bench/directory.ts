import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { readExtraction } from "../src/documents/directory/extraction.js";
import type { DirectoryQuery } from "../src/domain/professional/entry.js";
import { openDirectoryCopy } from "../src/store/directory/copy.js";
import { directoryLines } from "./directory-lines.js";

/**
 * The offline copy of the annuaire: node bench/run.mjs directory [lines]
 * Limits (issue 5 §2): 536,000 lines imported in <= 15 s, a search in <= 5 ms (p95). Each query is asked ASKED times and its best time
 * kept; « 1re » is the p95 of the first asking.
 */
const LINES = Number(process.argv[2] ?? 536_000);
const IMPORT_LIMIT_S = 15;
const SEARCH_LIMIT_MS = 5;
const QUERIES = 200;
const ASKED = 3;

const folder = mkdtempSync(join(tmpdir(), "segur-bench-"));
try {
  const file = join(folder, "extraction.txt");
  await pipeline(Readable.from(inBlocks(directoryLines(LINES))), createWriteStream(file));
  const copy = openDirectoryCopy(join(folder, "annuaire.db"));
  const hash = createHash("sha256");
  const start = performance.now();
  const busy = process.cpuUsage();
  const extraction = readExtraction(hashed(createReadStream(file, { highWaterMark: 1 << 16 })));
  const { mailboxes, duplicates } = await copy.import(extraction.items, {
    extractedAt: null,
    importedAt: new Date().toISOString(),
    sha256: () => hash.digest("hex"),
  });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(busy);
  const size = (path: string) => `${(statSync(path).size / 1e6).toFixed(0)} Mo`;
  const memory = `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} Mio`;
  console.log(
    `${LINES} lignes (${size(file)}) → ${mailboxes} boîtes, ${duplicates} doublons, ${size(join(folder, "annuaire.db"))}`,
  );
  console.log(
    `  import ${seconds.toFixed(1)} s  ${(seconds / IMPORT_LIMIT_S).toFixed(2)} × la limite, processeur ${((user + system) / 1e6).toFixed(1)} s, mémoire ${memory}`,
  );
  async function* hashed(source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      hash.update(chunk);
      yield chunk;
    }
  }
  let worst = 0;
  for (const [label, make] of kinds()) worst = Math.max(worst, await measure(label, make));
  await copy.close();
  if (seconds > IMPORT_LIMIT_S || worst > SEARCH_LIMIT_MS) process.exitCode = 1;

  async function measure(label: string, make: (index: number) => Omit<DirectoryQuery, "limit">): Promise<number> {
    const [best, first]: [number[], number[]] = [[], []];
    let shown = 0;
    for (let index = 0; index < QUERIES; index += 1) {
      const query = { ...make(index), limit: 50 };
      const times: number[] = [];
      for (let asked = 0; asked < ASKED; asked += 1) {
        const from = performance.now();
        shown += (await copy.search(query)).items.length;
        times.push(performance.now() - from);
      }
      first.push(times[0] ?? Number.NaN);
      best.push(Math.min(...times));
    }
    const p95 = quantile(best, 0.95);
    const ratio = `${(p95 / SEARCH_LIMIT_MS).toFixed(2)} × la limite`;
    console.log(
      `  ${label.padEnd(34)} p50 ${quantile(best, 0.5).toFixed(2)}  p95 ${p95.toFixed(2)}  1re ${quantile(first, 0.95).toFixed(2)} ms  ${ratio}  ${(shown / QUERIES / ASKED).toFixed(0)} lignes`,
    );
    return p95;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function* inBlocks(lines: Iterable<string>): Generator<string> {
  let block = "";
  for (const line of lines) {
    block += `${line}\r\n`;
    if (block.length < 1 << 20) continue;
    yield block;
    block = "";
  }
  yield block;
}

function kinds(): readonly (readonly [string, (index: number) => Omit<DirectoryQuery, "limit">])[] {
  const names = ["MARI", "LE ROY", "PONTBEL", "bel", "NARDIN", "chesnel", "fontai", "le garnier", "MOREAU", "vidal"];
  const given = ["Marie", "Jean", "anne sophie", "Él", "Zoé"];
  const cities = ["Paris", "saint-denis", "lyon", "les sables", "creil"];
  const departments = ["75", "13", "2A", "974", "29"];
  const skills = ["médecine générale", "cardio", "SM42", "infirmier", "kiné"];
  const at = (from: readonly string[], index: number) => from[index % from.length] ?? "";
  const name = (index: number) => at(names, index);
  return [
    ["nom", (index) => ({ familyName: name(index) })],
    ["nom et prénom", (index) => ({ familyName: name(index), givenName: at(given, index) })],
    ["texte libre : nom prénom ville", (index) => ({ text: `${name(index)} ${at(given, index)} ${at(cities, index + 2)}` })],
    ["texte libre : un mot", (index) => ({ text: name(index) })],
    ["ville et savoir-faire", (index) => ({ city: at(cities, index), speciality: at(skills, index + 1) })],
    ["département et savoir-faire", (index) => ({ department: at(departments, index), speciality: at(skills, index) })],
    [
      "nom, département, savoir-faire",
      (i) => ({ familyName: name(i), department: at(departments, i), speciality: at(skills, i) }),
    ],
    ["structure", (index) => ({ structure: `centre hospitalier ${name(index)}` })],
    ["structure et ville", (index) => ({ structure: "centre hospitalier", city: at(cities, index) })],
    ["RPPS", (index) => ({ rpps: String(10_000_000_001 + index * 97) })],
    ["adresse inconnue", (index) => ({ text: `personne${index}@medecin.mssante.fr` })],
    ["prénom d'une lettre", (index) => ({ givenName: "MJPALCEHZKFYI"[index % 13] ?? "M" })],
    ["rien ne va ensemble", (index) => ({ city: at(cities, index), department: at(departments, index + 1) })],
  ];
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
