// INBOX of a real Dovecot synchronised, parsed, kept in the encrypted store and listed: node bench/run.mjs inbox-sync [MESSAGES] [BYTES].
// One message in three is a biology report of 60 results, the others letters of level 1. BYTES: of the PDF in each; 68,000 makes messages
// of 117 kB. Must hold: 2,000 messages (235 MB) in 12 s cold and 1 s when nothing
// changed; 20,000 messages (`inbox-sync 20000 1000`) within 250 MB. The messages are made once, by our own composer, in a temporary folder.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { createComposer } from "../src/gateways/mss/compose.js";
import { createInboxReader } from "../src/gateways/mss/inbox-reader.js";
import { spareMemory } from "../src/platform/memory.js";
import { listInbox } from "../src/services/inbox/list.js";
import { type SyncCabinet, type SyncTotals, syncInboxes } from "../src/services/inbox/sync.js";
import { openStore } from "../src/store/open.js";
import { xdmOf } from "../test/documents/xdm/support/archive.js";
import { mailPki } from "../test/gateways/mss/support/pki.js";
import { startDovecot } from "../test/support/dovecot.js";
import { biologyReport, letter } from "./biology-report.js";
import { BENCH_KEY } from "./key.js";

const [count = 2_000, pdfBytes = 68_000] = process.argv.slice(2, 4).map(Number);
const COLD_MS = 12_000 * (count / 2_000);
const WARM_MS = 1_000;
const MEMORY_MB = 250;
const BOX = "cabinet.banc@medecin.mssante.fr";
const TEXT = "Bonjour,\nVeuillez trouver ci-joint le compte rendu.\n".repeat(8);
const PATIENT = "279035121518989^^^&amp;1.2.250.1.213.1.4.8&amp;ISO^NH";
const made = join(tmpdir(), `segur-bench-inbox-${count}-${pdfBytes}`);

/** One PDF beside the archive, as MSS/CONF.23 asks. */
const pdf = Buffer.alloc(Math.min(11_000, pdfBytes), "%PDF-1.4 ");
const once = (bytes: Buffer) =>
  async function* () {
    yield bytes;
  };

async function make(): Promise<void> {
  const composer = createComposer("segur banc");
  const folder = `${made}.new`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (let rank = 1; rank <= count; rank += 1) {
    const archive = xdmOf([
      {
        uri: "DOC0001.XML",
        bytes: (rank % 3 === 0 ? biologyReport : letter)(rank, pdfBytes),
        patientId: PATIENT,
        uniqueId: `1.2.250.1.999.7^${rank}`,
      },
    ]);
    const message = composer.compose({
      ...{ audience: "professional", from: { address: "resultats@labo.mssante.fr", label: "Laboratoire" }, replyTo: null },
      ...{ to: [{ address: BOX, name: null }], subject: "XDM/1.0/DDM+CR d'examens biologiques PATIENT Test 12/03/1979" },
      ...{ text: TEXT, messageId: `<${rank}@labo.mssante.fr>`, inReplyTo: null, references: [], readReceipt: false, nil: "BANC" },
      ...{ date: new Date(Date.UTC(2026, 10, 1) + rank * 60_000), endOfExchange: false },
      documents: { cdaCodes: ["11502-2"], insQualified: true },
      attachments: [
        { fileName: "IHE_XDM.zip", mediaType: "application/zip", open: once(archive) },
        { fileName: "20261125_CR d'examens biologiques_PATIENT_Test.pdf", mediaType: "application/pdf", open: once(pdf) },
      ],
    });
    writeFileSync(join(folder, `${String(rank).padStart(6, "0")}.eml`), await buffer(message));
  }
  renameSync(folder, made);
}

async function synchronise(cabinet: SyncCabinet): Promise<{ readonly ms: number; readonly totals: SyncTotals }> {
  const started = performance.now();
  let totals: SyncTotals | undefined;
  for await (const event of syncInboxes(cabinet, { signal: new AbortController().signal })) {
    if (event.type === "done") totals = event.totals;
  }
  if (totals === undefined) throw new Error("nothing was synchronised");
  return { ms: performance.now() - started, totals };
}

