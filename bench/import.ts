/**
 * Import of a practice's file into a new cabinet, end to end (read, check, insert with all indexes and traces).
 * Must hold: 15,000 patients/s. Usage: node bench/run.mjs import [patients, 200,000 by default]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lazyDirectory } from "../src/directory-ports.js";
import { readTabular } from "../src/documents/tabular/reader.js";
import type { TabularRecord } from "../src/documents/tabular/record.js";
import { RIGHTS } from "../src/domain/users/rights.js";
import type { OpenCabinet } from "../src/services/cabinet.port.js";
import { PATIENT_SCHEMA } from "../src/services/patients/columns.js";
import { draftNew } from "../src/services/patients/draft.js";
import type { ImportTotals } from "../src/services/patients/import.js";
import { importFile } from "../src/services/patients/import-file.js";
import { openStore } from "../src/store/open.js";
import { BENCH_KEY } from "./key.js";

const ROWS = Number(process.argv[2] ?? 200_000);
const TARGET = 15_000;

const NAMES = [
  "MARTIN",
  "LE GALL",
  "N'DIAYE",
  "DUPONT-MOREAU",
  "LEFÈVRE",
  "GARCIA",
  "BEN AMAR",
  "NGUYEN",
  "ROUX",
  "PETIT",
  "HAMON",
];
const GIVEN = ["Marie", "Jean-Pierre", "Zoé", "Mohamed", "Anne", "Lucas", "Émilie", "Paul", "Inès", "Hugo", "Jeanne"];

/** A file as a practice exports it; deterministic. */
async function* file(rows: number): AsyncGenerator<Buffer> {
  let text =
    "dossier;nom_naissance;prenoms_naissance;nom_utilise;prenom_utilise;date_naissance;sexe;lieu_naissance;medecin_traitant;ald;diagnostics;derniere_visite;adresse;code_postal;ville;telephone\r\n";
  let seed = 7;
  const next = (count: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed % count;
  };
  const two = (value: number) => String(value).padStart(2, "0");
  const pick = (list: readonly string[]) => list[next(list.length)] ?? "";
  for (let row = 1; row <= rows; row += 1) {
    const letters = `${String.fromCharCode(65 + next(26))}${String.fromCharCode(65 + next(26))}${String.fromCharCode(65 + next(26))}`;
    const birth = `${two(1 + next(28))}/${two(1 + next(12))}/${1930 + next(95)}`;
    const used = next(4) === 0 ? `${pick(NAMES)} ${letters}` : "";
    text += `${row};${pick(NAMES)}${letters};${pick(GIVEN)}, ${pick(GIVEN)};${used};;${birth};${next(2) === 0 ? "F" : "M"};${two(1 + next(95))}${100 + next(800)};Dr ${pick(NAMES)};${next(5) === 0 ? "oui" : "non"};${next(6) === 0 ? "E11.9 I10" : ""};12/0${1 + next(9)}/2026;${1 + next(99)} rue des Lilas;75011;Paris;060${1000000 + next(8999999)}\r\n`;
    if (text.length > 65_536) {
      yield Buffer.from(text);
      text = "";
    }
  }
  yield Buffer.from(text);
}

async function read(rows: number): Promise<AsyncIterable<readonly TabularRecord[]>> {
  return (await readTabular(file(rows), { schema: PATIENT_SCHEMA })).batches;
}

async function importRows(cabinet: OpenCabinet, rows: number): Promise<ImportTotals> {
  const started = await importFile(cabinet, file(rows), { source: "bench.csv" });
  for await (const _ of started.batches);
  return started.totals();
}

async function timed(label: string, work: () => Promise<number>): Promise<number> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const count = await work();
  const rate = Math.round((1000 * count) / (performance.now() - start));
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    `${label.padEnd(34)} ${String(rate).padStart(9)} /s  ${((user + system) / count).toFixed(1).padStart(6)} µs of CPU each`,
  );
  return rate;
}

const clock = { now: () => new Date(), sleep: async () => {} };
const folder = mkdtempSync(join(tmpdir(), "segur-bench-"));
try {
  await timed("write the test file", async () => {
    for await (const _ of file(ROWS));
    return ROWS;
  });
  await timed("+ read", async () => {
    for await (const _ of await read(ROWS));
    return ROWS;
  });
  const rules = { today: "2026-11-23", proofs: { overrides: {}, autoValidate: true }, origin: "file" } as const;
  await timed("+ check and build", async () => {
    for await (const batch of await read(ROWS)) {
      for (const { values } of batch) if (!draftNew(values, rules).ok) throw new Error("the bench file must be valid");
    }
    return ROWS;
  });

  const store = openStore(join(folder, "cabinet.db"), { create: true, clock, key: BENCH_KEY });
  const cabinet: OpenCabinet = {
    info: { name: "bench", environment: "sandbox", instanceId: "bench", directory: folder, createdAt: "" },
    actor: { userId: "U1", rpps: null, authMode: "certificate" },
    clock,
    ids: { uuid: () => "", run: () => "" },
    patients: store.patients,
    runs: store.runs,
    imports: store.imports,
    traces: store.traces,
    journal: store.journal,
    reviews: store.reviews,
    settings: store.settings,
    users: store.users,
    documents: store.documents,
    contents: store.contents,
    outbox: store.outbox,
    dmpCache: store.dmpCache,
    quarantine: store.quarantine,
    fates: store.fates,
    receipts: store.receipts,
    mailboxPositions: store.mailboxPositions,
    inbox: store.inbox,
    medical: store.medical,
    exchanges: store.exchanges,
    directory: lazyDirectory(store.addressBook, folder, () => {
      throw new Error("no annuaire in line here");
    }).ports,
    session: null,
    machine: { host: "here", pid: process.pid, isAlive: () => true },
    dmp: () => Promise.reject(new Error("an import calls no téléservice")),
    mss: () => Promise.reject(new Error("no mailbox here")),
    inboxes: () => Promise.reject(new Error("no mailbox here")),
    mailbox: () => Promise.reject(new Error("no mailbox here")),
    composer: () => Promise.reject(new Error("no message here")),
    messageFiles: () => Promise.reject(new Error("no message here")),
    rights: new Set(RIGHTS),
    psc: () => Promise.reject(new Error("an import logs nobody in")),
    insi: async () => {
      throw new Error("an import calls no téléservice");
    },
  };
  const rate = await timed("+ insert, all indexes (import)", async () => (await importRows(cabinet, ROWS)).outcomes.created);
  const again = Math.min(ROWS, 50_000);
  await timed("import of the same file again", async () => (await importRows(cabinet, again)).outcomes.unchanged);
  await store.close();
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(
    `import: ${rate} patients/s, target ${TARGET}, ratio ${(rate / TARGET).toFixed(2)}, rows ${ROWS}, peak memory ${memory} MB`,
  );
  if (rate < TARGET) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
