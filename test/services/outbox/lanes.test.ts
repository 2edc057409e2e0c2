import { describe, expect, test } from "vitest";
import type { Attempt } from "../../../src/services/outbox/attempt.js";
import { inLanes, type LaneLine } from "../../../src/services/outbox/lanes.js";
import { told, untold } from "../../../src/services/outbox/told.js";

const attemptOf = (id: string, stop = false) => ({ item: { id }, outcome: "done", error: null, stop }) as unknown as Attempt;
const lines = (...patients: readonly (string | null)[]): LaneLine[] =>
  patients.map((patientId, at) => ({ id: `O${at + 1}`, patientId }));

/** Lines whose end the test decides. */
function held() {
  const begun: string[] = [];
  const ends = new Map<string, { done(stop?: boolean): void; fails(error: Error): void }>();
  const go = (id: string) =>
    new Promise<Attempt>((resolve, reject) => {
      begun.push(id);
      ends.set(id, { done: (stop) => resolve(attemptOf(id, stop)), fails: reject });
    });
  const end = (id: string) => ends.get(id) ?? expect.fail(`${id} was not begun`);
  return { begun, go, end };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
async function collect(source: AsyncIterable<Attempt>, into: string[]): Promise<void> {
  for await (const { item } of source) into.push(item.id);
}

describe("lines that go together", () => {
  test("are three at a time, oldest first; each is told as it ends, and one that fails stops none", async () => {
    const { begun, go, end } = held();
    const told: string[] = [];
    const all = collect(inLanes(lines(null, null, null, null, null), { width: 3, go, isOver: () => false }), told);
    await turn();
    expect(begun).toEqual(["O1", "O2", "O3"]);
    end("O2").done();
    await turn();
    expect([begun, told]).toEqual([["O1", "O2", "O3", "O4"], ["O2"]]);
    for (const id of ["O4", "O1"]) end(id).done();
    await turn();
    for (const id of ["O3", "O5"]) end(id).done();
    await all;
    expect([...told].sort()).toEqual(["O1", "O2", "O3", "O4", "O5"]);
  });

  test("never two of one patient at once, and those in their order", async () => {
    const { begun, go, end } = held();
    const told: string[] = [];
    const all = collect(inLanes(lines("P1", "P1", "P2", "P1"), { width: 3, go, isOver: () => false }), told);
    await turn();
    expect(begun).toEqual(["O1", "O3"]);
    for (const id of ["O1", "O2", "O4", "O3"]) {
      end(id).done();
      await turn();
    }
    await all;
    expect(told).toEqual(["O1", "O2", "O4", "O3"]);
  });

  test("begin no more once the service is known to be silent; those on their way are waited for and told", async () => {
    const { begun, go, end } = held();
    const told: string[] = [];
    const all = collect(inLanes(lines(null, null, null, null), { width: 2, go, isOver: (last) => last?.stop === true }), told);
    await turn();
    end("O1").done(true);
    await turn();
    end("O2").done();
    await all;
    expect([begun, told]).toEqual([
      ["O1", "O2"],
      ["O1", "O2"],
    ]);
  });

  test("a defect ends the whole once the others are told, and is thrown", async () => {
    const { go, end } = held();
    const told: string[] = [];
    const all = collect(inLanes(lines(null, null, null), { width: 2, go, isOver: () => false }), told);
    const thrown = all.catch((error: unknown) => error);
    await turn();
    end("O1").fails(new Error("defect"));
    await turn();
    end("O2").done();
    expect([await thrown, told]).toMatchObject([{ message: "defect" }, ["O2"]]);
  });
});

describe("what is kept of an error with a line", () => {
  test("gives back its sentence and its rule", () => {
    const rules = ["MSS/va1.20", "RFC 3463 §3.2 (5.1.1)", "ECO.2.2.6", "EX_AIR-085", "CI-SIS Structuration minimale"];
    for (const rule of rules) {
      const text = told({ message: "Refusé (pour de bon).", why: "À cause de lui (SIZE).", rule });
      expect(untold(text)).toEqual({ cause: "Refusé (pour de bon). À cause de lui (SIZE).", rule });
    }
    const without = told({ message: "Le nom est introuvable (DNS).", why: undefined, rule: undefined });
    expect(untold(without)).toEqual({ cause: without, rule: null });
  });
});
