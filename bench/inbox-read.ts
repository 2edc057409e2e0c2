import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { receive } from "../src/services/inbox/receive.js";
import { openStore } from "../src/store/open.js";
import { xdmOf } from "../test/documents/xdm/support/archive.js";
import { headOf } from "../test/services/inbox/support.js";
import { biologyReport as report } from "./biology-report.js";
import { BENCH_KEY } from "./key.js";

/**
 * Messages with an archive of one biology report (60 results and its PDF), read, checked and written to the encrypted store:
 * node bench/run.mjs inbox-read [COUNT]. Limit: 2,000 messages, 148 MB of archives, in 8 s of processor, all included.
 */
const [count = 2000] = process.argv.slice(2).map(Number);
const LIMIT_MS = (8000 * count) / 2000;
/** As a synchronisation brings them: those of a batch are read together, and share the flushes of the store. */
const BATCH = 100;

const folder = mkdtempSync(join(tmpdir(), "segur-bench-"));
try {
  const store = openStore(join(folder, "cabinet.db"), { create: true, key: BENCH_KEY });
  const deps = { contents: store.contents, environment: "sandbox" } as const;
  const patientId = "279035121518989^^^&amp;1.2.250.1.213.1.4.8&amp;ISO^NH";
  const pdf = { bytes: "", mediaType: "application/pdf", fileName: "20261125_CR d'examens biologiques_PATIENT_Test.pdf" };
  let [cpu, wall, bytes, quarantined, wrong] = [0, 0, 0, 0, 0];
  const longest = { ms: 0 };
  for (let at = 0; at < count; at += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - at) }, (_, index) => {
      const document = { uri: "DOC0001.XML", bytes: report(at + index), patientId, uniqueId: `1.2.250.1.999.7^${at + index}` };
      const archive = xdmOf([document]);
      bytes += archive.length;
      const text = { bytes: "Bonjour", mediaType: "text/plain" };
      return {
        head: headOf({ parts: [text, { bytes: archive, fileName: "IHE_XDM.zip" }, pdf], head: { uid: at + index + 1 } }),
        archive,
      };
    });
    const [started, usage] = [performance.now(), process.cpuUsage()];
    const read = await Promise.all(
      batch.map(({ head, archive }) =>
        receive(
          head,
          "boite",
          "1",
          new Map([
            ["1", Buffer.from("Bonjour")],
            ["2", archive],
          ]),
          deps,
        ),
      ),
    );
    const { user, system } = process.cpuUsage(usage);
    cpu += (user + system) / 1000;
    const ms = performance.now() - started;
    wall += ms;
    longest.ms = Math.max(longest.ms, ms);
    for (const { documents } of read) {
      const [document] = documents;
      if (documents.length !== 1 || document?.alerts?.outside !== "yes" || document.attachment?.part !== "3") wrong += 1;
      if (document?.quarantine !== null) quarantined += 1;
    }
  }
  await store.close();
  const memory = process.resourceUsage().maxRSS / 1024;
  console.log(
    `inbox-read: ${count} messages, ${(bytes / 1e6).toFixed(0)} MB of archives, in ${cpu.toFixed(0)} ms of processor (${wall.toFixed(0)} ms; ` +
      `${longest.ms.toFixed(0)} ms the slowest batch of ${BATCH}); limit ${LIMIT_MS} ms, ratio ${(cpu / LIMIT_MS).toFixed(2)}; peak ${memory.toFixed(0)} MB`,
  );
  if (wrong > 0 || quarantined > 0) throw new Error(`${wrong} messages read wrong, ${quarantined} in quarantine`);
  if (cpu > LIMIT_MS) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
