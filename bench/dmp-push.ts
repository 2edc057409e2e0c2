// Push of a 50 MB document to the sandbox DMP (a process of its own) over mutual TLS, from the encrypted store, at the level of the
// service: everything that `segur dmp push` does, the CDA being written for the first time; the same when it is there; the deposit alone,
// which is what `segur outbox retry` does; then its pull into the file of another cabinet. Time, and peak of resident memory above idle (Linux). Arguments: [megabytes of the CDA].

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { lazyDirectory } from "../src/directory-ports.js";
import { connectDmp } from "../src/dmp.js";
import { typeOf } from "../src/documents/vocabularies/types.js";
import { VISIBLE } from "../src/domain/document/entry.js";
import { createIdentity } from "../src/domain/identity/creation.js";
import { RIGHTS } from "../src/domain/users/rights.js";
import { dmpPersonOf } from "../src/sandbox/dmp/people.js";
import { sandboxDirectory } from "../src/sandbox/files.js";
import { personOf } from "../src/sandbox/people/person-of.js";
import { demonstrationUsers } from "../src/services/cabinet/demonstration-users.js";
import type { OpenCabinet } from "../src/services/cabinet.port.js";
import { authorizeDmp } from "../src/services/dmp/authorize.js";
import { listDmp } from "../src/services/dmp/list.js";
import { pullDocuments } from "../src/services/dmp/pull.js";
import { pushGroup } from "../src/services/dmp/push.js";
import { planPush } from "../src/services/dmp/push-plan.js";
import { submitHandler } from "../src/services/dmp/submit-handler.js";
import { prepareCda } from "../src/services/documents/prepare.js";
import { attempt } from "../src/services/outbox/attempt.js";
import { NO_COMPLEMENT } from "../src/services/patients/complement.js";
import { openStore } from "../src/store/open.js";
import { BENCH_KEY } from "./key.js";

const [megabytes = 50] = process.argv.slice(2).map(Number);
const BUDGET_MS = 1_500;
const BUDGET_MB = 120;
const SEED = 7;
const PEOPLE = 50;
const folder = mkdtempSync(join(tmpdir(), "segur-bench-"));
const never = new AbortController().signal;

async function startService(): Promise<ChildProcess> {
  const outfile = fileURLToPath(new URL("dmp-push-service.mjs", import.meta.url));
  const source = fileURLToPath(new URL("../../../bench/dmp-push-service.ts", import.meta.url));
  const shape = { bundle: true, format: "esm", platform: "node", target: "node20", packages: "external" } as const;
  await build({ entryPoints: [source], outfile, ...shape, logLevel: "warning" });
  const args = [outfile, sandboxDirectory(folder), String(SEED), String(PEOPLE)];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  for await (const _ of createInterface({ input: child.stdout })) return child;
  throw new Error("the sandbox did not start");
}

const service = await startService();
const now = () => new Date();
const sleep = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
const clock = { now, sleep };
const ids = { uuid: () => randomUUID(), run: () => "R-BENCH" };
const environment = "sandbox" as const;
const instanceId = randomUUID();
const at = now().toISOString();

/** A cabinet whose doctor has opened the session, connected to the DMP. */
async function openCabinet(name: string) {
  const store = openStore(join(folder, `${name}.db`), { create: true, key: BENCH_KEY });
  const info = { name, environment, instanceId, createdAt: at, directory: folder };
  await store.meta.create(info);
  const [doctor] = demonstrationUsers();
  if (doctor === undefined) throw new Error("the demonstration has no doctor");
  const user = await store.users.add(doctor);
  const actor = { userId: user.id, rpps: user.rpps, authMode: "demo" } as const;
  const session = { userId: user.id, mode: "demo", openedAt: at, lastSeenAt: at, lockedAt: null, psc: null } as const;
  const source = { environment, settings: store.settings, env: {}, cwd: folder, state: folder, instanceId, clock, ids };
  const client = await connectDmp({ ...source, warn: (text) => console.error(text) });
  const cabinet: OpenCabinet = {
    ...store,
    info,
    actor,
    clock,
    ids,
    rights: new Set(RIGHTS),
    session: { session, user, actor, rights: new Set(RIGHTS) },
    machine: { host: hostname(), pid: process.pid, isAlive: () => true },
    psc: () => Promise.reject(new Error("nobody logs in")),
    insi: () => Promise.reject(new Error("no identity is asked")),
    mss: () => Promise.reject(new Error("no mailbox here")),
    inboxes: () => Promise.reject(new Error("no mailbox here")),
    mailbox: () => Promise.reject(new Error("no mailbox here")),
    composer: () => Promise.reject(new Error("no message here")),
    messageFiles: () => Promise.reject(new Error("no message here")),
    directory: lazyDirectory(store.addressBook, folder, () => {
      throw new Error("no annuaire in line here");
    }).ports,
    dmp: async () => client,
  };
  const close = async () => {
    await client.close();
    await store.close();
  };
  return { cabinet, store, user, client, close };
}

const { cabinet, store, user, client, close } = await openCabinet("cabinet");

/** A qualified patient whose DMP is open, in a cabinet. */
async function patient(patients: OpenCabinet["patients"]): Promise<string> {
  for (let index = 0; ; index++) {
    const { person, tie } = personOf(SEED, index);
    const { state, authorization } = dmpPersonOf(person, false);
    if (tie !== "none" || state !== "open" || authorization !== "none") continue;
    const made = createIdentity({ ...person, birthGivenNames: person.givenNames });
    if (!made.ok) continue;
    const ins = { matricule: person.number + person.key, oid: person.oid };
    const identity = { ...made.identity, status: "qualifiee" as const, ins };
    const one = { ...NO_COMPLEMENT, fileNumber: "1", identity, birthDateInterpreted: false, lastInsi: null };
    const { inserted } = await patients.save({ inserts: [one] });
    return inserted[0]?.id ?? "";
  }
}

