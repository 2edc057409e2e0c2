import { expect, test } from "vitest";
import type { NewQuarantined } from "../../src/store/quarantine.port.js";
import { failure, NOW, tempStore, trace } from "./support.js";

const item = (key: string, rest: Partial<NewQuarantined> = {}): NewQuarantined => ({
  origin: "dmp",
  reason: "hash_mismatch",
  message: "Son empreinte n'est pas celle que le DMP annonce.",
  patientId: "P1",
  key,
  content: null,
  data: { uniqueId: key },
  at: NOW,
  ...rest,
});

test("what is received badly twice is one line, traced once; another reason is another line", async () => {
  const { quarantine, traces } = tempStore();
  const told = ({ id }: { id: string }) => [trace({ kind: "quarantine.added" as const, data: { quarantine: id } })];
  const first = await quarantine.add(item("a"), told);
  expect(first).toEqual({ ...item("a"), id: "Q1", state: "waiting" });
  expect(await quarantine.add(item("a", { message: "other" }), told)).toEqual(first);
  expect(await quarantine.add(item("a", { reason: "other_patient" }), told)).toMatchObject({ reason: "other_patient" });
  expect(await traces.list({ limit: 9 })).toHaveLength(2);
  expect(await failure(quarantine.add(item("b", { content: "0".repeat(64) })))).toMatchObject({
    code: "document.content_missing",
  });
});

test("lines are listed oldest first, by patient and page, with their content, and decided once", async () => {
  const { quarantine, contents, traces } = tempStore();
  const { id } = await contents.write([Buffer.from("x")]);
  const one = await quarantine.add(item("a", { content: id }));
  const two = await quarantine.add(item("b", { patientId: null }));
  expect(one.content).toBe(id);
  expect(await quarantine.list({ limit: 9 })).toEqual([one, two]);
  expect(await quarantine.list({ limit: 9, after: one.id })).toEqual([two]);
  expect(await quarantine.list({ limit: 9, patientId: "P1" })).toEqual([one]);
  expect(await quarantine.decide(one.id, "discarded", [trace({ kind: "quarantine.decided" })])).toBe(true);
  expect(await quarantine.decide(one.id, "released", [trace({ kind: "quarantine.decided" })])).toBe(false);
  expect(await quarantine.decide("Q9", "released")).toBe(false);
  expect(await quarantine.get(one.id)).toMatchObject({ state: "discarded" });
  expect(await quarantine.get("Q9")).toBeNull();
  expect(await traces.list({ limit: 9 })).toHaveLength(1);
});
