import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../src/sandbox/random.js";
import { exitOf, startSegur } from "../support/cli.js";
import { type DmpPractice, openDmpPractice } from "./support/dmp-practice.js";

const DOCUMENTS = 100;
/** Rounds that end by SIGKILL; the rest of the work is then left to go to its end. */
const KILLS = 14;
/** Calls that a round makes at most before it is killed. */
const CALLS = 24;

/** Every line of the outbox, and every document of the file that says that it is in the DMP. */
async function standing(practice: DmpPractice) {
  return practice.read(async (store) => {
    const lines = await store.outbox.list({ limit: 1_000 });
    const pushed = new Set<string>();
    for (const { documents } of lines) {
      for (const id of documents) if ((await store.documents.get(id))?.dmp?.direction === "pushed") pushed.add(id);
    }
    return { lines, pushed };
  });
}

/** Starts a command, and kills it without warning once the DMP has received so many calls more. */
async function killed(practice: DmpPractice, command: readonly string[], calls: number, delayMs: number): Promise<void> {
  const received = async () => (await practice.sandbox.control.dmpCalls()).length;
  const limit = (await received()) + calls;
  const child = startSegur(command, { home: practice.home });
  child.stdout?.resume();
  child.stderr?.resume();
  const exit = exitOf(child);
  while (child.exitCode === null && (await received()) < limit) await pause(3);
  await pause(delayMs);
  child.kill("SIGKILL");
  await exit;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a hundred deposits", () => {
  it("are a hundred documents, whatever was lost, cut or killed on the way", { timeout: 240_000 }, async () => {
    const practice = await openDmpPractice({ people: 300 });
    const { control } = practice.sandbox;
    const all = (await practice.file(DOCUMENTS)).map(({ document }) => document);
    const random = new SeededRandom(4, 0x6);
    // The answer to one deposit in five is lost once it was taken into account, some are cut in the middle, some are « later ».
    await control.addDmpFault({ kind: "lost", rate: 0.2 });
    await control.addDmpFault({ kind: "cut", rate: 0.05 });
    await control.addDmpFault({ kind: "busy", rate: 0.05 });

    for (let round = 0; round < KILLS; round++) {
      const { lines } = await standing(practice);
      const known = new Set(lines.flatMap(({ documents }) => documents));
      const fresh = all.filter((id) => !known.has(id));
      const retries = fresh.length === 0 || (lines.some(({ state }) => state !== "done") && random.next() < 0.4);
      // More documents than calls, so that a round never gets to its end; each is made ready before the first call, which takes time.
      const command = retries ? ["outbox", "retry", "--all"] : ["dmp", "push", ...fresh.slice(0, CALLS + 1), "--yes"];
      await killed(practice, command, random.between(1, retries ? 6 : CALLS), random.between(0, 40));
    }

    await control.clearDmpFaults();
    const before = await standing(practice);
    const known = new Set(before.lines.flatMap(({ documents }) => documents));
    const left = all.filter((id) => !known.has(id));
    // Killed and lost at enough places to mean something, and with work left.
    expect(before.lines.filter(({ state }) => state !== "done").length + left.length).toBeGreaterThan(0);
    expect(before.lines.some(({ attempts }) => attempts > 1)).toBe(true);
    if (left.length > 0) {
      const pushed = await practice.segur(["dmp", "push", ...left, "--yes", "--json"], { timeoutMs: 120_000 });
      expect(pushed.code, pushed.stderr).toBe(0);
    }
    // Two processes at once take what is left: each line goes to one of them.
    const [one, two] = await Promise.all([
      practice.segur(["outbox", "retry", "--all", "--json"], { timeoutMs: 120_000 }),
      practice.segur(["outbox", "retry", "--all", "--json"], { timeoutMs: 120_000 }),
    ]);
    expect([one.stderr, two.stderr].join("")).not.toContain("internal");

    const deposited = await practice.deposited();
    expect(
      deposited
        .filter(({ status }) => status === "approved")
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...all].sort());
    expect(deposited).toHaveLength(DOCUMENTS);
    const { lines, pushed } = await standing(practice);
    expect(lines.map(({ state }) => state).filter((state) => state !== "done")).toEqual([]);
    expect(lines).toHaveLength(DOCUMENTS);
    expect(pushed.size).toBe(DOCUMENTS);
    const settled = await practice.read((store) => store.traces.list({ kinds: ["outbox.settled"], limit: 1_000 }));
    expect(settled).toHaveLength(DOCUMENTS);
    expect((await practice.segur(["journal", "verify"])).code).toBe(0);
    expect((await practice.segur(["cabinet", "check"])).code).toBe(0);
  });
});
