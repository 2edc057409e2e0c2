import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import type { Store } from "../../src/store/open.js";
import { bundle } from "./bundle.js";
import { reopen, tempStore, trace } from "./support.js";

function start(script: string, ...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Reads what a process says until `stop` is said, kills it there, and gives the last thing that was heard. */
async function killAt(child: ChildProcess, stop: (said: string) => boolean): Promise<string> {
  const ended = once(child, "exit");
  let last = "";
  if (child.stdout === null) throw new Error("the process has no stdout");
  for await (const line of createInterface({ input: child.stdout })) {
    last = line;
    if (stop(line)) child.kill("SIGKILL");
  }
  await ended;
  return last;
}

async function linesOf(store: Store): Promise<number> {
  const verification = await store.journal.verify();
  expect(verification.broken).toBeNull();
  expect(verification.head.seq).toBe(verification.lines + verification.purged);
  return verification.lines;
}

test("kill -9 at any moment of an append never breaks the chain, and loses no line that was on the disk", {
  timeout: 60_000,
}, async () => {
  const script = await bundle("journal-process");
  const store = tempStore();
  let told = 0;
  for (let round = 1; round <= 20; round += 1) {
    const before = await linesOf(store);
    expect(before).toBeGreaterThanOrEqual(told);
    const said = await killAt(start(script, store.path, "append", "1000000"), (line) => Number(line) >= round * 4);
    told = before + Number(said);
    // The next one goes on where the killed one stopped.
    await store.traces.append([trace()]);
    told += 1;
  }
  expect(await linesOf(store)).toBeGreaterThanOrEqual(told);
});

test("processes that append at once make one chain", { timeout: 60_000 }, async () => {
  const script = await bundle("journal-process");
  const store = tempStore();
  const children = Array.from({ length: 3 }, () => start(script, store.path, "append", "200"));
  const ended = await Promise.all(children.map(async (child) => [await killAt(child, () => false), child.exitCode]));
  expect(ended).toEqual([
    ["200", 0],
    ["200", 0],
    ["200", 0],
  ]);
  expect(await linesOf(store)).toBe(600);
  const writers = new Set((await store.journal.page({ limit: 600, order: "oldest" })).map(({ data }) => data?.where));
  expect(writers.size).toBe(3);
});

test("kill -9 of a purge: all of it is done, or none", { timeout: 60_000 }, async () => {
  const script = await bundle("journal-process");
  const store = tempStore();
  const old = Array.from({ length: 20_000 }, (_, index) => trace({ kind: index % 3 === 0 ? "patient.updated" : "ins.accessed" }));
  await store.traces.append(old);
  await store.close();
  const outcomes = new Set<string>();
  for (let round = 0; round < 6; round += 1) {
    const child = start(script, store.path, "purge");
    // However fast the machine is, what is found is one of the two.
    await killAt(child, (line) => {
      if (line === "go") setTimeout(() => child.kill("SIGKILL"), round * 15);
      return false;
    });
    const after = reopen(store.path);
    const lines = await linesOf(after);
    outcomes.add(lines === 20_000 ? "none" : lines === 6_667 + 1 ? "all" : `half: ${lines}`);
    await after.close();
  }
  expect([...outcomes].filter((each) => each !== "none" && each !== "all")).toEqual([]);
});
