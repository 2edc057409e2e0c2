import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InboxReader } from "../../../src/gateways/mss/inbox.port.js";
import { SeededRandom } from "../../../src/sandbox/random.js";
import { type SyncEvent, type SyncOptions, syncInboxes } from "../../../src/services/inbox/sync.js";
import { watchInboxes } from "../../../src/services/inbox/watch.js";
import type { Received } from "../../../src/store/inbox.port.js";
import { type TestClientOptions, testReader } from "../../gateways/mss/support/client.js";
import { startLine } from "../../gateways/mss/support/line.js";
import { mailPki } from "../../gateways/mss/support/pki.js";
import { bundle } from "../../store/bundle.js";
import { type Dovecot, hasDovecot, startDovecot } from "../../support/dovecot.js";
import { deliveryReport, messageOfRank } from "../../support/mail-messages.js";
import { type TestCabinet, testCabinet } from "../support/cabinet.js";

const REASON = "dovecot-imapd and dovecot-lmtpd are not installed";
if (process.env.CI && !hasDovecot) throw new Error(`${REASON}: the integration suite runs in CI always`);

let boxes = 0;
const newBox = () => `synchro${++boxes}.${process.pid}@medecin.mssante.fr`;
const ranks = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

const MAILBOX = { kind: "PER", nil: null, domains: [], software: "segur test" } as const;

/** A cabinet that reads these mailboxes. */
async function cabinetOf(readers: readonly InboxReader[], rest: Partial<TestCabinet> = {}): Promise<TestCabinet> {
  return { ...(await testCabinet()), inboxes: async () => readers, mailbox: async () => MAILBOX, ...rest };
}

async function synchronise(cabinet: TestCabinet, options: Partial<SyncOptions> = {}) {
  const events: SyncEvent[] = [];
  for await (const event of syncInboxes(cabinet, { signal: new AbortController().signal, ...options })) events.push(event);
  return events.flatMap((event) => (event.type === "done" ? [event.totals] : []));
}

async function messages({ inbox }: TestCabinet): Promise<readonly Received[]> {
  const all: Received[] = [];
  for (let after: string | undefined; ; ) {
    const { items, next } = await inbox.list({ reports: true, limit: 200, after });
    all.push(...items);
    if (next === null) return all.sort((a, b) => a.place.uid - b.place.uid);
    after = next;
  }
}

/** Each once, with its document. */
function expectWhole(kept: readonly Received[], last: number): void {
  expect(kept.map(({ messageId }) => messageId).sort()).toEqual(
    ranks(last)
      .map((rank) => `<${rank}@cardio.mssante.fr>`)
      .sort(),
  );
  expect(kept.filter(({ documents, problem }) => documents.length !== 1 || problem !== null)).toEqual([]);
}

