import { describe, expect, it, vi } from "vitest";
import type { InsiClient } from "../../../../src/gateways/insi/port.js";
import { cohortFingerprint, cohortItems } from "../../../../src/services/ins/run/cohort.js";
import { executeRun } from "../../../../src/services/ins/run/execute.js";
import { openRun } from "../../../../src/services/ins/run/open-run.js";
import type { Run, RunItem } from "../../../../src/services/ins/run/types.js";
import { MACHINE, type TestCabinet, testCabinet, testInsi, testSandbox } from "../../support/cabinet.js";
import { newPatient, OFFICIAL } from "../../support/patients.js";

const NEVER = new AbortController().signal;

async function openIds(cabinet: TestCabinet, ids: readonly string[]): Promise<Run> {
  const cohort = { kind: "ids" as const, ids };
  const source = {
    label: "essai",
    fingerprint: cohortFingerprint(cohort),
    stable: false,
    items: () => cohortItems(cabinet, cohort),
  };
  return (await openRun(cabinet, source, { kind: "ins.qualify", reason: null, fresh: false })).run;
}

async function all(
  cabinet: TestCabinet,
  run: Run,
  options: { interrupted?: AbortSignal; concurrency?: number } = {},
): Promise<RunItem[]> {
  const items: RunItem[] = [];
  const context = { cabinet, machine: MACHINE, interrupted: options.interrupted ?? NEVER, progress: () => {} };
  for await (const item of executeRun(context, run, { concurrency: options.concurrency ?? 4, rate: null })) items.push(item);
  return items;
}

async function qualifyOfficial(names: readonly (keyof typeof OFFICIAL)[]) {
  const sandbox = await testSandbox();
  const cabinet = await testCabinet({ insi: () => testInsi(sandbox), haste: 20 });
  const patients = await cabinet.add(...names.map((name) => newPatient(OFFICIAL[name])));
  const run = await openIds(
    cabinet,
    patients.map((patient) => patient.id),
  );
  const items = await all(cabinet, run);
  return { sandbox, cabinet, patients, run, items };
}

function told(items: readonly RunItem[]): (readonly unknown[])[] {
  return items.map((item) => [item.key, item.result?.outcome, item.result?.code, item.result?.status, item.result?.calls]);
}

describe("a run over the official identities (insi.md §4)", () => {
  it("gives each line its outcome, in the order of the input", async () => {
    const { items, cabinet, run } = await qualifyOfficial(["adrun", "tchitchi", "houilles", "vinci", "hermann", "nia", "corse"]);
    expect(told(items)).toEqual([
      ["F-ADRUN", "found", "00", "recuperee", 1],
      // OLA → 01, CATARINA → 00: INSi knows her without OLA, so a person decides.
      ["F-TCHITCHI", "review", "00", "provisoire", 2],
      ["F-HOUILLES", "not_found", "01", "provisoire", 4],
      ["F-VINCI", "several", "02", "provisoire", 2],
      ["F-HERMANN", "found", "00", "recuperee", 1],
      ["F-NIA", "found", "00", "recuperee", 1],
      ["F-CORSE", "found", "00", "recuperee", 1],
    ]);
    const summary = await cabinet.runs.summary(run.id);
    expect(summary).toMatchObject({ total: 7, done: 7, pending: 0, held: 0, calls: 12 });
    expect((await cabinet.runs.get(run.id))?.state).toBe("done");
  });

  it("fills the identity with what INSi gave, keeping the history and a wrong key as they are", async () => {
    const { cabinet, patients } = await qualifyOfficial(["hermann", "nia"]);
    const hermann = await cabinet.patients.get(patients[0]?.id ?? "");
    expect(hermann?.identity.ins).toEqual({ matricule: "181036322045660", oid: "1.2.250.1.213.1.4.8" });
    expect(hermann?.identity.insHistory.map(({ number, key }) => [number, key])).toEqual([
      ["1810363220456", "60"],
      ["2810363220456", "10"],
    ]);
    const nia = await cabinet.patients.get(patients[1]?.id ?? "");
    expect(nia?.identity.ins?.oid).toBe("1.2.250.1.213.1.4.9");
  });

  it("writes an intention before each call and an answer after it, under the same MessageID", async () => {
    const { cabinet, sandbox, patients } = await qualifyOfficial(["houilles"]);
    const traces = await cabinet.traces.list({ patientId: patients[0]?.id, limit: 50 });
    const intended = traces.filter((trace) => trace.kind === "insi.intended").map((trace) => trace.messageId);
    const answered = traces.filter((trace) => trace.kind === "insi.answered").map((trace) => trace.messageId);
    const received = (await sandbox.control.calls()).map((call) => call.messageId?.replace("uuid:", ""));
    expect(new Set(received).size).toBe(4);
    expect(intended.toSorted()).toEqual(received.toSorted());
    expect(answered.toSorted()).toEqual(received.toSorted());
  });

  it("finds a woman by the birth name of the other field, and leaves the decision to a person", async () => {
    const { items, cabinet, patients } = await qualifyOfficial(["ruthMarried"]);
    expect(told(items)).toEqual([["F-RUTH", "review", "00", "provisoire", 2]]);
    const [review] = await cabinet.reviews.list({ state: "pending", limit: 10 });
    expect(review).toMatchObject({ patientId: patients[0]?.id, line: 1, answer: { code: "00" } });
    expect((await cabinet.patients.get(patients[0]?.id ?? ""))?.identity.ins).toBeNull();
  });

  it("does not give the same INS to two patients of the cabinet", async () => {
    const sandbox = await testSandbox();
    const cabinet = await testCabinet({ insi: () => testInsi(sandbox) });
    const twice = [newPatient(OFFICIAL.adrun), newPatient({ ...OFFICIAL.adrun, file: "F-ADRUN-BIS" })];
    const patients = await cabinet.add(...twice);
    const items = await all(
      cabinet,
      await openIds(
        cabinet,
        patients.map((patient) => patient.id),
      ),
      { concurrency: 1 },
    );
    expect(items.map((item) => item.result?.outcome)).toEqual(["found", "review"]);
    expect(items[1]?.result?.code).toBe("ins.duplicate");
  });

  it("does not ask again for an identity that already has its INS (rule 52)", async () => {
    const { cabinet, sandbox, patients } = await qualifyOfficial(["adrun"]);
    const before = (await sandbox.control.calls()).length;
    const items = await all(cabinet, await openIds(cabinet, [patients[0]?.id ?? ""]));
    expect(told(items)).toEqual([["F-ADRUN", "found", "00", "recuperee", 0]]);
    expect((await sandbox.control.calls()).length).toBe(before);
  });
});

