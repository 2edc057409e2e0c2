import { SeededRandom } from "../../../src/sandbox/random.js";
import { exitOf, startSegur } from "../../support/cli.js";
import { allItems, openedRun, withStore } from "./ledger.js";
import type { Practice } from "./practice.js";

/** What stood on the disk just after a process was killed. */
export interface Kill {
  readonly round: number;
  /** Null when it died while the file was being read. */
  readonly run: string | null;
  /** Lines with their outcome, by line number. */
  readonly final: ReadonlyMap<number, string>;
  /** Lines that the dead process held. */
  readonly held: number;
  /** Number of requests that the sandbox had received. */
  readonly calls: number;
  /** What it had printed. */
  readonly stdout: string;
}

/** Rounds that die by the clock, wherever they are: starting, reading the file, opening the store. */
const BY_CLOCK = 10;

/**
 * Starts the command and kills it with SIGKILL, `rounds` times, each time at a random moment: by the clock at first, then
 * after a random number of requests, so that a slow machine and a fast one are killed in the same places.
 */
export async function killAgainAndAgain(
  practice: Practice,
  command: readonly string[],
  options: { rounds: number; seed: number; lines: number },
): Promise<Kill[]> {
  const random = new SeededRandom(options.seed, 0x9);
  const kills: Kill[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    const left = options.lines - (kills.at(-1)?.final.size ?? 0);
    // Never enough to end the run before the last kill.
    const requests = round < BY_CLOCK ? null : random.between(1, Math.max(1, Math.min(90, Math.floor(left / 6))));
    const stdout = await killOnce(practice, command, { requests, delayMs: random.between(0, requests === null ? 600 : 12) });
    kills.push({ round, stdout, calls: await received(practice), ...(await standing(practice)) });
  }
  return kills;
}

async function killOnce(practice: Practice, command: readonly string[], when: { requests: number | null; delayMs: number }) {
  const before = await received(practice);
  const child = startSegur(command, { home: practice.home });
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const exit = exitOf(child);
  const closed = new Promise((resolve) => child.once("close", resolve));
  while (when.requests !== null && child.exitCode === null && (await received(practice)) - before < when.requests) await pause(3);
  await pause(when.delayMs);
  child.kill("SIGKILL");
  const code = await exit;
  await closed;
  if (code !== null) throw new Error(`it ended by itself with ${code}:\n${stderr}`);
  return stdout;
}

async function received(practice: Practice): Promise<number> {
  return (await practice.sandbox.control.calls()).length;
}

function standing(practice: Practice): Promise<Pick<Kill, "run" | "final" | "held">> {
  return withStore(practice.store, async (store) => {
    const run = await openedRun(store);
    const items = run === null ? [] : await allItems(store, run);
    const final = new Map<number, string>();
    for (const { line, result } of items) if (result !== null) final.set(line, result.outcome);
    return { run, final, held: items.filter((item) => item.state === "held").length };
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
