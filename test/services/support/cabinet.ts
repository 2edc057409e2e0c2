import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { lazyDirectory } from "../../../src/directory-ports.js";
import type { ZoneOffset } from "../../../src/domain/local-time.js";
import type { NewPatient, Patient } from "../../../src/domain/patient.js";
import type { Environment, Machine } from "../../../src/domain/ports.js";
import { RIGHTS } from "../../../src/domain/users/rights.js";
import { createInsiClient } from "../../../src/gateways/insi/client.js";
import type { InsiClient } from "../../../src/gateways/insi/port.js";
import type { Sandbox } from "../../../src/sandbox/sandbox.js";
import type { OpenCabinet } from "../../../src/services/cabinet.port.js";
import type { DirectoryPorts } from "../../../src/services/directory/directory.port.js";
import { openStore } from "../../../src/store/open.js";
import { TEST_KEY } from "../../support/key.js";
import { startTestSandbox } from "../../support/pki.js";

export const MACHINE: Machine = { host: hostname(), pid: process.pid, isAlive: () => true };

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "segur-service-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** A sandbox in this process, stopped when the test ends. */
export async function testSandbox(options: { people?: number; seed?: number; latencyMs?: number } = {}): Promise<Sandbox> {
  const sandbox = await startTestSandbox({ directory: temporary(), ...options });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

export async function testInsi(
  sandbox: Sandbox,
  options: { timeoutMs?: number; connections?: number } = {},
): Promise<InsiClient> {
  const { cert, key } = sandbox.pki.clients["insi-auto"];
  return createInsiClient({
    url: sandbox.insi.url,
    ca: readFileSync(sandbox.pki.ca, "utf8"),
    certificate: { certPem: readFileSync(cert, "utf8"), keyPem: readFileSync(key, "utf8") },
    lps: { idam: sandbox.idam, version: "0.0.0", instance: randomUUID(), name: "urn:lps:segur:0.0.0" },
    environment: "sandbox",
    clock: { now: () => new Date() },
    ids: { uuid: () => randomUUID() },
    ...options,
  });
}

export interface TestCabinetOptions {
  readonly environment?: Environment;
  /** Shares the store of another cabinet: a second process on the same file. */
  readonly path?: string;
  /** Where the lines of its journal are written from; default: the zone of the machine. */
  readonly zone?: ZoneOffset;
  readonly insi?: () => Promise<InsiClient>;
  /** Parts of the annuaire in place of those of this folder. */
  readonly directory?: Partial<DirectoryPorts>;
  /** Sleeps are this many times shorter (retries, polls). */
  readonly haste?: number;
}

export interface TestCabinet extends OpenCabinet {
  readonly path: string;
  add(...patients: readonly NewPatient[]): Promise<readonly Patient[]>;
}

/** A cabinet on a real store of its own. */
export async function testCabinet(options: TestCabinetOptions = {}): Promise<TestCabinet> {
  const path = options.path ?? join(temporary(), "cabinet.db");
  const store = openStore(path, { create: true, key: TEST_KEY, ...(options.zone === undefined ? {} : { zone: options.zone }) });
  const environment = options.environment ?? "sandbox";
  const instanceId = randomUUID();
  let client: Promise<InsiClient> | undefined;
  onTestFinished(async () => {
    await (await client?.catch(() => undefined))?.close();
    await store.close();
  });
  const info = { name: "essai", environment, instanceId, createdAt: new Date().toISOString(), directory: join(path, "..") };
  await store.meta.create(info);
  const annuaire = lazyDirectory(store.addressBook, join(path, ".."), () => {
    throw new Error("this test asks no annuaire in line");
  });
  onTestFinished(() => annuaire.close());
  const cabinet: TestCabinet = {
    info,
    actor: { userId: "U1", rpps: null, authMode: "certificate" },
    rights: new Set(RIGHTS),
    psc: () => Promise.reject(new Error("this test logs nobody in")),
    clock: { now: () => new Date(), sleep: (ms, signal) => sleep(ms / (options.haste ?? 1), signal) },
    ids: { uuid: () => randomUUID(), run: () => `R20261123-${randomUUID().slice(0, 4).toUpperCase()}` },
    ...store,
    directory: { ...annuaire.ports, ...options.directory },
    session: null,
    machine: MACHINE,
    dmp: () => Promise.reject(new Error("this test has no DMP")),
    mss: () => Promise.reject(new Error("this test has no mailbox")),
    inboxes: () => Promise.reject(new Error("this test has no mailbox")),
    mailbox: () => Promise.reject(new Error("no mailbox here")),
    composer: async () => (await import("../../../src/gateways/mss/compose.js")).createComposer("segur test"),
    messageFiles: async () => (await import("../../../src/gateways/mss/message-file.js")).readMessageFile,
    path,
    insi() {
      client ??= options.insi?.() ?? Promise.reject(new Error("this test makes no call"));
      return client;
    },
    async add(...patients) {
      const saved = await store.patients.save({ inserts: patients });
      return saved.inserted.flatMap((patient) => (patient ? [patient] : []));
    },
  };
  return cabinet;
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
