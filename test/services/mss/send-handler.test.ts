import { describe, expect, test } from "vitest";
import { type MssClient, MssFault, type SentRecipient } from "../../../src/gateways/mss/port.js";
import { replyFault } from "../../../src/gateways/mss/smtp-faults.js";
import type { MessagePayload } from "../../../src/services/mss/payload.js";
import { sendHandler } from "../../../src/services/mss/send-handler.js";
import { keepMissingCopies } from "../../../src/services/mss/sent-copies.js";
import { listStatus } from "../../../src/services/mss/status.js";
import { attempt } from "../../../src/services/outbox/attempt.js";
import { type TestCabinet, testCabinet } from "../support/cabinet.js";

const FROM = "m@x.mssante.fr";
const TO = ["a@x.mssante.fr", "b@x.mssante.fr"];
const NEVER = new AbortController().signal;

/** What the operator answers at each departure: per recipient, or a fault once the data has left or before. */
type Answer = Readonly<Record<string, string>> | { readonly fault: "uncertain" | "before" | "busy" };

/** The operator by its port: the protocol is tried for real by the e2e tests, here only what cannot be provoked there at will. */
async function messageOf(answers: readonly Answer[]) {
  const departures: { readonly recipients: readonly string[]; readonly bytes: string; readonly envelopeId: string }[] = [];
  const sentFolder: string[] = [];
  const mailbox = { isDown: false };
  const time = { now: new Date() };
  const fault = (uncertain: boolean) =>
    new MssFault({
      ...{ kind: "unreachable", code: "mss.network.reset", message: "Coupé.", retry: "later" },
      uncertain,
      serviceCode: "x",
    });
  const client: MssClient = {
    address: FROM,
    submission: async () => ({ maxSize: null, dsn: true }),
    async send({ recipients, open, envelopeId }, leaving): Promise<readonly SentRecipient[]> {
      const answer = answers[departures.length] ?? {};
      if ("fault" in answer && answer.fault !== "uncertain") {
        departures.push({ recipients, bytes: "", envelopeId });
        throw answer.fault === "busy" ? replyFault("421 4.3.2 closing") : fault(false);
      }
      const codes = recipients.map((address) => (answer as Readonly<Record<string, string>>)[address] ?? "250");
      const told = recipients.map((address, at) => {
        const code = codes[at] ?? "";
        return { address, accepted: code.startsWith("2"), code, response: "" };
      });
      // As the gateway does: without anybody to take it no data leaves, and each has its answer.
      if (told.every(({ accepted }) => !accepted)) {
        departures.push({ recipients, bytes: "", envelopeId });
        throw replyFault(codes.find((code) => code.startsWith("4")) ?? codes[0] ?? "", told);
      }
      leaving();
      const chunks: Uint8Array[] = [];
      for await (const chunk of open()) chunks.push(chunk);
      departures.push({ recipients, bytes: Buffer.concat(chunks).toString(), envelopeId });
      if ("fault" in answer) throw fault(true);
      return told;
    },
    async keepSent(id) {
      if (mailbox.isDown) throw fault(false);
      if (!sentFolder.includes(id)) sentFolder.push(id);
    },
    isInSent: async (id) => sentFolder.includes(id),
    reports: async (after) => ({ reports: [], requests: [], position: after ?? { uidValidity: "1", lastUid: 0 } }),
    close: async () => {},
  };
  const base = await testCabinet();
  const settings = { kind: "PER" as const, nil: "TEST", domains: [], software: "segur test" };
  const clock = { ...base.clock, now: () => time.now };
  const cabinet: TestCabinet = { ...base, clock, mss: async () => client, mailbox: async () => settings };
  const { id: content, size } = await cabinet.contents.write([Buffer.from("bytes of the message")]);
  const payload: MessagePayload = {
    ...{ version: 1, audience: "professional", from: FROM, recipients: TO.map((address) => ({ address, name: null })), size },
    ...{ subject: "s", envelopeId: "e1", readReceipt: false, types: [], replaces: null },
  };
  await cabinet.outbox.add({
    ...{ kind: "mss.send", key: "<1@x>", patientId: null, documents: [], payload, contents: [content] },
    ...{ createdAt: new Date().toISOString(), createdBy: "U1" },
  });
  const go = (forceResend = false) => attempt(cabinet, { "mss.send": sendHandler(cabinet, { forceResend }) }, "O1", NEVER);
  const states = async () => (await cabinet.fates.of("O1")).map(({ state, code }) => [state, code]);
  const status = async () => (await listStatus(cabinet, { id: "O1", pending: false, failed: false, limit: 1 }))[0];
  const requeue = () => cabinet.outbox.requeue("O1", time.now.toISOString());
  const days = (count: number) => {
    time.now = new Date(time.now.getTime() + count * 86_400_000);
  };
  return { cabinet, client, go, departures, sentFolder, states, status, mailbox, requeue, days };
}

