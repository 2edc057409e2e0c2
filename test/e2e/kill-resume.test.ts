import { describe, expect, it } from "vitest";
import { type Kill, killAgainAndAgain } from "./support/killing.js";
import { allItems, messages, withStore } from "./support/ledger.js";
import { openPractice, type Practice, writePeople } from "./support/practice.js";
import { type PrintedItem, type PrintedSummary, readRun, tally, wholeLines } from "./support/run-output.js";
import { expectedOutcomes } from "./support/truth.js";

/** `SEGUR_TEST_SEED` plays another one: the people and the moments of the kills change with it. */
const SEED = Number(process.env.SEGUR_TEST_SEED ?? 204_150);
const LINES = 2_000;
const KILLS = 50;

describe(`a run of ${LINES} killed ${KILLS} times (seed ${SEED})`, () => {
  it("gives each line one final outcome, asks none again once final, prints them in input order", {
    timeout: 120_000,
  }, async () => {
    const practice = await openPractice({ seed: SEED, latencyMs: 8 });
    const file = await writePeople(practice, { count: LINES, seed: SEED });
    const command = ["ins", "qualify", file, "--concurrency", "8", "--rate", "0", "--format", "ndjson"];
    const kills = await killAgainAndAgain(practice, command, { rounds: KILLS, seed: SEED, lines: LINES });
    expectRealKills(kills);

    const last = await practice.segur(command, { timeoutMs: 60_000 });
    const { items, summary } = readRun(last.stdout);
    expect(last.code, last.stderr).toBe(summary !== null && (summary.outcomes.review ?? 0) > 0 ? 3 : 0);
    expect(items.map((item) => item.line)).toEqual(Array.from({ length: LINES }, (_, index) => index + 2));
    expect(Object.fromEntries(items.map((item) => [item.key, item.outcome]))).toEqual(
      Object.fromEntries(expectedOutcomes(SEED, LINES)),
    );
    expectCoherent(summary, items);
    for (const kill of kills) expectStillTrue(kill, items, last.stdout);
    await expectNoneAskedAgain(practice, kills, summary?.run ?? "");
    await expectNothingTwice(practice, items);

    const calls = (await practice.sandbox.control.calls()).length;
    const again = await practice.segur(command);
    expect(again).toMatchObject({ code: last.code, stdout: last.stdout });
    expect((await practice.sandbox.control.calls()).length).toBe(calls);
  });
});

/**
 * The kills must have hit what they are meant to: calls under way, a run half done. How many of the first ones, timed by the clock,
 * come before the run exists depends on the speed of the machine.
 */
function expectRealKills(kills: readonly Kill[]): void {
  expect(kills).toHaveLength(KILLS);
  expect(kills.filter((kill) => kill.held > 0).length).toBeGreaterThan(KILLS / 2);
  expect(new Set(kills.map((kill) => kill.final.size)).size).toBeGreaterThan(KILLS / 10);
  expect(kills.at(-1)?.final.size).toBeLessThan(LINES);
}

function expectCoherent(summary: PrintedSummary | null, items: readonly PrintedItem[]): void {
  const outcomes = { found: 0, not_found: 0, several: 0, review: 0, refused: 0, error: 0, ...tally(items) };
  expect(summary).toMatchObject({ state: "done", total: LINES, done: LINES, outcomes });
  expect(summary?.calls).toBe(items.reduce((sum, item) => sum + item.calls, 0));
}

/** What was known or printed when a process died is what stands at the end. */
function expectStillTrue(kill: Kill, items: readonly PrintedItem[], printed: string): void {
  const outcomes = new Map(items.map((item) => [item.line, item.outcome]));
  for (const [line, outcome] of kill.final) expect(outcomes.get(line), `round ${kill.round}, line ${line}`).toBe(outcome);
  const known = wholeLines(kill.stdout);
  expect(printed.startsWith(known), `round ${kill.round} printed something else`).toBe(true);
}

async function expectNoneAskedAgain(practice: Practice, kills: readonly Kill[], run: string): Promise<void> {
  const { intended, answered, lines } = await withStore(practice.store, async (store) => ({
    intended: await messages(store, run, "insi.intended"),
    answered: await messages(store, run, "insi.answered"),
    lines: new Map((await allItems(store, run)).map((item) => [item.patientId, item])),
  }));
  const asked = (await practice.sandbox.control.calls()).map((call) => call.messageId?.replace(/^uuid:/, "") ?? "");
  expect(new Set(asked).size, "a MessageID was sent twice").toBe(asked.length);
  const askedLine = asked.map((messageId) => lines.get(intended.get(messageId) ?? "")?.line);
  expect(
    askedLine.filter((line) => line === undefined),
    "a call without its intention on the disk",
  ).toEqual([]);
  for (const kill of kills) {
    const again = askedLine.slice(kill.calls).filter((line) => line !== undefined && kill.final.has(line));
    expect(again, `lines final at kill ${kill.round}, asked again after it`).toEqual([]);
  }
  const told = new Set(answered.values());
  for (const [patientId, { line, result }] of lines) {
    if (result?.outcome !== "refused") expect(told.has(patientId ?? ""), `line ${line} has no answer on the disk`).toBe(true);
  }
}

/** A file read several times makes each patient once; an answer received several times waits for a person once. */
async function expectNothingTwice(practice: Practice, items: readonly PrintedItem[]): Promise<void> {
  const created = items.filter((item) => item.patientId !== null).length;
  const { stdout } = await practice.segur(["cabinet", "info", "--json"]);
  expect(JSON.parse(stdout).patients).toBe(created);
  const reviews = await withStore(practice.store, (store) => store.reviews.list({ state: "pending", limit: LINES }));
  expect(reviews.map((review) => review.line).sort((a, b) => Number(a) - Number(b))).toEqual(
    items.filter((item) => item.outcome === "review").map((item) => item.line),
  );
}
