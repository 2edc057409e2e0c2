// A thousand messages of 100 kB handed to a submission server in a process of its own, on loopback, over STARTTLS by three sessions: composed,
// sent, each received once. Budgets: 60 s, and 40 MB between the first hundred and the last. Arguments: [messages]
import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { SMTPServer } from "smtp-server";
import { createMssClient } from "../src/gateways/mss/client.js";
import { createComposer } from "../src/gateways/mss/compose.js";
import { mailPki } from "../test/gateways/mss/support/pki.js";

const BUDGET_MS = 60_000;
const BUDGET_MB = 40;
const SERVE = "--serve";
const FROM = "marie.martin@medecin.mssante.fr";

async function serve(): Promise<void> {
  const { ca, crl, server: credential } = mailPki();
  const seen = new Map<string, number>();
  const server = new SMTPServer({
    key: credential.key,
    cert: credential.chain,
    authMethods: ["XOAUTH2"],
    hideDSN: false,
    disableReverseLookup: true,
    logger: false,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? "" }),
    onData(stream, session, done) {
      const { dsn } = session.envelope as unknown as { dsn: { envid: string } };
      stream.resume().on("end", () => {
        seen.set(dsn.envid, (seen.get(dsn.envid) ?? 0) + 1);
        done(null, "2.0.0 Ok");
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  process.send?.({ port: (server.server.address() as AddressInfo).port, ca, crl });
  process.on("message", () => process.send?.({ once: [...seen.values()].filter((times) => times === 1).length, all: seen.size }));
  process.on("disconnect", () => process.exit());
}

async function measure(messages: number): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), [SERVE]);
  const [{ port, ca, crl }] = (await once(child, "message")) as [{ port: number; ca: string; crl: string }];
  const server = { host: "localhost", port, security: "starttls" } as const;
  const client = createMssClient({
    address: FROM,
    servers: async () => ({ smtp: server, imap: server }),
    authentication: { kind: "token", token: async () => "token" },
    ca,
    crl,
    certificate: undefined,
  });
  const composer = createComposer("segur bench");
  const pdf = Buffer.alloc(75_000, "%PDF-1.4 ");
  const draft = (at: number) => ({
    audience: "professional" as const,
    from: { address: FROM, label: "Dr_Marie_MARTIN" },
    to: [{ address: `medecin${at}@cardio.mssante.fr`, name: null }],
    replyTo: null,
    subject: `XDM/1.0/DDM+Compte rendu ${at}`,
    text: "Bonjour",
    messageId: `<${randomUUID()}@medecin.mssante.fr>`,
    inReplyTo: null,
    references: [],
    date: new Date(),
    readReceipt: true,
    nil: "TEST000000",
    documents: { cdaCodes: ["11502-2"], insQualified: true },
    endOfExchange: false,
    attachments: [
      {
        fileName: "a.pdf",
        mediaType: "application/pdf",
        open: async function* () {
          yield pdf;
        },
      },
    ],
  });
  let next = 0;
  let early = 0;
  const memory = () => {
    globalThis.gc?.();
    return process.memoryUsage().rss / 1e6;
  };
  const started = performance.now();
  const worker = async () => {
    while (next < messages) {
      const at = next++;
      if (at === Math.floor(messages / 10)) early = memory();
      const chunks: Uint8Array[] = [];
      for await (const chunk of composer.compose(draft(at))) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      const outgoing = {
        envelopeFrom: FROM,
        recipients: [`medecin${at}@cardio.mssante.fr`],
        envelopeId: `O${at}`,
        size: bytes.length,
        open: async function* () {
          yield bytes;
        },
      };
      await client.send(outgoing, () => {});
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  const ms = performance.now() - started;
  const grown = memory() - early;
  child.send("count");
  const [{ once: exactly, all }] = (await once(child, "message")) as [{ once: number; all: number }];
  await client.close();
  child.disconnect();
  console.log(
    `${messages} messages in ${(ms / 1000).toFixed(1)} s (${Math.round((messages / ms) * 1000)}/s), ratio ${(ms / BUDGET_MS).toFixed(2)}`,
  );
  console.log(
    `memory after the first tenth: ${grown.toFixed(0)} MB more, ratio ${(grown / BUDGET_MB).toFixed(2)}; each arrived once: ${exactly} of ${all}`,
  );
  if (ms > BUDGET_MS || grown > BUDGET_MB || exactly !== messages || all !== messages) process.exitCode = 1;
}

if (process.argv.includes(SERVE)) await serve();
else await measure(Number(process.argv[2] ?? 1_000));
