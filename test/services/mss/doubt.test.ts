import { describe, expect, test } from "vitest";
import { readReports } from "../../../src/services/mss/follow.js";
import { sendHandler } from "../../../src/services/mss/send-handler.js";
import { retry } from "../../../src/services/outbox/retry.js";
import { MACHINE } from "../support/cabinet.js";
import { messageOf, NEVER } from "./message-of.js";

const [A, B] = ["a@x.mssante.fr", "b@x.mssante.fr"] as const;
const LOST = { fault: "uncertain" } as const;

describe("a message in doubt that a person sends again", () => {
  test.each([
    ["deferred", { [A]: "451 4.2.2", [B]: "451 4.2.2" }, "mss.refused_in_doubt"],
    ["refused", { [A]: "550 5.1.1", [B]: "550 5.1.1" }, "mss.refused_in_doubt"],
    ["cut before its data", { fault: "before" as const }, "mss.network.reset"],
  ])(
    "and that is %s stays in doubt: a report that comes late is read, and nothing leaves a third time",
    async (_, second, code) => {
      const { go, departures, dsn, states } = await messageOf([LOST, second]);
      await go();
      expect(await go(true)).toMatchObject({ outcome: "uncertain", error: { code } });
      expect(await states()).toEqual([]);
      expect(await go()).toMatchObject({ outcome: "uncertain", error: { code: "mss.unconfirmed" } });
      dsn(A, "delivered", "2.0.0");
      dsn(B, "delivered", "2.0.0");
      expect(await go(true)).toMatchObject({ outcome: "done", delivery: { code: "confirmed" } });
      expect(departures).toHaveLength(2);
    },
  );

  test("keeps what is taken, and doubts only of who is refused", async () => {
    const { go, states, dsn } = await messageOf([LOST, { [B]: "550 5.1.1" }]);
    await go();
    expect(await go(true)).toMatchObject({ outcome: "uncertain", error: { code: "mss.refused_in_doubt", kind: "decision" } });
    expect(await states()).toEqual([["accepted", null]]);
    dsn(B, "failed", "5.1.1");
    expect(await go()).toMatchObject({ outcome: "done" });
    expect(await states()).toEqual([
      ["accepted", null],
      ["failed", "5.1.1"],
    ]);
  });

  test("is in no doubt any more once everyone took it", async () => {
    const { cabinet, go } = await messageOf([LOST, {}]);
    await go();
    expect(await go(true)).toMatchObject({ outcome: "done" });
    expect(await cabinet.fates.mayHaveArrived("O1")).toBe(false);
  });
});

describe("the reports of a message in doubt", () => {
  test("« relayed » and « delayed » tell that it was taken", async () => {
    const { go, dsn, departures, states } = await messageOf([LOST]);
    await go();
    dsn(A, "relayed", "2.0.0");
    dsn(B, "delayed", "4.4.1");
    expect(await go()).toMatchObject({ outcome: "done", delivery: { code: "confirmed" } });
    expect([await states(), departures.length]).toEqual([
      [
        ["accepted", "2.0.0"],
        ["accepted", "4.4.1"],
      ],
      1,
    ]);
  });

  test("that all say « failed » refuse it: nobody has it, and it is no success", async () => {
    const { cabinet, go, dsn, sentFolder } = await messageOf([LOST]);
    await go();
    dsn(A, "failed", "5.1.1");
    dsn(B, "failed", "5.2.1");
    expect(await go()).toMatchObject({ outcome: "refused", error: { code: "mss.nobody_has_it", kind: "refused" } });
    expect(sentFolder).toEqual([]);
    expect(await cabinet.fates.mayHaveArrived("O1")).toBe(false);
  });

  test("without our ENVID settle nothing, and take nothing back from one that is sure", async () => {
    const { cabinet, go, dsn, states, status } = await messageOf([LOST, {}]);
    await go();
    dsn(A, "delivered", "2.0.0", null);
    expect(await go()).toMatchObject({ outcome: "uncertain" });
    expect(await states()).toEqual([]);
    await go(true);
    dsn(A, "delivered", "2.0.0");
    dsn(A, "failed", "5.1.1", "other");
    dsn(B, "failed", "5.1.1", null);
    await readReports(cabinet, NEVER);
    expect((await status())?.recipients).toMatchObject([
      { state: "delivered" },
      { state: "failed", cause: expect.stringContaining("pas certaine") },
    ]);
    const told = (await cabinet.traces.list({ kinds: ["mss.report"], limit: 9 })).map(({ data }) => data?.matched);
    expect(told).toEqual([true, false]);
  });
});