describe("a message to several", () => {
  test("goes again, with the same bytes, to the one who was deferred and to nobody else", async () => {
    const { go, departures, sentFolder, states } = await messageOf([{ "b@x.mssante.fr": "451 4.2.2" }, {}]);
    expect(await go()).toMatchObject({ outcome: "queued", error: { code: "mss.recipient_deferred" }, stop: false });
    expect([await states(), sentFolder]).toEqual([[["accepted", null]], []]);
    expect(await go()).toMatchObject({ outcome: "done" });
    // The same bytes under the same ENVID: a report of either attempt is one of this line.
    expect(departures.map(({ envelopeId }) => envelopeId)).toEqual(["e1", "e1"]);
    expect(departures.map(({ recipients }) => recipients)).toEqual([TO, ["b@x.mssante.fr"]]);
    expect(new Set(departures.map(({ bytes }) => bytes))).toEqual(new Set(["bytes of the message"]));
    expect([await states(), sentFolder]).toEqual([
      [
        ["accepted", null],
        ["accepted", null],
      ],
      ["<1@x>"],
    ]);
  });

  test("is done when one is refused for good, whose cause is kept", async () => {
    const { cabinet, go, departures, states } = await messageOf([{ "b@x.mssante.fr": "550 5.1.1" }]);
    expect(await go()).toMatchObject({ outcome: "done", delivery: { result: { accepted: 1, refused: 1, sentCopy: true } } });
    expect(await states()).toEqual([
      ["accepted", null],
      ["failed", "5.1.1"],
    ]);
    expect(await go()).toMatchObject({ outcome: "held" });
    expect(departures).toHaveLength(1);
    const kinds = (await cabinet.traces.list({ limit: 99 })).map(({ kind, code }) => [kind, code]);
    expect(kinds).toEqual(
      expect.arrayContaining([
        ["mss.sent", "250"],
        ["mss.failed", "5.1.1"],
      ]),
    );
  });
});

describe("a message that nobody is let have", () => {
  const REFUSED = { "a@x.mssante.fr": "550 5.1.1", "b@x.mssante.fr": "550 5.2.1" };

  test("tells each why, with the rule, and keeps no copy", async () => {
    const { go, status, sentFolder, cabinet } = await messageOf([REFUSED]);
    expect(await go()).toMatchObject({ outcome: "refused", error: { code: "mss.smtp.550" } });
    expect(await status()).toMatchObject({
      state: "failed",
      sentCopy: null,
      recipients: [
        { state: "failed", code: "5.1.1", cause: expect.stringContaining("n'existe pas"), rule: "RFC 3463 §3.2 (5.1.1)" },
        { state: "failed", code: "5.2.1", cause: expect.stringContaining("fermée"), rule: "RFC 3463 §3.3 (5.2.1)" },
      ],
    });
    expect(sentFolder).toEqual([]);
    const kinds = (await cabinet.traces.list({ limit: 99 })).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "mss.failed")).toHaveLength(2);
  });

  test("leaves again for all of them when a person says so, and not before", async () => {
    const { go, requeue, departures, states } = await messageOf([REFUSED, {}]);
    await go();
    expect(await go()).toMatchObject({ outcome: "held" });
    expect(await requeue()).toBe(true);
    expect(await go()).toMatchObject({ outcome: "done", delivery: { result: { accepted: 2, refused: 0 } } });
    expect(departures.map(({ recipients }) => recipients)).toEqual([TO, TO]);
    expect(await states()).toEqual([
      ["accepted", null],
      ["accepted", null],
    ]);
  });

  test("refused to one and deferred for the other: only the other is asked again", async () => {
    const mixed = { "a@x.mssante.fr": "550 5.1.1", "b@x.mssante.fr": "451 4.7.1" };
    const { go, departures } = await messageOf([mixed, {}]);
    expect(await go()).toMatchObject({ outcome: "queued", error: { code: "mss.recipient_deferred" } });
    expect(await go()).toMatchObject({ outcome: "done", delivery: { result: { accepted: 1, refused: 1 } } });
    expect(departures.map(({ recipients }) => recipients)).toEqual([TO, ["b@x.mssante.fr"]]);
  });
});