describe.skipIf(!hasDovecot)(`synchronising mailboxes of Dovecot${hasDovecot ? "" : ` (${REASON})`}`, () => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    const { server } = mailPki();
    dovecot = await startDovecot({ certificate: server.chain, key: server.key });
  });
  afterAll(() => dovecot?.stop());

  const readerOf = (address: string, options: TestClientOptions = {}) =>
    testReader({
      address,
      imap: { port: dovecot.imapPort },
      authentication: { kind: "token", token: async () => dovecot.token(address) },
      ...options,
    });

  it("brings what came, then what changed, then nothing", async () => {
    const box = newBox();
    const folder = join(dovecot.seed(box, [...ranks(2).map((rank) => messageOfRank(rank)), "Subject: =?x?\r\n\r\n"]), "cur");
    const cabinet = await cabinetOf([readerOf(box)]);
    expect(await synchronise(cabinet)).toMatchObject([{ messages: 3, documents: 2, unreadable: 1, gone: 0 }]);
    const [first, , third] = await messages(cabinet);
    expect(first).toMatchObject({ subject: "XDM/1.0/DDM+CR 1", sender: "professional", seen: false, kind: "documents" });
    expect(first?.documents).toMatchObject([{ uniqueId: "1.2.250.1.999.7^1", state: "new", quarantine: null }]);
    expect(third).toMatchObject({ kind: "unreadable", problem: { code: "inbox.no_sender" }, documents: [] });

    expect(await synchronise(cabinet)).toMatchObject([{ messages: 0, gone: 0, reread: 0 }]);
    const files = readdirSync(folder).sort();
    renameSync(join(folder, files[0] ?? ""), join(folder, `${files[0]}S`));
    rmSync(join(folder, files[1] ?? ""));
    dovecot.seed(box, [messageOfRank(4)], { from: 9 });
    expect(await synchronise(cabinet)).toMatchObject([{ messages: 1, documents: 1, gone: 1 }]);
    expect((await messages(cabinet)).map(({ seen, gone }) => [seen, gone])).toEqual([
      [true, false],
      [false, true],
      [false, false],
      [false, false],
    ]);
    const traces = await cabinet.traces.list({ limit: 10 });
    expect(traces.filter(({ kind }) => kind === "inbox.received").map(({ data }) => data)).toEqual([
      { messages: 3, documents: 2, unreadable: 1 },
      { messages: 1, documents: 1, unreadable: 0 },
    ]);
    // From the first message again: nothing is doubled, what was missed would be found.
    expect(await synchronise(cabinet, { full: true })).toMatchObject([{ messages: 0, gone: 0 }]);
  });

  it("doubles nothing when the folder is made anew, and says what is no longer there", async () => {
    const box = newBox();
    const folder = dovecot.seed(
      box,
      ranks(5).map((rank) => messageOfRank(rank)),
    );
    const cabinet = await cabinetOf([readerOf(box)]);
    await synchronise(cabinet);
    const before = await cabinet.inbox.position(box);
    // Without its own files, Dovecot numbers the folder anew, in the UIDVALIDITY of another second.
    await pause(1_100);
    for (const name of readdirSync(folder)) if (name.startsWith("dovecot")) rmSync(join(folder, name), { recursive: true });
    rmSync(join(folder, "cur", readdirSync(join(folder, "cur")).sort()[0] ?? ""));
    const again = readerOf(box);
    expect(await synchronise({ ...cabinet, inboxes: async () => [again] })).toMatchObject([{ messages: 0, documents: 0 }]);
    expect((await cabinet.inbox.position(box))?.uidValidity).not.toBe(before?.uidValidity);
    const kept = await messages(cabinet);
    expectWhole(kept, 5);
    expect(kept.filter(({ gone }) => gone).map(({ messageId }) => messageId)).toEqual(["<1@cardio.mssante.fr>"]);
  });

  it("notes what reports say of our messages and the receipts that are asked, and takes the position of the follow-up along", async () => {
    const box = newBox();
    const asks = messageOfRank(2, ["Disposition-Notification-To: dr@cardio.mssante.fr"]);
    dovecot.seed(
      box,
      ["ENV-1", "ENV-2", "ENV-3"].map((id) => deliveryReport(id, "dr@cardio.mssante.fr")),
    );
    dovecot.seed(box, [asks], { from: 9 });
    const cabinet = await cabinetOf([readerOf(box)]);
    const recipients = [{ address: "dr@cardio.mssante.fr", name: null }];
    const { id: content } = await cabinet.contents.write([Buffer.from("message")]);
    // The first line is of another version, and cannot be read: what comes after is, all the same.
    for (const [rank, version] of [9, 1].entries()) {
      await cabinet.outbox.add({
        ...{ kind: "mss.send", key: `<k${rank}@x.mssante.fr>`, patientId: null, documents: [], contents: [content] },
        payload: {
          ...{
            version,
            audience: "professional",
            from: box,
            recipients,
            subject: "Bonjour",
            envelopeId: `ENV-${rank + 1}`,
            size: 7,
          },
          ...{ readReceipt: false, types: [], replaces: null },
        },
        ...{ createdAt: "2026-11-25T08:00:00.000Z", createdBy: "U1" },
      });
    }
    expect(await synchronise(cabinet)).toMatchObject([{ messages: 1, documents: 1, reports: 3, requests: 1 }]);
    expect(await cabinet.fates.of("O1")).toEqual([]);
    expect(await cabinet.fates.of("O2")).toMatchObject([{ state: "failed", code: "5.1.1" }]);
    expect(await cabinet.receipts.list({ mailbox: box, waiting: true, limit: 9 })).toMatchObject([{ mailbox: box }]);
    expect(await cabinet.mailboxPositions.of(box)).toMatchObject({ lastUid: 4 });
    const kept = await messages(cabinet);
    expect(kept.map(({ kind }) => kind)).toEqual(["report", "report", "report", "documents"]);
    // Shown, each names the message that it is about.
    const about = kept.map(({ reportOf }) => (reportOf === undefined ? null : cabinet.fates.find(reportOf)));
    expect(new Set(await Promise.all(about))).toEqual(new Set(["O1", "O2", null]));
  });

  it("reads several mailboxes, and the others when one is closed to us", async () => {
    const [mine, ours, closed] = [newBox(), newBox(), newBox()];
    dovecot.seed(mine, [messageOfRank(1)]);
    dovecot.seed(ours, [messageOfRank(1), messageOfRank(2)]);
    const refused = readerOf(closed, { authentication: { kind: "token", token: async () => dovecot.token(mine) } });
    const cabinet = await cabinetOf([readerOf(mine), refused, readerOf(ours)]);
    const events: SyncEvent[] = [];
    for await (const event of syncInboxes(cabinet, { signal: new AbortController().signal })) events.push(event);
    expect(events.filter(({ type }) => type !== "batch")).toMatchObject([
      { type: "done", mailbox: mine, totals: { messages: 1 } },
      { type: "failed", mailbox: closed, error: { code: "mss.auth.refused" } },
      { type: "done", mailbox: ours, totals: { messages: 2 } },
    ]);
    await expect(synchronise(cabinet, { mailbox: closed.toUpperCase() })).rejects.toMatchObject({ kind: "auth" });
    await expect(synchronise(cabinet, { mailbox: "autre@x.fr" })).rejects.toMatchObject({ code: "inbox.mailbox_unknown" });
  });

  it("keeps what this machine could not read, and reads it again the next time", async () => {
    const box = newBox();
    dovecot.seed(
      box,
      ranks(3).map((rank) => messageOfRank(rank)),
    );
    const base = await testCabinet();
    let broken = 2;
    const contents: TestCabinet["contents"] = {
      ...base.contents,
      async write(source) {
        if (--broken === 0) throw new RangeError("Array buffer allocation failed");
        return base.contents.write(source);
      },
    };
    const cabinet: TestCabinet = { ...base, contents, inboxes: async () => [readerOf(box)], mailbox: async () => MAILBOX };
    expect(await synchronise(cabinet)).toMatchObject([{ messages: 3, documents: 2, unreadable: 1 }]);
    expect((await messages(cabinet)).filter(({ problem }) => problem !== null)).toMatchObject([
      { kind: "unreadable", problem: { technical: true } },
    ]);
    expect(await synchronise(cabinet)).toMatchObject([{ messages: 0, reread: 1 }]);
    expectWhole(await messages(cabinet), 3);
  });

  it("stops on a full disk before the position moves, and loses nothing", async () => {
    const box = newBox();
    dovecot.seed(
      box,
      ranks(3).map((rank) => messageOfRank(rank)),
    );
    const base = await testCabinet();
    let full = true;
    const { SegurError } = await import("../../../src/domain/errors.js");
    const contents: TestCabinet["contents"] = {
      ...base.contents,
      write: async (source) => {
        if (full) throw new SegurError({ kind: "storage", code: "storage.full", message: "Le disque est plein." });
        return base.contents.write(source);
      },
    };
    const cabinet: TestCabinet = { ...base, contents, inboxes: async () => [readerOf(box)], mailbox: async () => MAILBOX };
    await expect(synchronise(cabinet)).rejects.toMatchObject({ kind: "storage", code: "storage.full" });
    expect([await messages(cabinet), await cabinet.inbox.position(box)]).toEqual([[], null]);
    full = false;
    await synchronise(cabinet);
    expectWhole(await messages(cabinet), 3);
  });

  it("loses and doubles nothing when the line is cut twenty times", { timeout: 120_000 }, async () => {
    const box = newBox();
    const random = new SeededRandom(6, 0xb);
    dovecot.seed(
      box,
      ranks(300).map((rank) => messageOfRank(rank)),
    );
    const line = await startLine(dovecot.imapPort);
    const cabinet = await cabinetOf([readerOf(box, { imap: { port: line.port } })]);
    let cuts = 0;
    const again = () => {
      cuts += 1;
      if (cuts < 20) line.cutAfter(random.between(9_000, 60_000), again);
    };
    line.cutAfter(random.between(6_000, 30_000), again);
    await synchronise(cabinet);
    expect(cuts).toBe(20);
    expectWhole(await messages(cabinet), 300);
  });

  it("loses and doubles nothing when it is killed, and when two go at once", { timeout: 180_000 }, async () => {
    const box = newBox();
    const random = new SeededRandom(6, 0xc);
    dovecot.seed(
      box,
      ranks(600).map((rank) => messageOfRank(rank)),
    );
    const cabinet = await cabinetOf([]);
    const { ca, crl } = mailPki();
    const token = dovecot.token(box, { exp: Math.floor(Date.now() / 1000) + 600 });
    const told = JSON.stringify({ path: cabinet.path, port: dovecot.imapPort, token, ca, crl, address: box });
    const program = await bundle("../services/inbox/sync-process");
    const start = () => {
      const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] });
      child.stdin.end(told);
      return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](), exit: once(child, "exit") };
    };
    for (let kill = 0; kill < 4; kill += 1) {
      const { child, lines, exit } = start();
      expect((await lines.next()).value).toBe("batch");
      await pause(random.between(0, 120));
      child.kill("SIGKILL");
      await exit;
    }
    const kept = await messages(cabinet);
    expect(kept.length).toBeGreaterThanOrEqual(400);
    for (const { exit } of [start(), start()]) expect((await exit)[0]).toBe(0);
    expectWhole(await messages(cabinet), 600);
  });

  it("watches: a message that comes is kept at once, a server that leaves is told once, and the signal ends it", {
    timeout: 60_000,
  }, async () => {
    const box = newBox();
    dovecot.seed(box, [messageOfRank(1)]);
    const line = await startLine(dovecot.imapPort);
    const reader = readerOf(box, { imap: { port: line.port } });
    const cabinet = await cabinetOf([reader]);
    const clock = { ...cabinet.clock, sleep: (_: number, signal?: AbortSignal) => cabinet.clock.sleep(200, signal) };
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const event of watchInboxes({ ...cabinet, clock }, { signal: stop.signal })) {
      if (event.type === "batch") seen.push(...event.added.map(({ messageId }) => messageId ?? ""));
      else seen.push(event.type);
      if (seen.length === 2) dovecot.seed(box, [messageOfRank(2)], { from: 2 });
      if (seen.length === 4) {
        const always = () => line.cutAfter(0, always);
        always();
        line.cut();
      }
      if (event.type === "failed") {
        dovecot.seed(box, [messageOfRank(3)], { from: 3 });
        line.cutAfter(Number.POSITIVE_INFINITY);
      }
      if (seen.length === 7) stop.abort();
    }
    const [one, two, three] = ranks(3).map((rank) => `<${rank}@cardio.mssante.fr>`);
    expect(seen).toEqual([one, "done", two, "done", "failed", three, "done"]);
  });
});