describe("a run against a service in trouble", () => {
  async function trouble() {
    const sandbox = await testSandbox();
    const cabinet = await testCabinet({ insi: () => testInsi(sandbox, { timeoutMs: 1_000 }), haste: 50 });
    const [adrun, corse, nia] = await cabinet.add(...[OFFICIAL.adrun, OFFICIAL.corse, OFFICIAL.nia].map(newPatient));
    const run = await openIds(cabinet, [adrun?.id ?? "", corse?.id ?? "", nia?.id ?? ""]);
    return { sandbox, cabinet, run };
  }

  it("tries again what may succeed later, with a new MessageID each time", async () => {
    const { sandbox, cabinet, run } = await trouble();
    await sandbox.control.addFault({ kind: "siram_40", count: 2 });
    const items = await all(cabinet, run, { concurrency: 1 });
    expect(items.map((item) => item.result?.outcome)).toEqual(["found", "found", "found"]);
    expect(items[0]?.result?.calls).toBe(3);
    const calls = await sandbox.control.calls();
    expect(new Set(calls.map((call) => call.messageId)).size).toBe(5);
  });

  it("records a patient that alone gets no answer as an error, which --failed asks again", async () => {
    const { sandbox, cabinet, run } = await trouble();
    await sandbox.control.addFault({ kind: "insi_102", count: 3 });
    const items = await all(cabinet, run, { concurrency: 1 });
    expect(items.map((item) => item.result?.outcome)).toEqual(["error", "found", "found"]);
    expect(await cabinet.runs.reopen(run.id, "error")).toBe(1);
    const again = await all(cabinet, run, { concurrency: 1 });
    expect(again.map((item) => item.result?.outcome)).toEqual(["found", "found", "found"]);
    expect(again[0]?.result?.calls).toBe(4);
  });

  it("says that the service is down, keeps every item to be done, and goes on later", async () => {
    const { sandbox, cabinet, run } = await trouble();
    await sandbox.control.addFault({ kind: "refuse" });
    await expect(all(cabinet, run, { concurrency: 2 })).rejects.toMatchObject({ kind: "unreachable", code: "run.service_down" });
    expect(await cabinet.runs.summary(run.id)).toMatchObject({ pending: 3, held: 0, done: 0 });
    await sandbox.control.clearFaults();
    const items = await all(cabinet, run);
    expect(items.map((item) => item.result?.outcome)).toEqual(["found", "found", "found"]);
  });

  it("stops at once when the service refuses the software, and gives back what it held", async () => {
    const { sandbox, cabinet, run } = await trouble();
    await sandbox.control.addFault({ kind: "desir_550" });
    await expect(all(cabinet, run)).rejects.toMatchObject({ serviceCode: "desir_550", retry: "stop" });
    expect(await cabinet.runs.summary(run.id)).toMatchObject({ pending: 3, held: 0, done: 0 });
  });

  it("keeps a request that INSi refuses as it is apart from those that may be asked again", async () => {
    const { sandbox, cabinet, run } = await trouble();
    await sandbox.control.addFault({ kind: "siram_10", count: 1 });
    const items = await all(cabinet, run, { concurrency: 1 });
    expect(items.map((item) => item.result?.outcome)).toEqual(["refused", "found", "found"]);
    expect(await cabinet.runs.reopen(run.id, "error")).toBe(0);
  });

  it("is interrupted: what is under way ends, the rest stays to be done", async () => {
    const sandbox = await testSandbox({ latencyMs: 400 });
    const cabinet = await testCabinet({ insi: () => testInsi(sandbox) });
    const patients = await cabinet.add(...[OFFICIAL.adrun, OFFICIAL.corse, OFFICIAL.nia, OFFICIAL.hermann].map(newPatient));
    const run = await openIds(
      cabinet,
      patients.map((patient) => patient.id),
    );
    const interruption = new AbortController();
    const twoAsked = vi.waitFor(async () => expect(await sandbox.control.calls()).toHaveLength(2), {
      timeout: 10_000,
      interval: 5,
    });
    twoAsked.then(() => interruption.abort());
    await expect(all(cabinet, run, { interrupted: interruption.signal, concurrency: 2 })).rejects.toMatchObject({
      kind: "interrupted",
      code: "run.interrupted",
    });
    expect(await cabinet.runs.summary(run.id)).toMatchObject({ done: 2, pending: 2, held: 0 });
  });
});

