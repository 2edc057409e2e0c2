import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { lazyDirectory } from "../../../src/directory-ports.js";
import { SegurError } from "../../../src/domain/errors.js";
import type { Patient } from "../../../src/domain/patient.js";
import { RIGHTS } from "../../../src/domain/users/rights.js";
import type { OpenCabinet } from "../../../src/services/cabinet.port.js";
import type { ImportedLine, ImportTotals } from "../../../src/services/patients/import.js";
import { type ImportFileOptions, importFile } from "../../../src/services/patients/import-file.js";
import { openStore, type Store } from "../../../src/store/open.js";
import type { Trace, TraceKind } from "../../../src/store/traces.port.js";
import { TEST_KEY } from "../../support/key.js";

/** 23 November 2026, noon: the day of every test. */
export const NOW = new Date(2026, 10, 23, 12);
export const TODAY = "2026-11-23";

export interface TestCabinet extends OpenCabinet {
  readonly folder: string;
  /** The same cabinet as another process would open it. */
  again(): OpenCabinet;
}

/** A cabinet on a real store in a folder of its own, removed when the test ends. */
export function testCabinet(): TestCabinet {
  const folder = mkdtempSync(join(tmpdir(), "segur-patients-"));
  const stores: Store[] = [];
  onTestFinished(async () => {
    for (const store of stores) await store.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const open = (): OpenCabinet => {
    const clock = { now: () => NOW, sleep: async () => {} };
    const store = openStore(join(folder, "cabinet.db"), { create: true, clock, key: TEST_KEY });
    stores.push(store);
    return {
      info: { name: "test", environment: "sandbox", instanceId: "i", directory: folder, createdAt: NOW.toISOString() },
      actor: { userId: "U1", rpps: null, authMode: "certificate" },
      rights: new Set(RIGHTS),
      psc: () => Promise.reject(new Error("this test logs nobody in")),
      clock,
      ids: { uuid: () => randomUUID(), run: () => "R20261123-TEST" },
      patients: store.patients,
      runs: store.runs,
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
      imports: store.imports,
      directory: lazyDirectory(store.addressBook, folder, () => {
        throw new Error("no annuaire in line here");
      }).ports,
      session: null,
      machine: { host: "here", pid: process.pid, isAlive: () => true },
      dmp: () => Promise.reject(new Error("no DMP in these tests")),
      mss: () => Promise.reject(new Error("no mailbox here")),
      inboxes: () => Promise.reject(new Error("no mailbox here")),
      mailbox: () => Promise.reject(new Error("no mailbox here")),
      composer: () => Promise.reject(new Error("no message here")),
      messageFiles: async () => (await import("../../../src/gateways/mss/message-file.js")).readMessageFile,
      insi: async () => {
        throw new Error("no INSi in these tests");
      },
    };
  };
  return { ...open(), folder, again: open };
}

export interface Imported {
  readonly lines: readonly ImportedLine[];
  readonly totals: ImportTotals;
  readonly warnings: readonly string[];
}

export async function importText(
  cabinet: OpenCabinet,
  text: string,
  options: Partial<ImportFileOptions> = {},
): Promise<Imported> {
  async function* source() {
    yield Buffer.from(text);
  }
  const file = await importFile(cabinet, source(), { source: "test.csv", ...options });
  const lines: ImportedLine[] = [];
  for await (const batch of file.batches) lines.push(...batch);
  return { lines, totals: file.totals(), warnings: file.warnings };
}

/** `line outcome`, with code and column of each problem: whole files at a glance. */
export function told(lines: readonly ImportedLine[]): string[] {
  return lines.map(({ line, outcome, problems }) => {
    const why = problems.map(({ code, column }) => ` ${code}(${column ?? "-"})`).join("");
    return `${line} ${outcome}${why}`;
  });
}

/** The patient of a file number; fails the test when there is none. */
export async function byFile(cabinet: OpenCabinet, fileNumber: string): Promise<Patient> {
  const found = (await cabinet.patients.findByFileNumbers([fileNumber])).get(fileNumber);
  if (found === undefined) throw new Error(`no patient with file number ${fileNumber}`);
  return found;
}

export async function everyone(cabinet: OpenCabinet): Promise<Patient[]> {
  const all: Patient[] = [];
  for await (const patient of cabinet.patients.walk()) all.push(patient);
  return all;
}

export async function traces(cabinet: OpenCabinet, kinds?: readonly TraceKind[]): Promise<readonly Trace[]> {
  return cabinet.traces.list({ kinds, limit: 10_000 });
}

/** A patient as INSi recovered it, possibly completed and qualified. */
export async function recover(
  cabinet: OpenCabinet,
  fileNumber: string,
  change: { givenNames?: string[]; qualified?: boolean } = {},
): Promise<Patient> {
  const patient = await byFile(cabinet, fileNumber);
  const { traits } = patient.identity;
  const identity = {
    ...patient.identity,
    traits: { ...traits, birthGivenNames: change.givenNames ?? traits.birthGivenNames, birthPlace: "63220" },
    status: change.qualified ? ("qualifiee" as const) : ("recuperee" as const),
    ins: { matricule: "277076322082910", oid: "1.2.250.1.213.1.4.8" },
    proof: change.qualified ? { type: "CN", checkedOn: "2026-01-05", checkedBy: "accueil" } : null,
  };
  const lastInsi = { outcome: "00" as const, at: NOW.toISOString() };
  await cabinet.patients.save({ updates: [{ patient: { ...patient, identity, lastInsi }, expectedVersion: patient.version }] });
  return byFile(cabinet, fileNumber);
}

/** The error that a promise rejects with. */
export async function refusal(promise: Promise<unknown>): Promise<SegurError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof SegurError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
