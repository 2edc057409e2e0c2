// A list of 50 and its figures among 20,000 messages, with each filter, in one process: node bench/run.mjs inbox-list [messages].
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InboxQuery } from "../src/store/inbox.port.js";
import { openStore } from "../src/store/open.js";
import { received, receivedDocument, URGENT } from "../test/support/inbox.js";

const total = Number(process.argv[2] ?? 20_000);
const folder = mkdtempSync(join(tmpdir(), "segur-inbox-"));
const path = join(folder, "cabinet.db");
const key = Buffer.alloc(32, 7);
const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

async function timed<T>(work: () => Promise<T>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

try {
  const store = openStore(path, { create: true, key });
  const keeps: number[] = [];
  const text = "Veuillez trouver les résultats en pièce jointe.\n".repeat(40);
  for (let from = 1; from <= total; from += 100) {
    const batch = Array.from({ length: Math.min(100, total - from + 1) }, (_, index) => {
      const uid = from + index;
      const alerts = uid % 50 === 0 ? { alerts: URGENT } : {};
      const seen = uid % 3 !== 0;
      return received(uid, { text, seen, documents: [receivedDocument({ uniqueId: `2.25.${uid}`, ...alerts })] });
    });
    const position = { mailbox: "a@b", uidValidity: "1", lastUid: from, modseq: null };
    keeps.push(await timed(() => store.inbox.keep(batch, position)));
  }
  await store.close();

  const again = openStore(path, { key });
  const { inbox } = again;
  const cases = {
    "no filter": {},
    unread: { unread: true },
    "urgent, not resolved": { alert: "urgent", unresolved: true },
    "all are new": { states: ["new"] },
    "nothing is filed": { states: ["filed"] },
    "a type that all have": { typeCode: "11502-2" },
    "text that nothing has": { text: "introuvable" },
    "sender that nobody is, since": { from: "personne", since: "2026-11-02T00:00:00.000Z" },
    "by patient": { sort: "patient" },
    "by type, unread": { sort: "type", unread: true },
    "by type, nothing": { sort: "type", text: "introuvable" },
  } as const;
  console.log(`keep 100: median ${median(keeps).toFixed(1)} ms, ${total} messages`);
  for (const [name, query] of Object.entries(cases)) {
    const first = await timed(() => inbox.list({ limit: 50, ...query }));
    const chosen: Omit<InboxQuery, "limit"> = query;
    const firstCounts = await timed(() => inbox.counts(chosen));
    const lists: number[] = [];
    const counts: number[] = [];
    for (let run = 0; run < 7; run++) {
      lists.push(await timed(() => inbox.list({ limit: 50, ...query })));
      counts.push(await timed(() => inbox.counts(chosen)));
    }
    const figures = [first, median(lists), firstCounts, median(counts)].map((ms) => ms.toFixed(1));
    console.log(`${name}: list ${figures[1]} ms (first ${figures[0]}), counts ${figures[3]} ms (first ${figures[2]})`);
  }
  await again.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
