// From the person's approval to the end of a login by CIBA (tokens verified, UserInfo read), against the sandbox in a process of
// its own, at the interval that the sandbox gives (0.2 s). Budget: 1 s. Then the same through the proxy e-Santé. Argument: [logins].
import { fork } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPscClient } from "../src/gateways/psc/config.js";
import type { PscClient } from "../src/gateways/psc/port.js";
import { sandboxPscConnection } from "../src/sandbox/connection.js";
import { needSandbox } from "../src/sandbox/control/client.js";
import type { SandboxControl } from "../src/sandbox/control/messages.js";
import { startSandbox } from "../src/sandbox/sandbox.js";

const BUDGET_MS = 1_000;
const SERVE = "--serve";

async function serve(directory: string): Promise<void> {
  const started = performance.now();
  await startSandbox({ directory });
  process.send?.(performance.now() - started);
  process.on("disconnect", () => process.exit());
}

async function clients(directory: string): Promise<readonly [string, PscClient][]> {
  const { issuer, ca, byCertificate, proxy } = await sandboxPscConnection(directory);
  const [authorities = "", certPem = "", keyPem = ""] = await Promise.all(
    [ca, byCertificate.cert, byCertificate.key].map((path) => readFile(path, "utf8")),
  );
  const common = { environment: "sandbox", ca: authorities, clock: { now: () => new Date() } } as const;
  const auth = { method: "certificate", certificate: { certPem, keyPem } } as const;
  return [
    ["direct", createPscClient({ ...common, transport: "direct", issuer, clientId: byCertificate.clientId, auth })],
    ["proxy", createPscClient({ ...common, transport: "proxy", ...proxy })],
  ];
}

/** One login; the approval falls anywhere between two polls. */
async function login(client: PscClient, control: SandboxControl): Promise<number> {
  const done = client.ciba({ nationalId: "899700000001", code: "42", channel: "MOBILE" }).then(() => performance.now());
  while ((await control.status()).psc?.pending.length !== 1) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 200));
  const approved = performance.now();
  await control.decide({ decision: "approve", afterMs: 0 });
  return (await done) - approved;
}

async function measure(logins: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "segur-bench-"));
  const child = fork(fileURLToPath(import.meta.url), [SERVE, directory], { execArgv: [] });
  const startMs = await new Promise<number>((resolve) => child.once("message", (message) => resolve(Number(message))));
  console.log(`login: the sandbox starts in ${startMs.toFixed(0)} ms, keys included`);
  const { control } = await needSandbox(directory);
  for (const [name, client] of await clients(directory)) {
    const times: number[] = [];
    for (let index = 0; index < logins; index += 1) times.push(await login(client, control));
    await client.close();
    const sorted = [...times].sort((a, b) => a - b);
    const median = sorted[sorted.length >> 1] ?? 0;
    const worst = sorted.at(-1) ?? 0;
    const ratio = (worst / BUDGET_MS).toFixed(2);
    console.log(
      `       ${name}: median ${median.toFixed(0)} ms, worst of ${logins} ${worst.toFixed(0)} ms after the approval (budget ${BUDGET_MS}, ratio ${ratio})`,
    );
    if (worst > BUDGET_MS) process.exitCode = 1;
  }
  child.disconnect();
  await rm(directory, { recursive: true, force: true });
}

const [first, second] = process.argv.slice(2);
if (first === SERVE && second !== undefined) await serve(second);
else await measure(Number(first ?? 20));
