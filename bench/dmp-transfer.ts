// One document of 50 MB into the DMP and back, on the loopback, against the embedded DMP in a process of its own: metadata, XAdES,
// mutual TLS, MTOM, digests both ways. Budgets: 1.5 s and 120 MB above idle, each way. Arguments: [megabytes]
import { fork } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createDmpClient } from "../src/gateways/dmp/client.js";
import type { DmpPart } from "../src/gateways/dmp/port.js";
import { createDmpTransport } from "../src/gateways/dmp/transport.js";
import { TEST_HOMOLOGATION } from "../src/sandbox/dmp/test-homologation.js";
import { type PkiPaths, pkiPaths } from "../src/sandbox/pki/names.js";
import { startSandbox } from "../src/sandbox/sandbox.js";
import { CALL, PATIENT, sampleEntry, sampleSubmission } from "../test/gateways/dmp/support/samples.js";

const BUDGET_MS = 1500;
const BUDGET_MB = 120;
const SERVE = "--serve";

async function serve(directory: string): Promise<void> {
  const sandbox = await startSandbox({ directory, seed: 5 });
  process.send?.(sandbox.dmp.url);
  process.on("disconnect", () => void sandbox.stop().then(() => process.exit()));
}

function connect(url: string, { ca, clients }: PkiPaths) {
  const pair = ({ cert, key }: { cert: string; key: string }) => ({
    certPem: readFileSync(cert, "utf8"),
    keyPem: readFileSync(key, "utf8"),
  });
  const clock = { now: () => new Date(), sleep: async () => {} };
  const ids = { uuid: randomUUID, run: () => "R" };
  const software = { name: "segur", version: "0.1.0", instance: randomUUID(), homologation: TEST_HOMOLOGATION };
  const transport = createDmpTransport({
    url,
    ca: readFileSync(ca, "utf8"),
    certificate: pair(clients.dmp),
    seal: pair(clients["dmp-sign"]),
    card: null,
    software,
    vihfVersion: "3.0",
    authnContextDecl: "CONF_EXI_PGSSIS",
    digest: "sha256",
    airSigner: "seal",
    timeoutMs: 60_000,
    clock,
    ids,
  });
  return createDmpClient({
    transport,
    modeOf: transport.modeOf,
    software,
    oid: "1.2.250.1.999.1",
    maxSubmissionBytes: 200e6,
    clock,
    ids,
  });
}

/** A CDA whose body is that long, made piece by piece: nothing of it is kept. */
function bigCda(uniqueId: string, bytes: number): DmpPart & { readonly canonical: true } {
  const head = Buffer.from(
    `<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="${uniqueId}"></id><recordTarget><patientRole><id extension="${PATIENT.matricule}" root="${PATIENT.oid}"></id></patientRole></recordTarget><component><nonXMLBody><text mediaType="application/pdf" representation="B64">`,
  );
  const tail = Buffer.from("</text></nonXMLBody></component></ClinicalDocument>");
  const piece = Buffer.alloc(65_536, "QUJD");
  const pieces = Math.ceil(bytes / piece.length);
  return {
    canonical: true,
    size: head.length + pieces * piece.length + tail.length,
    open: async function* () {
      yield head;
      for (let index = 0; index < pieces; index += 1) yield piece;
      yield tail;
    },
  };
}

/** Runs the work and tells how long it took and how far the memory of this process rose. */
async function measured(name: string, work: () => Promise<void>): Promise<boolean> {
  global.gc?.();
  const idle = process.memoryUsage().rss;
  let peak = idle;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 5);
  const from = performance.now();
  await work();
  const ms = performance.now() - from;
  clearInterval(watch);
  const megabytes = (peak - idle) / 1e6;
  console.log(
    `${name}: ${ms.toFixed(0)} ms (${(ms / BUDGET_MS).toFixed(2)} of ${BUDGET_MS} ms), ${megabytes.toFixed(0)} MB above idle (${(megabytes / BUDGET_MB).toFixed(2)})`,
  );
  return ms <= BUDGET_MS && megabytes <= BUDGET_MB;
}

async function measure(megabytes: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "segur-bench-dmp-"));
  const child = fork(fileURLToPath(import.meta.url), [SERVE, directory]);
  const url = await new Promise<string>((resolve) => child.once("message", (message) => resolve(String(message))));
  const dmp = connect(url, pkiPaths(directory));
  const call = () => ({ ...CALL, messageId: randomUUID() });
  try {
    // Libraries, TLS and the patient's own documents are there before anything is measured.
    for await (const _ of dmp.findDocuments({ patient: PATIENT, statuses: ["approved"] }, call()));
    let right = true;
    for (let turn = 0; turn < 3; turn += 1) {
      const uniqueId = `1.2.250.1.999.2.${Date.now()}`;
      const content = bigCda(uniqueId, megabytes * 1e6);
      right = await measured(`push ${megabytes} MB, with its metadata and signature`, async () => {
        const author = sampleEntry().authors[0];
        if (author === undefined) throw new Error("no author");
        const submission = sampleSubmission({
          uniqueId: `${uniqueId}.1`,
          signatureUniqueId: `${uniqueId}.2`,
          author,
          documents: [{ entry: sampleEntry({ uniqueId }), replaces: null, content }],
        });
        await dmp.submit(await dmp.prepare(submission), [content], call());
      });
      const [entry] = await dmp.getDocuments(PATIENT, { uniqueIds: [uniqueId] }, call());
      if (entry === undefined) throw new Error("not in the registry");
      const pulled = await measured(`pull ${megabytes} MB, hash verified`, async () => {
        const hash = createHash("sha1");
        await dmp.retrieve(
          PATIENT,
          [entry],
          async (_document, body) => {
            for await (const chunk of body) hash.update(chunk);
          },
          call(),
        );
        if (hash.digest("hex") !== entry.hash) throw new Error("the document is not what was sent");
      });
      right = right && pulled;
    }
    if (!right) process.exitCode = 1;
  } finally {
    await dmp.close();
    child.disconnect();
    await new Promise((resolve) => child.once("exit", resolve));
    rmSync(directory, { recursive: true, force: true });
  }
}

if (process.argv[2] === SERVE) await serve(process.argv[3] ?? "");
else await measure(Number(process.argv[2] ?? 50));
