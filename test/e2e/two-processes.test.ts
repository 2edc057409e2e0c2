import type { ChildProcess } from "node:child_process";
import { describe, expect, it } from "vitest";
import { startSegur } from "../support/cli.js";
import { allItems, messages, openedRun, withStore } from "./support/ledger.js";
import { openPractice, type Practice, writePeople } from "./support/practice.js";
import { readRun } from "./support/run-output.js";
import { expectedOutcomes } from "./support/truth.js";

const LINES = 200;
const SEED = 11;
const PACE = ["--concurrency", "4", "--rate", "0", "--format", "ndjson"];

describe("several processes on one run", { timeout: 60_000 }, () => {
  it("the same command twice at once makes one run, shares it, and prints it whole twice", async () => {
    const practice = await openPractice({ latencyMs: 30 });
    const command = ["ins", "qualify", await writePeople(practice, { count: LINES, seed: SEED }), ...PACE];
    const first = start(practice, command);
    const second = start(practice, command);
    const { run, workers } = await watch(practice, [first, second]);
    await expectSameWhole(await Promise.all([first.ended, second.ended]), run);
    expect(workers).toEqual(new Set([first.child.pid, second.child.pid]));
    await expectAskedOnce(practice, run);
  });

  it("« ins resume » beside the command takes its share", async () => {
    const practice = await openPractice({ latencyMs: 30 });
    const command = ["ins", "qualify", await writePeople(practice, { count: LINES, seed: SEED }), ...PACE];
    const first = start(practice, command);
    const beside = start(practice, ["ins", "resume", await runUnderWay(practice), ...PACE]);
    const { run, workers } = await watch(practice, [first, beside]);
    await expectSameWhole(await Promise.all([first.ended, beside.ended]), run);
    expect(workers).toEqual(new Set([first.child.pid, beside.child.pid]));
    await expectAskedOnce(practice, run);
  });

  it("one is killed: the other takes back what it held and ends the run", async () => {
    const practice = await openPractice({ latencyMs: 30 });
    const command = ["ins", "qualify", await writePeople(practice, { count: LINES, seed: SEED }), ...PACE];
    const first = start(practice, command);
    const run = await runUnderWay(practice);
    const second = start(practice, ["ins", "resume", run, ...PACE]);
    await until(() => withStore(practice.store, async (store) => (await store.runs.holders(run)).length === 2));
    first.child.kill("SIGKILL");
    await first.ended;
    await expectSameWhole([await second.ended], run);
  });
});

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

function start(practice: Practice, command: readonly string[]): Started {
  const child = startSegur(command, { home: practice.home });
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Awaited<Started["ended"]>>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}

/** Which processes held lines while it lasted, and of which run. */
async function watch(practice: Practice, started: readonly Started[]): Promise<{ run: string; workers: Set<number> }> {
  const workers = new Set<number>();
  let run: string | null = null;
  await until(async () => {
    await withStore(practice.store, async (store) => {
      run ??= await openedRun(store);
      for (const { pid } of run === null ? [] : await store.runs.holders(run)) workers.add(pid);
    });
    return started.every(({ child }) => child.exitCode !== null || child.signalCode !== null);
  });
  return { run: run ?? "", workers };
}

/** The run, once some of its lines are decided and many are not. */
async function runUnderWay(practice: Practice): Promise<string> {
  let run: string | null = null;
  await until(() =>
    withStore(practice.store, async (store) => {
      run = await openedRun(store);
      return run !== null && (await store.runs.summary(run)).byOutcome.found > 0;
    }),
  );
  return run ?? "";
}

async function until(done: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error("waited 15 s for nothing");
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

/** Every process tells every line, in order, with the same bytes, under the same run. */
async function expectSameWhole(ends: readonly Awaited<Started["ended"]>[], run: string): Promise<void> {
  for (const { code, stdout, stderr } of ends) {
    expect(code, stderr).toBe(3);
    expect(stdout).toBe(ends[0]?.stdout);
  }
  const { items, summary } = readRun(ends[0]?.stdout ?? "");
  expect(summary).toMatchObject({ run, total: LINES, done: LINES });
  expect(items.map((item) => [item.key, item.outcome])).toEqual([...expectedOutcomes(SEED, LINES)]);
}

/** No question about a patient reached INSi twice, and each one had its own intention on the disk. */
async function expectAskedOnce(practice: Practice, run: string): Promise<void> {
  const { intended, items } = await withStore(practice.store, async (store) => ({
    intended: await messages(store, run, "insi.intended"),
    items: await allItems(store, run),
  }));
  const calls = await practice.sandbox.control.calls();
  const asked = calls.map((call) => `${intended.get(call.messageId?.replace(/^uuid:/, "") ?? "")} ${call.query}`);
  expect(asked.length).toBe(new Set(asked).size);
  expect(asked.length).toBe(items.reduce((sum, item) => sum + item.calls, 0));
  expect(asked.length).toBe(intended.size);
}