describe("« later »", () => {
  const LATER = { "b@x.mssante.fr": "452 4.2.2" };

  test("ends after five days, by a failure with its cause and its rule; who has it keeps it", async () => {
    const { go, days, states, status, departures } = await messageOf([LATER, LATER, LATER]);
    await go();
    const said = await status();
    expect(said).toMatchObject({ giveUpAt: expect.any(String), nextTryAt: expect.any(String) });
    days(4.9);
    expect(await go()).toMatchObject({ outcome: "queued" });
    expect((await status())?.giveUpAt).toBe(said?.giveUpAt);
    days(0.2);
    expect(await go()).toMatchObject({ outcome: "done", delivery: { result: { accepted: 1, refused: 1 } } });
    expect(await states()).toEqual([
      ["accepted", null],
      ["failed", "4.2.2"],
    ]);
    expect((await status())?.recipients[1]).toMatchObject({
      cause: expect.stringMatching(/5 jours.*pleine/),
      rule: "RFC 5321 §4.5.4.1, RFC 3463 §3.3 (4.2.2)",
    });
    expect(departures).toHaveLength(3);
  });

  test("counts from the first time that the operator said it: a network that was down is no deferral, nor hides one", async () => {
    const { go, days } = await messageOf([{ fault: "before" }, LATER, { fault: "before" }, { fault: "busy" }, LATER]);
    await go();
    days(30);
    expect(await go()).toMatchObject({ outcome: "queued", error: { code: "mss.recipient_deferred" } });
    days(3);
    expect(await go()).toMatchObject({ outcome: "queued", error: { code: "mss.network.reset" } });
    expect(await go()).toMatchObject({ outcome: "queued", error: { code: "mss.smtp.421" }, stop: true });
    days(3);
    expect(await go()).toMatchObject({ outcome: "done" });
  });

  test("to everybody, for five days: the message is refused, and a person may start again", async () => {
    const all = { "a@x.mssante.fr": "451 4.7.1", "b@x.mssante.fr": "452 4.2.2" };
    const { go, days, requeue, status, sentFolder } = await messageOf([all, all, all]);
    await go();
    days(5);
    expect(await go()).toMatchObject({ outcome: "refused", error: { code: "mss.gave_up", rule: "RFC 5321 §4.5.4.1" } });
    expect((await status())?.recipients.map(({ state }) => state)).toEqual(["failed", "failed"]);
    expect(sentFolder).toEqual([]);
    await requeue();
    expect(await go()).toMatchObject({ outcome: "queued" });
  });
});

describe("the copy in Sent", () => {
  test("that failed is told, tried again by whoever opens the mailbox, and never a reason to send again", async () => {
    const { cabinet, go, departures, sentFolder, status, mailbox } = await messageOf([{}]);
    mailbox.isDown = true;
    expect(await go()).toMatchObject({ outcome: "uncertain", error: { code: "mss.sent_copy_missing" }, stop: false });
    expect(await status()).toMatchObject({ state: "accepted", sentCopy: false, recipients: [{ cause: null }, { cause: null }] });
    // It has left: it can neither be cancelled nor forced out again.
    expect(await cabinet.outbox.cancel("O1", new Date().toISOString())).toBe(false);
    expect(await go(true)).toMatchObject({ outcome: "uncertain" });
    expect(await keepMissingCopies(cabinet, NEVER)).toEqual({ kept: [], missing: ["O1"] });
    mailbox.isDown = false;
    expect(await keepMissingCopies(cabinet, NEVER)).toEqual({ kept: ["O1"], missing: [] });
    expect(await status()).toMatchObject({ state: "accepted", sentCopy: true });
    expect(await keepMissingCopies(cabinet, NEVER)).toEqual({ kept: [], missing: [] });
    expect([departures.length, sentFolder]).toEqual([1, ["<1@x>"]]);
  });

  test("of another mailbox is left to it", async () => {
    const { cabinet, client, go, mailbox } = await messageOf([{}]);
    mailbox.isDown = true;
    await go();
    const other: TestCabinet = { ...cabinet, mss: async () => ({ ...client, address: "other@x.mssante.fr" }) };
    expect(await keepMissingCopies(other, NEVER)).toEqual({ kept: [], missing: [] });
    expect(await cabinet.outbox.get("O1")).toMatchObject({ lastError: { code: "mss.sent_copy_missing" } });
  });
});

describe("an answer that was lost", () => {
  test("after the data: it is never sent again but by a person", async () => {
    const { go, departures } = await messageOf([{ fault: "uncertain" }, {}]);
    expect(await go()).toMatchObject({ outcome: "uncertain" });
    expect(await go()).toMatchObject({ outcome: "uncertain", error: { code: "mss.unconfirmed" } });
    expect(departures).toHaveLength(1);
    expect(await go(true)).toMatchObject({ outcome: "done" });
    expect(departures).toHaveLength(2);
  });

  test("after the data, and a report tells that one has it: it goes to nobody twice", async () => {
    const { cabinet, go, departures } = await messageOf([{ fault: "uncertain" }]);
    await go();
    const at = new Date().toISOString();
    await cabinet.fates.record(
      "O1",
      TO.map((address) => ({ address, state: "delivered" as const, code: "2.0.0", cause: null, at })),
    );
    expect(await go()).toMatchObject({ outcome: "done", delivery: { code: "confirmed" } });
    expect(departures).toHaveLength(1);
  });

  test("before the data: it goes again by itself", async () => {
    const { go, departures } = await messageOf([{ fault: "before" }, {}]);
    expect(await go()).toMatchObject({ outcome: "queued" });
    expect(await go()).toMatchObject({ outcome: "done" });
    expect(departures).toHaveLength(2);
  });

  test("by a process that died before the first byte: it goes again by itself", async () => {
    const { cabinet, go } = await messageOf([{}]);
    const dead = { host: "elsewhere", pid: 1, isAlive: () => false };
    await cabinet.outbox.claim("O1", dead, { now: "2026-01-01T00:00:00.000Z", leaseUntil: "2026-01-01T00:00:01.000Z" });
    expect(await go()).toMatchObject({ outcome: "done", delivery: { code: "accepted" } });
  });
});