/** What the process that is measured is told: it neither makes nor seeds anything. */
interface Told {
  readonly port: number;
  readonly token: string;
  readonly ca: string;
  readonly crl: string;
  readonly bytes: number;
}

async function measure({ port, token, ca, crl, bytes }: Told): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "segur-bench-"));
  try {
    const reader = createInboxReader({
      ...{ address: BOX, ca, crl, certificate: undefined },
      servers: async () => {
        const imap = { host: "localhost", port, security: "starttls" } as const;
        return { imap, smtp: imap };
      },
      authentication: { kind: "token", token: async () => token },
    });
    const store = openStore(join(folder, "cabinet.db"), { create: true, key: BENCH_KEY });
    const cabinet = {
      ...store,
      ...{ info: { environment: "sandbox" }, actor: { userId: "U1", rpps: null, authMode: "demo" } },
      ...{ clock: { now: () => new Date() }, inboxes: async () => [reader], mailbox: async () => ({ domains: [] }) },
    } as unknown as SyncCabinet & Parameters<typeof listInbox>[0];
    spareMemory();
    const usage = process.cpuUsage();
    const cold = await synchronise(cabinet);
    const { user, system } = process.cpuUsage(usage);
    const listing = performance.now();
    const { lines } = await listInbox(cabinet, { unread: false, unresolved: false, states: [], reports: false, limit: 50 });
    const counts = await cabinet.inbox.counts({});
    const list = performance.now() - listing;
    const warm = await synchronise(cabinet);
    const memory = process.resourceUsage().maxRSS / 1024;
    await reader.close();
    await store.close();
    const total = cold.ms + list;
    console.log(
      `inbox-sync: ${count} messages, ${(bytes / 1e6).toFixed(0)} MB: cold ${total.toFixed(0)} ms (processor ${((user + system) / 1000).toFixed(0)} ms, ` +
        `list ${list.toFixed(0)} ms), ratio ${(total / COLD_MS).toFixed(2)}; nothing new ${warm.ms.toFixed(0)} ms, ratio ${(warm.ms / WARM_MS).toFixed(2)}; ` +
        `peak ${memory.toFixed(0)} MB, ratio ${(memory / MEMORY_MB).toFixed(2)}`,
    );
    const { totals } = cold;
    if (totals.messages !== count || totals.documents !== count || totals.unreadable + totals.quarantined > 0)
      throw new Error(`not all was read: ${JSON.stringify(totals)}`);
    if (counts.messages !== count || lines.length !== Math.min(50, count) || warm.totals.messages !== 0)
      throw new Error("the list is wrong");
    if (total > COLD_MS || warm.ms > WARM_MS || memory > MEMORY_MB) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function child(what: "make" | "measure", told?: Told): void {
  const args = [...process.execArgv, process.argv[1] ?? "", String(count), String(pdfBytes), what];
  const { status } = spawnSync(process.execPath, args, {
    input: told === undefined ? "" : JSON.stringify(told),
    stdio: ["pipe", "inherit", "inherit"],
  });
  if (status !== 0) process.exitCode = 1;
}

async function run(): Promise<void> {
  if (!existsSync(made)) child("make");
  const { server, ca, crl } = mailPki();
  const dovecot = await startDovecot({ certificate: server.chain, key: server.key });
  try {
    let bytes = 0;
    const sources = function* () {
      for (const name of readdirSync(made).sort()) {
        const source = readFileSync(join(made, name));
        bytes += source.length;
        yield source;
      }
    };
    dovecot.seed(BOX, sources());
    const token = dovecot.token(BOX, { exp: Math.floor(Date.now() / 1000) + 3_600 });
    child("measure", { port: dovecot.imapPort, token, ca, crl, bytes });
  } finally {
    await dovecot.stop();
  }
}

if (process.argv[4] === "make") await make();
else if (process.argv[4] === "measure") await measure(JSON.parse(readFileSync(0, "utf8")));
else await run();
