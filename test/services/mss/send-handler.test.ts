import { describe, expect, test } from "vitest";
import { type MssClient, MssFault, type SentRecipient } from "../../../src/gateways/mss/port.js";
import type { MessagePayload } from "../../../src/services/mss/payload.js";
import { sendHandler } from "../../../src/services/mss/send-handler.js";
import { attempt } from "../../../src/services/outbox/attempt.js";
import { type TestCabinet, testCabinet } from "../support/cabinet.js";

const FROM = "m@x.mssante.fr";
const TO = ["a@x.mssante.fr", "b@x.mssante.fr"];
const NEVER = new AbortController().signal;

/** What the operator answers at each departure: per recipient, or a fault once the data has left or before. */
type Answer = Readonly<Record<string, string>> | { readonly fault: "uncertain" | "before" };

/** The operator by its port: the protocol is tried for real by the e2e tests, here only what cannot be provoked there at will. */
async function messageOf(answers: readonly Answer[]) {
  const departures: { readonly recipients: readonly string[]; readonly bytes: string }[] = [];
  const sentFolder = new Set<string>();
  const fault = (uncertain: boolean) =>
    new MssFault({
      ...{ kind: "unreachable", code: "mss.network.reset", message: "Coupé.", retry: "later" },
      uncertain,
      serviceCode: "x",
    });
  const client: MssClient = {
    address: FROM,
    submission: async () => ({ maxSize: null, dsn: true }),
    async send({ recipients, open }, leaving): Promise<readonly SentRecipient[]> {
      const answer = answers[departures.length] ?? {};
      if ("fault" in answer && answer.fault === "before") {
        departures.push({ recipients, bytes: "" });
        throw fault(false);
      }
      leaving();
      const chunks: Uint8Array[] = [];
      for await (const chunk of open()) chunks.push(chunk);
      departures.push({ recipients, bytes: Buffer.concat(chunks).toString() });
      if ("fault" in answer) throw fault(true);
      return recipients.map((address) => {
        const code = (answer as Readonly<Record<string, string>>)[address] ?? "250";
        return { address, accepted: code.startsWith("2"), code, response: "" };
      });
    },
    keepSent: async (id) => void sentFolder.add(id),
    isInSent: async (id) => sentFolder.has(id),
    reports: async (after) => ({ reports: [], requests: [], position: after ?? { uidValidity: "1", lastUid: 0 } }),
    close: async () => {},
  };
  const base = await testCabinet();
  const mailbox = { kind: "PER" as const, nil: "TEST", domains: [], software: "segur test" };
  const cabinet: TestCabinet = { ...base, mss: async () => client, mailbox: async () => mailbox };
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
  return { cabinet, go, departures, sentFolder, states };
}

describe("a message to several", () => {
  test("goes again, with the same bytes, to the one who was deferred and to nobody else", async () => {
    const { go, departures, sentFolder, states } = await messageOf([{ "b@x.mssante.fr": "451 4.2.2" }, {}]);
    expect(await go()).toMatchObject({ outcome: "queued", error: { code: "mss.recipient_deferred" }, stop: false });
    expect([await states(), [...sentFolder]]).toEqual([[["accepted", null]], []]);
    expect(await go()).toMatchObject({ outcome: "done" });
    expect(departures.map(({ recipients }) => recipients)).toEqual([TO, ["b@x.mssante.fr"]]);
    expect(new Set(departures.map(({ bytes }) => bytes))).toEqual(new Set(["bytes of the message"]));
    expect([await states(), [...sentFolder]]).toEqual([
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