describe("what a process holds", () => {
  it("is all given back when it stops, also the group that was being taken ahead", async () => {
    const sandbox = await testSandbox();
    const cabinet = await testCabinet({ insi: () => testInsi(sandbox) });
    const many = Array.from({ length: 60 }, (_, index) =>
      newPatient({ ...OFFICIAL.houilles, given: "PIERRE", file: `F-${index}` }),
    );
    const patients = await cabinet.add(...many);
    const run = await openIds(
      cabinet,
      patients.map((patient) => patient.id),
    );
    const interruption = new AbortController();
    // The interruption comes while a group is being taken ahead, and that claim is slow: everybody else has stopped before it.
    const { claim } = cabinet.runs;
    let claims = 0;
    cabinet.runs.claim = async (...claimed) => {
      claims += 1;
      if (claims === 2) {
        interruption.abort();
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      return claim(...claimed);
    };
    await expect(all(cabinet, run, { interrupted: interruption.signal, concurrency: 8 })).rejects.toMatchObject({
      code: "run.interrupted",
    });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await cabinet.runs.summary(run.id)).toMatchObject({ held: 0 });
    expect(await cabinet.runs.holders(run.id)).toEqual([]);
  });
});

describe("several processes on one run", () => {
  it("share it without asking twice", async () => {
    const sandbox = await testSandbox({ latencyMs: 20 });
    const insi = (): Promise<InsiClient> => testInsi(sandbox);
    const first = await testCabinet({ insi });
    const names = ["adrun", "corse", "nia", "hermann", "ruth", "laurent", "houilles", "vinci"] as const;
    const patients = await first.add(...names.map((name) => newPatient(OFFICIAL[name])));
    const second = await testCabinet({ insi, path: first.path });
    const ids = patients.map((patient) => patient.id);
    const [one, two] = await Promise.all([openIds(first, ids), openIds(second, ids)]);
    expect(two?.id).toBe(one?.id);
    const [left, right] = await Promise.all([all(first, one, { concurrency: 1 }), all(second, two, { concurrency: 1 })]);
    expect(told(left)).toEqual(told(right));
    const calls = await sandbox.control.calls();
    expect(new Set(calls.map((call) => call.query)).size).toBe(calls.length);
  });

  it("takes over at once what a dead process of this host held", async () => {
    const sandbox = await testSandbox();
    const cabinet = await testCabinet({ insi: () => testInsi(sandbox) });
    const patients = await cabinet.add(...[OFFICIAL.adrun, OFFICIAL.corse].map(newPatient));
    const run = await openIds(
      cabinet,
      patients.map((patient) => patient.id),
    );
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    await cabinet.runs.claim(run.id, { id: "gone", host: MACHINE.host, pid: 999_999 }, 10, inAnHour);
    const machine = { ...MACHINE, isAlive: (pid: number) => pid !== 999_999 };
    const items: RunItem[] = [];
    const context = { cabinet, machine, interrupted: NEVER, progress: () => {} };
    for await (const item of executeRun(context, run, { concurrency: 2, rate: null })) items.push(item);
    expect(items.map((item) => item.result?.outcome)).toEqual(["found", "found"]);
  });
});
