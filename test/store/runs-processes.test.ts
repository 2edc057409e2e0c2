import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import type { Store } from "../../src/store/open.js";
import { bundle } from "./bundle.js";
import { tempStore } from "./support.js";

interface Child {
  readonly asked: number[];
  readonly done: number[];
  readonly lost: number[];
  /** Lines held by a worker that no longer gets answers. */
  readonly stuck: number[];
  /** Exit code, or null when it was killed. */
  readonly ended: Promise<number | null>;
}

function start(script: string, store: Store, id: string, options: { readonly killWhenStuckAfter?: number } = {}): Child {
  const args = [script, store.path, "R1", id, String(options.killWhenStuckAfter ?? "Infinity")];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const lines: Record<"asked" | "done" | "lost" | "stuck", number[]> = { asked: [], done: [], lost: [], stuck: [] };
  createInterface({ input: child.stdout }).on("line", (text) => {
    const [word, line] = text.split(" ");
    if (word === "asked" || word === "done" || word === "lost" || word === "stuck") lines[word].push(Number(line));
    if (word === "stuck") child.kill("SIGKILL");
  });
  const ended = once(child, "close").then(([code]) => (typeof code === "number" ? code : null));
  return { ...lines, ended };
}

async function openRun(count: number): Promise<Store> {
  const store = tempStore();
  await store.runs.create({
    id: "R1",
    kind: "ins.qualify",
    createdAt: "2026-11-23T09:00:00.000Z",
    createdBy: "U1",
    environment: "sandbox",
    reason: null,
    source: "-",
    fingerprint: "f",
  });
  await store.runs.addItems(
    "R1",
    Array.from({ length: count }, (_, index) => ({ line: index + 1, key: `D${index + 1}`, patientId: null })),
  );
  await store.runs.seal("R1");
  return store;
}

const all = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const sorted = (...lists: readonly number[][]) => lists.flat().sort((a, b) => a - b);

test("two processes share a run: every line is asked once, by one of them", async () => {
  const script = await bundle("ledger-process");
  const store = await openRun(600);
  const children = [start(script, store, "a"), start(script, store, "b")];
  expect(await Promise.all(children.map(({ ended }) => ended))).toEqual([0, 0]);
  expect(sorted(...children.map(({ asked }) => asked))).toEqual(all(600));
  expect(sorted(...children.map(({ done }) => done))).toEqual(all(600));
  expect(children.map(({ lost }) => lost)).toEqual([[], []]);
  // Both took part: else this test would prove nothing.
  for (const { done } of children) expect(done.length).toBeGreaterThan(10);
  expect(await store.runs.summary("R1")).toMatchObject({ pending: 0, held: 0, done: 600, calls: 600 });
  expect(await store.runs.get("R1")).toMatchObject({ state: "done" });
});

test("kill -9 of one loses nothing: what it had recorded stays, what it held is asked again, once", async () => {
  const script = await bundle("ledger-process");
  const store = await openRun(600);
  const victim = start(script, store, "victim", { killWhenStuckAfter: 60 });
  const other = start(script, store, "other");
  expect(await victim.ended).toBeNull();
  expect(await other.ended).toBe(0);

  const before = await store.runs.summary("R1");
  expect(before).toMatchObject({ held: 3, pending: 0 });
  expect(await store.runs.holders("R1")).toMatchObject([{ id: "victim", held: before.held }]);
  expect(await store.runs.reclaim("R1", "2026-11-23T09:00:00.000Z", ["victim"])).toBe(before.held);

  const last = start(script, store, "last");
  expect(await last.ended).toBe(0);
  expect(sorted(last.asked)).toEqual(sorted(victim.stuck));
  const items = await store.runs.items("R1", { afterLine: 0, limit: 700 });
  expect(items.map(({ line }) => line)).toEqual(all(600));
  expect(items.every(({ state }) => state === "done")).toBe(true);
  // Every outcome that a process was told was recorded is still its own.
  const recordedBy = new Map(items.map(({ line, result }) => [line, result?.advice]));
  for (const [id, child] of Object.entries({ victim, other, last })) {
    for (const line of child.done) expect(recordedBy.get(line)).toBe(id);
  }
});
