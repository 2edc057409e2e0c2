import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prevails, RECIPIENT_STATES, type RecipientFate } from "../../src/domain/message/send.js";
import { MIGRATIONS } from "../../src/store/migrations/index.js";
import type { NewOutboxItem } from "../../src/store/outbox.port.js";
import { NOW, tempStore, trace } from "./support.js";

const item = (key: string, payload: unknown, kind: NewOutboxItem["kind"] = "mss.send"): NewOutboxItem => ({
  ...{ kind, key, payload, patientId: null, documents: [], contents: [], createdAt: NOW, createdBy: "U1" },
});
const fate = (address: string, rest: Partial<RecipientFate> = {}): RecipientFate => ({
  ...{ address, state: "accepted", code: "250", cause: null, at: NOW },
  ...rest,
});

test("migrations follow each other by their number", () => {
  const versions = MIGRATIONS.map(({ version }) => version);
  expect(versions).toEqual(versions.map((_, index) => index + 1));
});

describe("the fate of a message", () => {
  test("is kept with its traces only when it changes something, whatever the capitals of the address", async () => {
    const { outbox, fates, traces } = tempStore();
    await outbox.add(item("<m@x>", { envelopeId: "e1" }));
    const told = () => [trace({ kind: "mss.report" })];
    expect(await fates.record("O1", [fate("A@x.mssante.fr")], told)).toHaveLength(1);
    expect(await fates.record("O1", [fate("a@X.mssante.fr")], told)).toEqual([]);
    const failed = fate("a@x.mssante.fr", { state: "failed", code: "5.1.1", cause: "Cette boîte n'existe pas." });
    expect(await fates.record("O1", [failed], told)).toEqual([failed]);
    expect(await fates.of("O1")).toEqual([failed]);
    expect(await traces.list({ limit: 9 })).toHaveLength(2);
    expect(await fates.ofMany(["O1", "O9"])).toEqual(
      new Map([
        ["O1", [failed]],
        ["O9", []],
      ]),
    );
  });

  test("goes with the refusal when a person sends the line again, if nobody has it", async () => {
    const { outbox, fates } = tempStore();
    const machine = { host: "h", pid: 1, isAlive: () => true };
    const failed = fate("a@x.mssante.fr", { state: "failed", code: "5.1.1" });
    for (const [id, kept] of [
      ["O1", [failed]],
      ["O2", [failed, fate("b@x.mssante.fr", { code: null })]],
    ] as const) {
      await outbox.add(item(`<${id}@x>`, { envelopeId: id }));
      await outbox.claim(id, machine, { now: NOW, leaseUntil: "2099-01-01T00:00:00.000Z" });
      await fates.record(id, kept);
      await outbox.settle(id, machine, { state: "refused", at: NOW });
      expect(await outbox.requeue(id, NOW)).toBe(true);
    }
    expect(await fates.of("O1")).toEqual([]);
    expect(await fates.of("O2")).toHaveLength(2);
    // A line that is not refused keeps what is known of it.
    await fates.record("O1", [failed]);
    expect(await outbox.requeue("O1", NOW)).toBe(false);
    expect(await fates.of("O1")).toEqual([failed]);
  });

  test("is that of a line that exists", async () => {
    const { fates } = tempStore();
    await expect(fates.record("O1", [fate("a@x.mssante.fr")])).rejects.toThrow();
  });

  test("is the same in whatever order the reports come", async () => {
    const { outbox, fates } = tempStore();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...RECIPIENT_STATES), { minLength: 1, maxLength: 6 }), async (states) => {
        run += 1;
        const line = await outbox.add(item(`<${run}@x>`, { envelopeId: `e${run}` }));
        for (const state of states) await fates.record(line?.id ?? "", [fate("a@x.mssante.fr", { state })]);
        const [kept] = await fates.of(line?.id ?? "");
        expect(states.every((state) => kept !== undefined && !prevails({ state, cause: null }, kept))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test("of one who sends it back is no delivery, whatever the order; only who has read it undoes a failure", async () => {
    const { outbox, fates } = tempStore();
    await outbox.add(item("<1@x>", { envelopeId: "e1" }));
    const of = async () => (await fates.of("O1"))[0];
    const back = fate("a@x.mssante.fr", { state: "failed", code: "mes.closed", cause: "La messagerie est fermée." });
    await fates.record("O1", [fate("a@x.mssante.fr", { state: "delivered" })]);
    await fates.record("O1", [back]);
    expect(await of()).toEqual(back);
    await fates.record("O1", [fate("a@x.mssante.fr", { state: "delivered" })]);
    expect(await of()).toEqual(back);
    await fates.record("O1", [fate("a@x.mssante.fr", { state: "read" })]);
    await fates.record("O1", [back]);
    expect(await of()).toMatchObject({ state: "read" });
  });

  test("that explains wins over the same one that does not", async () => {
    const { outbox, fates } = tempStore();
    await outbox.add(item("<1@x>", { envelopeId: "e1" }));
    await fates.record("O1", [fate("a@x.mssante.fr", { state: "delivered" })]);
    const unfiled = fate("a@x.mssante.fr", { state: "delivered", code: "integration.902", cause: "Pas classé." });
    expect(await fates.record("O1", [unfiled])).toEqual([unfiled]);
    expect(await fates.record("O1", [unfiled])).toEqual([]);
  });

  test("is found by the ENVID, else by the Message-ID, and never under the identifier of a deposit", async () => {
    const { outbox, fates } = tempStore();
    await outbox.add(item("<1@x>", { envelopeId: "e1" }));
    await outbox.add(item("<2@x>", { envelopeId: "e2" }));
    await outbox.add(item("1.2.3", { envelopeId: "e3" }, "dmp.submit"));
    expect(await fates.find({ envelopeId: "e2", messageId: "<1@x>" })).toBe("O2");
    expect(await fates.find({ envelopeId: "unknown", messageId: "<1@x>" })).toBe("O1");
    expect(await fates.find({ envelopeId: "e3", messageId: "1.2.3" })).toBeNull();
    expect(await fates.find({ envelopeId: null, messageId: null })).toBeNull();
  });
});

describe("a receipt request", () => {
  test("is kept once, and answered once", async () => {
    const { receipts, traces } = tempStore();
    const asked = { mailbox: "a@x.mssante.fr", messageId: "<1@x>", data: { from: "b@x" }, at: NOW };
    expect(await receipts.add(asked)).toBe("A1");
    expect(await receipts.add({ ...asked, data: {} })).toBe("A1");
    expect(await receipts.list({ mailbox: "A@x.mssante.fr", waiting: true, limit: 9 })).toEqual([
      { ...asked, id: "A1", answer: null },
    ]);
    const told = [trace({ kind: "mss.receipt" })];
    expect(await receipts.answer("A1", "declined", NOW, told)).toBe(true);
    expect(await receipts.answer("A1", "sent", NOW, told)).toBe(false);
    expect(await receipts.answer("A2", "sent", NOW, told)).toBe(false);
    expect(await receipts.list({ mailbox: "A@x.mssante.fr", waiting: true, limit: 9 })).toEqual([]);
    expect(await receipts.list({ mailbox: "A@x.mssante.fr", waiting: false, limit: 9 })).toMatchObject([{ answer: "declined" }]);
    expect(await traces.list({ limit: 9 })).toHaveLength(1);
  });

  test("is of the mailbox that it came to, found by its number whatever came since, and open again with a line of the journal", async () => {
    const { receipts, traces } = tempStore();
    const asked = { messageId: "<1@x>", data: {}, at: NOW };
    await receipts.add({ ...asked, mailbox: "a@x.mssante.fr" });
    await receipts.add({ ...asked, mailbox: "b@x.mssante.fr" });
    const of = async (mailbox: string) => (await receipts.list({ mailbox, waiting: true, limit: 9 })).map(({ id }) => id);
    expect([await of("a@x.mssante.fr"), await of("b@x.mssante.fr"), await of("c@x.mssante.fr")]).toEqual([["A1"], ["A2"], []]);
    await receipts.answer("A1", "sent", NOW);
    expect(await receipts.get("A1")).toMatchObject({ mailbox: "a@x.mssante.fr", answer: "sent" });
    expect(await receipts.get("A3")).toBeNull();
    await receipts.reopen("A1", [trace({ kind: "mss.receipt" })]);
    expect([(await receipts.get("A1"))?.answer, await traces.list({ limit: 9 })]).toMatchObject([
      null,
      [{ kind: "mss.receipt" }],
    ]);
  });
});

test("a mailbox keeps how far it was read, in each of its lives", async () => {
  const { mailboxPositions: positions } = tempStore();
  expect(await positions.of("a@x.mssante.fr")).toBeNull();
  await positions.keep("A@x.mssante.fr", { uidValidity: "7", lastUid: 3 });
  await positions.keep("a@x.mssante.fr", { uidValidity: "8", lastUid: 1 });
  expect(await positions.of("a@X.mssante.fr")).toEqual({ uidValidity: "8", lastUid: 1 });
});
