/**
 * The journal: verification of many lines, and what a line costs to append, alone (its own durable commit) and among others.
 * Must hold: 1,000,000 lines verify in 10 s; an append costs 0.3 ms. Usage: node bench/run.mjs journal [lines, 1,000,000 by default]
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../src/store/open.js";
import type { NewTrace, TraceKind } from "../src/store/traces.port.js";
import { BENCH_KEY } from "./key.js";

const LINES = Number(process.argv[2] ?? 1_000_000);
const VERIFY_MS = 10_000;
const APPEND_MS = 0.3;
const BATCH = 2_000;

const actor = { userId: "U1", rpps: "99700000001", authMode: "certificate" } as const;
const START = Date.parse("2026-01-05T08:00:00.000Z");

/** The three lines of a qualification, as long as real ones; the person is invented. */
function line(index: number): NewTrace {
  const kinds: readonly TraceKind[] = ["insi.intended", "insi.answered", "identity.status"];
  const kind = kinds[index % 3] ?? "identity.status";
  const patient = Math.floor(index / 3) + 1;
  const criteria = { birthName: "EXEMPLE", givenName: "JEANNE", sex: "F", birthDate: "1980-03-12" };
  const traits = { birthName: "EXEMPLE", givenNames: "JEANNE MARIE", sex: "F", birthDate: "1980-03-12", birthPlace: "63220" };
  const individual = { number: "2800363220001", key: "23", oid: "1.2.250.1.213.1.4.10", history: [], traits };
  const call = { operation: "search.traits", automatic: true };
  const data = {
    "insi.intended": { ...call, criteria },
    "insi.answered": { ...call, answer: { code: "00", label: "OK", individual, warnings: [] } },
    "identity.status": { from: "provisoire", to: "recuperee", event: "insiAccepted", comparison: "same", effects: [] },
  }[kind as "insi.intended"];
  const at = new Date(START + index * 20).toISOString();
  return { kind, at, actor, patientId: `P${patient}`, runId: "R20260105-ABCD", messageId: randomUUID(), data };
}

const folder = mkdtempSync(join(tmpdir(), "segur-bench-"));
try {
  const path = join(folder, "cabinet.db");
  const store = openStore(path, { create: true, key: BENCH_KEY });
  let spent = 0;
  for (let done = 0; done < LINES; done += BATCH) {
    const lines = Array.from({ length: Math.min(BATCH, LINES - done) }, (_, index) => line(done + index));
    const from = performance.now();
    await store.traces.append(lines);
    spent += performance.now() - from;
  }
  const among = spent / LINES;

  const alone: number[] = [];
  for (let index = 0; index < 3_000; index += 1) {
    const one = [line(index)];
    const from = performance.now();
    await store.traces.append(one);
    alone.push(performance.now() - from);
  }
  alone.sort((a, b) => a - b);
  const mean = alone.reduce((sum, each) => sum + each, 0) / alone.length;
  const at = (share: number) => alone[Math.floor(alone.length * share)] ?? 0;

  const from = performance.now();
  const { lines, broken } = await store.journal.verify();
  const verified = ((performance.now() - from) * LINES) / lines;
  if (broken !== null) throw new Error(`the journal of the bench is broken at ${broken.seq}`);
  await store.close();

  console.log(`${LINES} lines, ${(statSync(path).size / 1e6).toFixed(0)} MB`);
  console.log(
    `append among ${BATCH} ${among.toFixed(4)} ms; alone, with its commit: mean ${mean.toFixed(3)} ms, median ${at(0.5).toFixed(3)}, p95 ${at(0.95).toFixed(3)}`,
  );
  console.log(`append: ratio to ${APPEND_MS} ms ${(mean / APPEND_MS).toFixed(2)} (must be <= 1)`);
  console.log(
    `verify: ${(verified / 1000).toFixed(2)} s, ratio to ${VERIFY_MS / 1000} s ${(verified / VERIFY_MS).toFixed(2)} (must be <= 1)`,
  );
  if (verified > (VERIFY_MS * LINES) / 1_000_000 || mean > APPEND_MS) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
