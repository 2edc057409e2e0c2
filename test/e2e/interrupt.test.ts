import { platform } from "node:os";
import { describe, expect, it } from "vitest";
import { exitOf, startSegur } from "../support/cli.js";
import { startOnTty } from "../support/tty.js";
import { allItems, openedRun, withStore } from "./support/ledger.js";
import { openPractice, type Practice, writePeople } from "./support/practice.js";
import { readRun, wholeLines } from "./support/run-output.js";
import { expectedOutcomes } from "./support/truth.js";

const LINES = 120;
const SEED = 5;
const PACE = ["--concurrency", "4", "--rate", "0"];

describe.skipIf(platform() === "win32")("Ctrl-C during a run (signals of POSIX systems)", () => {
  it("ends what is under way, exits 130 and names the command that goes on; that command ends the run", async () => {
    const { practice, file } = await prepared(40);
    const { child, text } = startRun(practice, [file, "--format", "ndjson"]);
    await received(practice, 20);
    child.kill("SIGINT");
    expect(await text.ended).toBe(130);
    const run = await practiceRun(practice);
    const { told, error } = readErrors(text.stderr());
    expect(told).toContain("Interruption demandée");
    for (const line of told.trimEnd().split("\n")) expect(JSON.parse(line)).toHaveProperty("schema");
    expect(error).toMatchObject({
      kind: "interrupted",
      exitCode: 130,
      advice: expect.stringContaining(`segur ins resume ${run}`),
    });
    await expectTidy(practice, run);

    const rest = await practice.segur(["ins", "resume", run, ...PACE, "--format", "ndjson"]);
    expect(rest.code, rest.stderr).toBe(3);
    const { items, summary } = readRun(rest.stdout);
    expect(summary).toMatchObject({ run, done: LINES });
    expect(items.map((item) => [item.key, item.outcome])).toEqual([...expectedOutcomes(SEED, LINES)]);
    expect(rest.stdout.startsWith(wholeLines(text.stdout()))).toBe(true);
    const calls = await practice.sandbox.control.calls();
    expect(calls.length).toBe(items.reduce((sum, item) => sum + item.calls, 0));
  });

  it("SIGTERM does the same", async () => {
    const { practice, file } = await prepared(40);
    const { child, text } = startRun(practice, [file]);
    await received(practice, 20);
    child.kill("SIGTERM");
    expect(await text.ended).toBe(130);
    expect(text.stderr()).toContain(`Que faire : Pour continuer : segur ins resume ${await practiceRun(practice)}`);
  });

  it("a second one ends at once, and nothing known is lost", async () => {
    const { practice, file } = await prepared(3_000);
    const { child, text } = startRun(practice, [file, "--format", "ndjson"]);
    await received(practice, 4);
    child.kill("SIGINT");
    await text.says("Interruption demandée");
    const asked = Date.now();
    child.kill("SIGINT");
    expect(await text.ended).toBe(130);
    expect(Date.now() - asked).toBeLessThan(1_500);
    await practice.sandbox.control.clearFaults();
    const rest = await practice.segur(["ins", "resume", await practiceRun(practice), ...PACE, "--format", "ndjson"]);
    expect(readRun(rest.stdout).items.map((item) => [item.key, item.outcome])).toEqual([...expectedOutcomes(SEED, LINES)]);
  });

  it("on a terminal: the key itself", async () => {
    const { practice, file } = await prepared(40);
    const terminal = startOnTty(["ins", "qualify", file, ...PACE], { home: practice.home });
    await received(practice, 20);
    terminal.type("\u0003");
    expect(await terminal.ended()).toBe(130);
    await terminal.shows(`segur ins resume ${await practiceRun(practice)}`);
    expect(terminal.screen()).toContain("Ctrl-C encore une fois");
  });

  it("before the first call: the file was read for nothing, the same command starts again", async () => {
    const { practice, file } = await prepared(0);
    const { child, text } = startRun(practice, [file]);
    child.kill("SIGINT");
    const code = await text.ended;
    // Before Node hears signals, the system's own rule applies: killed by the signal.
    expect([130, null]).toContain(code);
    const again = await practice.segur(["ins", "qualify", file, ...PACE, "--format", "ndjson"]);
    expect(readRun(again.stdout).summary).toMatchObject({ done: LINES, total: LINES });
  });
});

/** Answers are slow by script, so that the latency can be taken away for the rest. */
async function prepared(slowMs: number): Promise<{ practice: Practice; file: string }> {
  const practice = await openPractice();
  if (slowMs > 0) await practice.sandbox.control.addFault({ kind: "slow", delayMs: slowMs });
  return { practice, file: await writePeople(practice, { count: LINES, seed: SEED }) };
}

function startRun(practice: Practice, args: readonly string[]) {
  const child = startSegur(["ins", "qualify", ...args, ...PACE], { home: practice.home });
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const closed = new Promise((resolve) => child.once("close", resolve));
  const says = async (text: string) => {
    const deadline = Date.now() + 10_000;
    while (!stderr.includes(text)) {
      if (Date.now() > deadline) throw new Error(`never said « ${text} »:\n${stderr}`);
      await pause(5);
    }
  };
  const ended = exitOf(child).then((code) => closed.then(() => code));
  return { child, text: { stdout: () => stdout, stderr: () => stderr, ended, says } };
}

async function received(practice: Practice, count: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while ((await practice.sandbox.control.calls()).length < count) {
    if (Date.now() > deadline) throw new Error(`INSi never received ${count} calls`);
    await pause(5);
  }
}

function practiceRun(practice: Practice): Promise<string> {
  return withStore(practice.store, async (store) => (await openedRun(store)) ?? "");
}

/** Machine lines of stderr: what is told, then the error. */
function readErrors(stderr: string): { told: string; error: unknown } {
  const last = stderr.trimEnd().split("\n").at(-1) ?? "";
  return { told: stderr, error: JSON.parse(last) };
}

/** Nothing stays held, and every call that left has its answer on the disk. */
async function expectTidy(practice: Practice, run: string): Promise<void> {
  const items = await withStore(practice.store, (store) => allItems(store, run));
  expect(items.filter((item) => item.state === "held")).toEqual([]);
  expect(items.some((item) => item.state === "pending")).toBe(true);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
