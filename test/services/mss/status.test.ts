import { describe, expect, test } from "vitest";
import { markHandled } from "../../../src/services/mss/handled.js";
import { listStatus } from "../../../src/services/mss/status.js";
import { showLine } from "../../../src/services/outbox/inspect.js";
import type { TestCabinet } from "../support/cabinet.js";
import { messageOf } from "./message-of.js";

const [A, B] = ["a@x.mssante.fr", "b@x.mssante.fr"] as const;

const listed = async (cabinet: TestCabinet, query: { readonly pending?: boolean; readonly failed?: boolean }) => {
  const found = await listStatus(cabinet, { id: null, pending: false, failed: false, limit: 9, ...query });
  return found.flatMap(({ recipients }) => recipients.map(({ address, state }) => [address, state]));
};

describe("a message that one of two was refused", () => {
  test("is listed by the recipient that is asked for, and by no other", async () => {
    const { cabinet, go } = await messageOf([{ [B]: "550 5.1.1" }]);
    await go();
    expect(await listed(cabinet, { failed: true })).toEqual([[B, "failed"]]);
    expect(await listed(cabinet, { pending: true })).toEqual([[A, "accepted"]]);
    expect(await listed(cabinet, {})).toHaveLength(2);
  });

  test("leaves the failures when somebody has seen to it, with a trace; a later failure is another one", async () => {
    const { cabinet, go, status, days } = await messageOf([{ [B]: "550 5.1.1" }]);
    await go();
    expect(await markHandled(cabinet, "o1")).toMatchObject({ id: "O1", handledAt: expect.any(String), sentCopy: true });
    expect(await listed(cabinet, { failed: true })).toEqual([]);
    expect(await listed(cabinet, {})).toHaveLength(2);
    expect(await cabinet.traces.list({ kinds: ["mss.handled"], limit: 9 })).toMatchObject([{ data: { outbox: "O1" } }]);
    days(1);
    const at = cabinet.clock.now().toISOString();
    await cabinet.fates.record("O1", [{ address: A, state: "failed", code: "mes.closed", cause: "Fermée.", at }]);
    expect(await listed(cabinet, { failed: true })).toEqual([[A, "failed"]]);
    expect((await status())?.state).toBe("failed");
  });

  test("is in the outbox with what became of each", async () => {
    const { cabinet, go } = await messageOf([{ [B]: "550 5.1.1" }]);
    await go();
    expect(await showLine(cabinet, "O1")).toMatchObject({
      state: "done",
      recipients: [
        { address: A, state: "accepted" },
        { address: B, state: "failed", code: "5.1.1" },
      ],
    });
    const follower = { ...cabinet, rights: new Set<never>() };
    expect(JSON.stringify(await showLine(follower, "O1"))).not.toContain("mssante");
  });
});

test("a message that was refused whole is given up; what has not failed, or waits, is nobody's to close", async () => {
  const refused = await messageOf([{ [A]: "550 5.1.1", [B]: "550 5.1.1" }]);
  await refused.go();
  expect(await markHandled(refused.cabinet, "O1")).toMatchObject({ handledAt: expect.any(String) });
  expect(await refused.cabinet.outbox.get("O1")).toMatchObject({ state: "cancelled" });
  expect(await listed(refused.cabinet, { failed: true })).toEqual([]);
  const waiting = await messageOf([{}]);
  await expect(markHandled(waiting.cabinet, "O1")).rejects.toMatchObject({ code: "mss.nothing_failed" });
  await waiting.go();
  await expect(markHandled(waiting.cabinet, "O1")).rejects.toMatchObject({ code: "mss.nothing_failed" });
  await expect(markHandled(waiting.cabinet, "O9")).rejects.toMatchObject({ code: "mss.message_not_found" });
});

test("one refused and one deferred: the error tells both, with both causes", async () => {
  const { go } = await messageOf([{ [A]: "550 5.1.1", [B]: "451 4.2.2" }]);
  const { error } = await go();
  expect(error?.message).toMatch(/refuse un destinataire et demande d'attendre pour un autre/);
  expect(error?.why).toMatch(/5\.1\.1.*4\.2\.2/);
});
