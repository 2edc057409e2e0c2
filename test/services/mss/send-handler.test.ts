import { describe, expect, test } from "vitest";
import { keepMissingCopies } from "../../../src/services/mss/sent-copies.js";
import type { TestCabinet } from "../support/cabinet.js";
import { messageOf, NEVER, TO } from "./message-of.js";

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
