import { describe, expect, test } from "vitest";
import { runLedgerContract } from "./runs.contract.js";
import { tempStore } from "./support.js";

describe("the run ledger over SQLite", () => {
  runLedgerContract(async () => {
    const store = tempStore();
    return { ledger: store.runs, close: () => store.close() };
  });

  test("a summary of 100,000 items counts none of them", async () => {
    const store = tempStore();
    const run = {
      id: "R1",
      kind: "ins.qualify",
      createdAt: "",
      createdBy: "U1",
      environment: "sandbox",
      reason: null,
      source: "-",
      fingerprint: "f",
    } as const;
    await store.runs.create(run);
    for (let from = 0; from < 100_000; from += 10_000) {
      await store.runs.addItems(
        "R1",
        Array.from({ length: 10_000 }, (_, index) => ({ line: from + index + 1, key: `${from + index}`, patientId: null })),
      );
    }
    await store.runs.seal("R1");
    const start = performance.now();
    for (let times = 0; times < 100; times++) expect((await store.runs.summary("R1")).pending).toBe(100_000);
    const summaries = performance.now() - start;
    expect(await store.runs.items("R1", { afterLine: 0, limit: 100_000 })).toHaveLength(100_000);
    // A hundred summaries take less than one reading of the items, on any machine and under any load.
    expect(summaries).toBeLessThan(performance.now() - start - summaries);
  });
});
