import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { createKeeper } from "../../src/store/keeper.js";
import type { Store } from "../../src/store/open.js";
import { TEST_KEY } from "../support/key.js";
import { bundle } from "./bundle.js";
import { clock, rawDatabase, reopen, tempStore } from "./support.js";

function start(script: string, ...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Reads what a process says until `stop`, kills it there. */
async function killAt(child: ChildProcess, stop: (said: number) => boolean): Promise<void> {
  const ended = once(child, "exit");
  if (child.stdout === null) throw new Error("the process has no stdout");
  for await (const line of createInterface({ input: child.stdout })) if (stop(Number(line))) child.kill("SIGKILL");
  await ended;
}

async function counted(store: Store): Promise<number> {
  expect((await store.exchanges.verify()).differing).toBe(0);
  const cells = await store.exchanges.cells({});
  return cells.reduce((sum, { count }) => sum + count, 0);
}

test("kill -9 at any moment: the ledger says what the journal says, and one exchange of each lineage counts", {
  timeout: 120_000,
}, async () => {
  const script = await bundle("exchanges-process");
  const store = tempStore();
  for (let round = 1; round <= 10; round += 1) {
    await killAt(start(script, store.path, "1000000", String(round)), (said) => said >= round * 6);
    const lines = await store.journal.count({ kinds: ["mss.sent"] });
    expect(await counted(store)).toBe(lines);
  }
  const counting = await store.exchanges.lines({ state: "sent", notCounted: null, limit: 99 });
  expect(new Set(counting.map(({ lineage }) => lineage)).size).toBe(counting.length);
});

test("processes that journal at once make one ledger", { timeout: 120_000 }, async () => {
  const script = await bundle("exchanges-process");
  const store = tempStore();
  await Promise.all([1, 2, 3].map((name) => killAt(start(script, store.path, "120", String(name)), () => false)));
  expect(await counted(store)).toBe(360);
});

test("a ledger that was changed by hand is told by the check of the store, and made again", async () => {
  const store = tempStore();
  await store.meta.create({ name: "t", environment: "sandbox", instanceId: "i", createdAt: "2026-01-01T00:00:00.000Z" });
  const script = await bundle("exchanges-process");
  await killAt(start(script, store.path, "20", "1"), () => false);
  await store.close();
  const keeper = createKeeper(clock);
  const wrong = async () => (await keeper.check(store.path, TEST_KEY)).findings.filter(({ ok }) => !ok).map(({ name }) => name);
  expect(await wrong()).toEqual([]);
  for (const sql of [
    "UPDATE exchange_sums SET count = count + 1",
    "UPDATE exchange_months SET count = count + 1",
    "DELETE FROM exchange_entries WHERE id = 3",
  ]) {
    const raw = rawDatabase(store.path);
    raw.exec(sql);
    raw.close();
    expect(await wrong()).toEqual(["exchanges"]);
    const again = reopen(store.path);
    await again.exchanges.rebuild();
    await again.close();
    expect(await wrong()).toEqual([]);
  }
});