/** What says that it is a PDF/A-1b, around bytes that do not compress: base64 makes of it a CDA of `megabytes`. */
function* pdf(size: number): Generator<Buffer> {
  yield Buffer.from("%PDF-1.4\n<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\n");
  for (let left = size; left > 0; left -= 65_536) yield randomBytes(Math.min(left, 65_536));
  yield Buffer.from("\n%%EOF\n");
}

async function file(patientId: string, size: number) {
  const content = await store.contents.write(pdf(size));
  const type = typeOf("11488-4");
  if (type === null) throw new Error("no such type");
  const { document } = await store.documents.add(
    {
      patientId,
      type: type.code,
      class: type.class,
      title: "Compte rendu",
      actDate: at.slice(0, 10),
      origin: "local",
      content: content.id,
      mimeType: "application/pdf",
      size: content.size,
      fileName: null,
      cda: null,
      uniqueId: `2.25.${BigInt(`0x${randomUUID().replaceAll("-", "")}`)}`,
      setId: `2.25.${BigInt(`0x${randomUUID().replaceAll("-", "")}`)}`,
      versionNumber: 1,
      replaces: null,
      author: { id: `8${user.rpps}`, name: "MARCEAU Paul", institution: null },
      confidentiality: "N",
      visibility: VISIBLE,
      createdAt: at,
      dmp: null,
    },
    { userId: user.id, at },
  );
  return document;
}

const residentMb = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 1024;

/** Once, before the first large document: what one step leaves resident is not idle for the next. */
let idleMb = 0;

async function measured(name: string, budget: boolean, work: () => Promise<unknown>): Promise<void> {
  global.gc?.();
  let peak = residentMb();
  const watch = setInterval(() => {
    peak = Math.max(peak, residentMb());
  }, 10);
  const started = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  const busy = ((user + system) / 1000).toFixed(0).padStart(5);
  clearInterval(watch);
  const mb = Math.max(peak, residentMb()) - idleMb;
  const ratio = budget ? ` — ${(ms / BUDGET_MS).toFixed(2)} of the time, ${(mb / BUDGET_MB).toFixed(2)} of the memory` : "";
  console.log(
    `${name.padEnd(28)} ${ms.toFixed(0).padStart(5)} ms, ${busy} of processor, ${mb.toFixed(0).padStart(4)} MB above idle${ratio}`,
  );
}

const options = { hideFrom: [], reviewed: true, traitsConfirmed: false, mustReplace: false, command: "segur dmp push" };

async function push(documentId: string): Promise<void> {
  const plan = await planPush(cabinet, [documentId], options);
  const [group] = plan.groups;
  if (group === undefined) throw plan.refused[0]?.error ?? new Error("nothing to push");
  const [pushed] = await pushGroup(cabinet, group, options, never);
  const { outcome, error } = pushed ?? {};
  if (outcome !== "done") throw error ?? new Error(outcome);
}

try {
  const patientId = await patient(store.patients);
  const size = Math.round((megabytes * 1_000_000 * 3) / 4);
  // Idle: libraries loaded and connection open, on both sides.
  await push((await file(patientId, 1_000)).id);
  global.gc?.();
  idleMb = residentMb();
  const [one, two, three] = [await file(patientId, size), await file(patientId, size), await file(patientId, size)];
  await measured("push, its CDA written first", true, () => push(three.id));
  await measured("CDA written in the store", false, () => prepareCda(cabinet, one));
  await measured("push, its CDA being there", true, () => push(one.id));
  // The same with a DMP that is first out of reach, then answers: the line waits, and the deposit is all that is left.
  const busy = { ...cabinet, dmp: async () => ({ ...client, submit: () => Promise.reject(new Error("left for later")) }) };
  const plan = await planPush(busy, [two.id], options);
  const [group] = plan.groups;
  if (group === undefined) throw new Error("nothing to push");
  await pushGroup(busy, group, options, never).catch(() => undefined);
  const [line] = await store.outbox.pendingFor(two.id);
  if (line === undefined) throw new Error("no line waits");
  await measured("deposit of a line (TD2.1)", true, async () => {
    const { outcome, error } = await attempt(cabinet, { "dmp.submit": submitHandler(cabinet) }, line.id, never);
    if (outcome !== "done") throw error ?? new Error(outcome);
  });
  // One cabinet at a time, as in a process of its own.
  await close();
  const other = await openCabinet("other");
  const reader = await other.cabinet.patients.get(await patient(other.cabinet.patients));
  if (reader === null) throw new Error("no such patient");
  await authorizeDmp(other.cabinet, reader, { consent: true });
  const { lines } = await listDmp(other.cabinet, (await other.cabinet.patients.get(reader.id)) ?? reader);
  const ids = lines.filter(({ entry }) => entry.uniqueId === three.uniqueId).map(({ id }) => id);
  await measured("pull into another file", true, async () => {
    const [pulled] = await pullDocuments(other.cabinet, { ids });
    if (pulled?.outcome !== "filed") throw new Error(pulled?.message ?? "nothing was pulled");
  });
  await other.close();
} finally {
  service.stdin?.end();
  rmSync(folder, { recursive: true, force: true });
}