describe("a message of a backup that was restored", () => {
  test("that had left since is found in Sent, and does not leave again", async () => {
    const { cabinet, go, departures, sentFolder } = await messageOf([{}]);
    expect(await cabinet.fates.doubtWaiting(new Date().toISOString())).toBe(1);
    sentFolder.push("<1@x>");
    expect(await go()).toMatchObject({ outcome: "done", delivery: { code: "confirmed" } });
    expect(departures).toHaveLength(0);
  });

  test("that had left since is told by the reports", async () => {
    const { cabinet, go, departures, dsn } = await messageOf([{}]);
    await cabinet.fates.doubtWaiting(new Date().toISOString());
    dsn(A, "delivered", "2.0.0");
    dsn(B, "delivered", "2.0.0");
    expect(await go()).toMatchObject({ outcome: "done" });
    expect(departures).toHaveLength(0);
  });

  test.each(["queued", "refused"])("that nothing tells of, %s, waits for a person", async (state) => {
    const refused = { [A]: "550 5.1.1", [B]: "550 5.1.1" };
    const { cabinet, go, requeue, departures } = await messageOf(state === "refused" ? [refused, {}] : [{}]);
    if (state === "refused") await go();
    await cabinet.fates.doubtWaiting(new Date().toISOString());
    if (state === "refused") await requeue();
    const before = departures.length;
    expect(await go()).toMatchObject({ outcome: "uncertain", error: { code: "mss.unconfirmed" } });
    expect(departures).toHaveLength(before);
    expect(await go(true)).toMatchObject({ outcome: "done" });
  });

  test("is doubted only when it waits", async () => {
    const { cabinet, go } = await messageOf([{}]);
    await go();
    expect(await cabinet.fates.doubtWaiting(new Date().toISOString())).toBe(0);
  });
});

describe("who holds the line", () => {
  test("is asked again before the first byte: a process that slept sends nothing, and forgets no doubt of the other", async () => {
    const { cabinet, client, go, departures } = await messageOf([{}]);
    const other = { host: "elsewhere", pid: 7, isAlive: () => true };
    const send: typeof client.send = async (message, leaving, signal) => {
      // While this one slept, its lease ended and another took the line and began.
      const now = "2199-01-01T00:00:00.000Z";
      await cabinet.outbox.claim("O1", other, { now, leaseUntil: "2199-01-01T00:01:00.000Z" });
      await cabinet.fates.leaves("O1", other, { at: now, leaseUntil: "2199-01-01T00:01:00.000Z" });
      return client.send(message, leaving, signal);
    };
    const slept = { ...cabinet, mss: async () => ({ ...client, send }) };
    const handlers = { "mss.send": sendHandler(slept) };
    const outcomes: string[] = [];
    for await (const one of retry(slept, handlers, { ids: ["O1"] }, NEVER)) outcomes.push(one.outcome);
    expect([outcomes, departures]).toEqual([["held"], []]);
    expect(await cabinet.fates.mayHaveArrived("O1")).toBe(true);
    await cabinet.fates.stayed("O1", MACHINE);
    expect(await cabinet.fates.mayHaveArrived("O1")).toBe(true);
    expect(await go()).toMatchObject({ outcome: "held" });
  });
});

test("a colleague's message is left to its mailbox and stops nobody's", async () => {
  const { cabinet, client, departures } = await messageOf([{}]);
  const [line] = await cabinet.outbox.list({ limit: 1 });
  if (line === undefined) throw new Error("no line");
  const { id: _id, state: _state, payload, ...rest } = line;
  const mine = { ...(payload as object), from: "other@x.mssante.fr", envelopeId: "e2" };
  await cabinet.outbox.add({ ...rest, key: "<2@x>", payload: mine });
  const other = { ...cabinet, mss: async () => ({ ...client, address: "other@x.mssante.fr" }) };
  const tried = async (chosen: Parameters<typeof retry>[2]) => {
    const found: string[] = [];
    for await (const { item, outcome } of retry(other, { "mss.send": sendHandler(other) }, chosen, NEVER))
      found.push(`${item.id} ${outcome}`);
    return found;
  };
  expect(await tried({ all: true })).toEqual(["O2 done"]);
  expect(await cabinet.outbox.get("O1")).toMatchObject({ state: "queued", attempts: 0, lastError: null });
  expect(departures).toHaveLength(1);
  // Named, it says why, and what follows is tried all the same.
  expect((await tried({ ids: ["O1", "O2"] })).sort()).toEqual(["O1 queued", "O2 held"]);
});
