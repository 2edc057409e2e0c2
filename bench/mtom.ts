// A submission of 50 MB sent by the DMP transport, then received, on loopback over mutual TLS, against a server in a process of its own:
// time, and the peak of resident memory above idle (Linux). Budget: 1.5 s and 120 MB each way. Arguments: [MB].
import { fork } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { createDmpTransport } from "../src/gateways/dmp/transport.js";
import type { DmpExchange } from "../src/gateways/dmp/transport.port.js";
import { generatePki } from "../src/sandbox/pki/generate.js";

const SERVE = "--serve";
const BUDGET_MS = 1_500;
const BUDGET_MB = 120;
const CHUNK = Buffer.alloc(64 * 1024, 0x5a);
const envelope = (received: number): string =>
  `<?xml version='1.0'?><S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope"><S:Body><r xmlns="urn:x" received="${received}"/></S:Body></S:Envelope>`;

interface Ready {
  readonly port: number;
  readonly ca: string;
  readonly certificate: { readonly certPem: string; readonly keyPem: string };
  readonly seal: { readonly certPem: string; readonly keyPem: string };
}

/** Counts what it is sent, and sends as much when asked by the path. */
function serve(size: number): void {
  const pki = generatePki(new Date());
  const { dmpServer: own, ca, clients } = pki;
  const server = createServer({ cert: own.chain, key: own.key, ca, requestCert: true }, (request, response) => {
    let received = 0;
    request.on("data", (chunk: Buffer) => {
      received += chunk.length;
    });
    request.on("end", () => {
      if (received > size) return response.writeHead(200, { "content-type": "application/soap+xml" }).end(envelope(received));
      response.writeHead(200, { "content-type": 'multipart/related; boundary="uuid:b"; start="<r>"' });
      response.write(`--uuid:b\r\nContent-Id: <r>\r\n\r\n${envelope(received)}\r\n--uuid:b\r\nContent-Id: <d>\r\n\r\n`);
      let left = size;
      const more = (): void => {
        while (left > 0) {
          const chunk = CHUNK.subarray(0, left);
          left -= chunk.length;
          if (!response.write(chunk)) return void response.once("drain", more);
        }
        response.end("\r\n--uuid:b--\r\n");
      };
      more();
    });
  });
  server.listen(0, "127.0.0.1", () => {
    const pair = (name: "dmp" | "dmp-sign") => ({ certPem: clients[name].chain, keyPem: clients[name].key });
    const { port } = server.address() as AddressInfo;
    process.send?.({ port, ca, certificate: pair("dmp"), seal: pair("dmp-sign") } satisfies Ready);
  });
  process.on("disconnect", () => process.exit());
}

function residentMb(): number {
  const pages = /VmRSS:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return Number(pages) / 1024;
}

async function measure(megabytes: number): Promise<void> {
  const size = megabytes * 1_000_000;
  const child = fork(fileURLToPath(import.meta.url), [SERVE, String(size)], { execArgv: [] });
  const ready = await new Promise<Ready>((resolve) => child.once("message", (message) => resolve(message as Ready)));
  const transport = createDmpTransport({
    ...ready,
    url: `https://127.0.0.1:${ready.port}/si-dmp-server/v2/services`,
    card: null,
    software: { name: "segur", version: "0", instance: randomUUID(), homologation: "BENCH" },
    vihfVersion: "3.0",
    authnContextDecl: "CONF_EXI_PGSSIS",
    digest: "sha256",
    airSigner: "seal",
    timeoutMs: 60_000,
    clock: { now: () => new Date() },
    ids: { uuid: randomUUID },
  });
  const subject = {
    nationalId: "899700000001",
    name: "BANC Essai",
    profession: { code: "10", system: "1.2.250.1.71.1.2.7", label: "Médecin" },
    speciality: null,
    sector: "SA07",
    structureId: null,
    login: "psc",
  } as const;
  let counted = 0;
  const exchange = (parts: DmpExchange["parts"], onPart?: DmpExchange["onPart"]): DmpExchange => ({
    transaction: "TD3.2",
    service: "repository",
    action: "urn:bench",
    body: '<r xmlns="urn:x"></r>',
    patient: null,
    handler: {
      open: (_uri, _local, attributes) => {
        counted = Number(attributes.get("received"));
      },
      text: () => undefined,
      close: () => undefined,
    },
    call: { messageId: randomUUID(), subject, access: "normal" },
    ...(parts === undefined ? {} : { parts }),
    onPart,
  });
  const part = {
    contentId: "d@segur",
    size,
    async *open() {
      const hash = createHash("sha1");
      for (let left = size; left > 0; left -= CHUNK.length) {
        const chunk = CHUNK.subarray(0, left);
        hash.update(chunk);
        yield chunk;
      }
      hash.digest("hex");
    },
  };
  let received = 0;
  const take = async ({ body }: { readonly body: AsyncIterable<Uint8Array> }): Promise<void> => {
    const hash = createHash("sha1");
    received = 0;
    for await (const chunk of body) {
      hash.update(chunk);
      received += chunk.length;
    }
    hash.digest("hex");
  };
  // Idle: libraries loaded, connection open, nothing in flight.
  await transport.exchange(exchange([{ ...part, size: 0, open: async function* () {} }], take));
  global.gc?.();
  for (const [name, run] of [
    ["sent", () => transport.exchange(exchange([part]))],
    ["received", () => transport.exchange(exchange(undefined, take))],
  ] as const) {
    global.gc?.();
    const idle = residentMb();
    let peak = idle;
    const look = setInterval(() => {
      peak = Math.max(peak, residentMb());
    }, 5);
    // The quietest of three: what else runs on the machine can only add time; memory is the highest of all.
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 3; round++) {
      const started = performance.now();
      await run();
      best = Math.min(best, performance.now() - started);
      peak = Math.max(peak, residentMb());
    }
    clearInterval(look);
    if (name === "sent" && counted <= size) throw new Error(`the server counted ${counted} bytes`);
    const above = peak - idle;
    console.log(
      `mtom: ${megabytes} MB ${name} in ${best.toFixed(0)} ms (ratio ${(best / BUDGET_MS).toFixed(2)}), ${above.toFixed(0)} MB above idle (ratio ${(above / BUDGET_MB).toFixed(2)}); must be <= 1`,
    );
    if (best > BUDGET_MS || above > BUDGET_MB) process.exitCode = 1;
  }
  if (received !== size) throw new Error(`received ${received} bytes of ${size}`);
  await transport.close();
  child.disconnect();
}

const [first, ...rest] = process.argv.slice(2);
if (first === SERVE) serve(Number(rest[0]));
else await measure(Number(first ?? 50));
