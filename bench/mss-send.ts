// A thousand messages of the outbox to the sandbox operator (a process of its own) over TLS, as `outbox retry --all` does it, three at a time:
// claim, rules, departure, fates, copy in Sent, line settled. Two thirds go to one colleague, a third to two, one of whom refuses. Time, and
// resident memory above idle after the first and the last hundred. Argument: [messages].

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { connectMss, mssComposer, mssMailbox } from "../src/mss.js";
import { sandboxDirectory } from "../src/sandbox/files.js";
import type { OpenCabinet } from "../src/services/cabinet.port.js";
import type { MessagePayload } from "../src/services/mss/payload.js";
import { sendHandler } from "../src/services/mss/send-handler.js";
import { retry } from "../src/services/outbox/retry.js";
import { openStore } from "../src/store/open.js";
import { BENCH_KEY } from "./key.js";

const [count = 1_000] = process.argv.slice(2).map(Number);
const BUDGET_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), "segur-bench-"));
const nobody = () => Promise.reject(new Error("not here"));

const outfile = fileURLToPath(new URL("dmp-push-service.mjs", import.meta.url));
const entry = fileURLToPath(new URL("../../../bench/dmp-push-service.ts", import.meta.url));
const shape = { bundle: true, format: "esm", platform: "node", target: "node20", packages: "external" } as const;
await build({ entryPoints: [entry], outfile, ...shape, logLevel: "warning" });
const service = spawn(process.execPath, [outfile, sandboxDirectory(folder), "7", "10"], { stdio: ["pipe", "pipe", "inherit"] });
for await (const _ of createInterface({ input: service.stdout })) break;

const store = openStore(join(folder, "cabinet.db"), { create: true, key: BENCH_KEY });
const clock = { now: () => new Date(), sleep: async () => {} };
const instanceId = randomUUID();
const environment = "sandbox" as const;
const info = { name: "bench", environment, instanceId, createdAt: new Date().toISOString(), directory: folder };
await store.meta.create(info);
const source = { settings: store.settings, env: {}, cwd: folder, environment, warn: () => {}, state: folder, instanceId, clock };
const sessions = { read: async () => null, write: nobody, remove: nobody, alone: <T>(work: () => Promise<T>) => work() };
const client = await connectMss({
  ...source,
  person: { mode: "demo", userId: "U1", mssEmail: null, nationalId: null },
  sessions,
  psc: nobody,
});
const cabinet = {
  ...store,
  ...{ info, clock, actor: { userId: "U1", rpps: null, authMode: "demo" } },
  ids: { uuid: () => randomUUID(), run: () => "R-BENCH" },
  machine: { host: hostname(), pid: process.pid, isAlive: () => true },
  mss: async () => client,
  mailbox: () => mssMailbox(source),
} as unknown as OpenCabinet;

const composer = mssComposer();
const nil = (await cabinet.mailbox()).nil;
const to = (index: number) => ["repondeur@bac-a-sable.mssante.fr", ...(index % 3 === 0 ? ["fermee@bac-a-sable.mssante.fr"] : [])];
for (let index = 0; index < count; index++) {
  const recipients = to(index).map((address) => ({ address, name: null }));
  const key = `<${randomUUID()}@bac-a-sable.mssante.fr>`;
  const composed = composer.compose({
    ...{ audience: "professional", from: { address: client.address, label: "Dr" }, to: recipients, replyTo: null },
    ...{ subject: `Message ${index}`, text: "Bonjour\n".repeat(2_000), messageId: key, inReplyTo: null, references: [] },
    ...{ date: new Date(), readReceipt: false, nil, documents: null, endOfExchange: false, attachments: [] },
  });
  const { id, size } = await store.contents.write(composed);
  const payload: MessagePayload = {
    ...{ version: 1, audience: "professional", from: client.address, recipients, subject: `Message ${index}`, size },
    ...{ envelopeId: randomUUID(), readReceipt: false, types: [], replaces: null },
  };
  const line = { kind: "mss.send" as const, key, patientId: null, documents: [], payload, contents: [id] };
  await store.outbox.add({ ...line, createdAt: info.createdAt, createdBy: "U1" });
}

const handlers = { "mss.send": sendHandler(cabinet) };
function memory(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1_048_576;
}
const idle = memory();
let [done, early] = [0, 0];
const started = performance.now();
for await (const { outcome, error } of retry(cabinet, handlers, { all: true }, new AbortController().signal)) {
  if (outcome !== "done") throw new Error(`${outcome}: ${error?.code}`);
  done += 1;
  if (done === Math.min(100, count)) early = memory() - idle;
}
const elapsed = performance.now() - started;
const late = memory() - idle;
console.log(`${done} messages in ${(elapsed / 1_000).toFixed(1)} s, ${((elapsed / BUDGET_MS) * 100).toFixed(0)} % of the budget`);
console.log(`memory above idle: ${early.toFixed(0)} MB after 100, ${late.toFixed(0)} MB after ${done}`);
await client.close();
await store.close();
service.kill();
rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
if (elapsed > BUDGET_MS) process.exitCode = 1;
