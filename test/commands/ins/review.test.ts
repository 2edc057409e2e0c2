import { describe, expect, it } from "vitest";
import { run as qualify } from "../../../src/commands/ins/qualify.js";
import { run } from "../../../src/commands/ins/review.js";
import { testCabinet, testInsi, testSandbox } from "../../services/support/cabinet.js";
import { newPatient, OFFICIAL } from "../../services/support/patients.js";
import { testContext, typed } from "../support/context.js";

/** Two answers that wait: RUTH under her married name (V1), TCHITCHI with a given name INSi does not know (V2). */
async function waiting() {
  const sandbox = await testSandbox();
  const cabinet = await testCabinet({ insi: () => testInsi(sandbox), haste: 50 });
  await cabinet.add(newPatient(OFFICIAL.ruthMarried), newPatient(OFFICIAL.tchitchi));
  const { context } = await testContext({ cabinet, format: "ndjson" });
  await qualify(context, typed([undefined], { ids: "P1,P2", concurrency: "1" }));
  const [run] = await cabinet.runs.list({ limit: 1 });
  const identity = async (id: string) => (await cabinet.patients.get(id))?.identity;
  return { cabinet, identity, runId: run?.id ?? "" };
}

describe("segur ins review", () => {
  it("lists what waits without any name, exit 7 when a person is needed and nobody can be asked", async () => {
    const { cabinet, runId } = await waiting();
    const { context, io } = await testContext({ cabinet, format: "json" });
    expect(await run(context, typed([undefined]))).toBe(7);
    const { items } = JSON.parse(io.written());
    expect(items).toMatchObject([
      { id: "V1", patientId: "P1", key: "F-RUTH", run: runId, line: 1, differences: ["birthName"] },
      { id: "V2", patientId: "P2", differences: expect.arrayContaining(["firstBirthGivenName"]) },
    ]);
    expect(io.written()).not.toMatch(/NESSI|DURAND|CATARINA/);
    const list = await testContext({ cabinet, format: "json" });
    expect(await run(list.context, typed([undefined], { list: true }))).toBe(0);
  });

  it("accepts and refuses by number, one line each, and the run's lines get their final outcome", async () => {
    const { cabinet, identity, runId } = await waiting();
    const { context, io } = await testContext({ cabinet, format: "ndjson" });
    expect(await run(context, typed([undefined], { accept: "V1", refuse: "V2", note: "livret de famille vu" }))).toBe(0);
    const lines = io.written().trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { id: "V1", decision: "accepted", status: "recuperee" },
      { id: "V2", decision: "refused", status: "provisoire" },
    ]);
    expect(await identity("P1")).toMatchObject({ traits: { birthName: "NESSI", firstBirthGivenName: "RUTH" } });
    expect(await identity("P2")).toMatchObject({ ins: null });
    const items = await cabinet.runs.items(runId, { afterLine: 0, limit: 10 });
    expect(items.map((item) => [item.result?.outcome, item.result?.calls])).toEqual([
      ["found", 2],
      ["refused", 2],
    ]);
    const [trace] = await cabinet.traces.list({ kinds: ["insi.decided"], limit: 10 });
    expect(trace).toMatchObject({ patientId: "P1", code: "accepted", data: { note: "livret de famille vu" } });
  });

  it("decides once: a second decision, or an unknown number, is told and stops nothing else", async () => {
    const { cabinet, identity } = await waiting();
    const first = await testContext({ cabinet, format: "ndjson" });
    await run(first.context, typed([undefined], { refuse: "V1" }));
    const { context, io } = await testContext({ cabinet, format: "ndjson" });
    expect(await run(context, typed([undefined], { accept: "V1,V9,V2" }))).toBe(3);
    const lines = io.written().trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).code)).toEqual(["review.decided", "review.not_found", null]);
    expect(await identity("P1")).toMatchObject({ ins: null });
    expect(await identity("P2")).toMatchObject({ status: "recuperee" });
  });

  it("does not accept an answer for an identity that became doubtful meanwhile (INS/va1.20)", async () => {
    const { cabinet, identity } = await waiting();
    const patient = await cabinet.patients.get("P1");
    if (!patient) throw new Error("P1 is missing");
    const doubtful = {
      ...patient,
      identity: { ...patient.identity, attributes: { ...patient.identity.attributes, douteuse: true } },
    };
    await cabinet.patients.save({ updates: [{ patient: doubtful, expectedVersion: patient.version }] });
    const { context } = await testContext({ cabinet, format: "ndjson" });
    expect(await run(context, typed([undefined], { accept: "V1" }))).toBe(3);
    expect(await identity("P1")).toMatchObject({ ins: null, status: "provisoire" });
    expect(await cabinet.reviews.list({ state: "pending", limit: 10 })).toHaveLength(2);
  });

  it("walks through them with a person, the traits side by side", async () => {
    const { cabinet, identity } = await waiting();
    const { context, io, asked } = await testContext({ cabinet, tty: true, answers: { "--accept / --refuse": "accept" } });
    expect(await run(context, typed([undefined]))).toBe(0);
    expect(asked).toHaveLength(2);
    expect(io.told()).toMatch(/OLA CATARINA BELLA.*CATARINA BELLA.*DIFFÉRENT/);
    expect(await identity("P1")).toMatchObject({ status: "recuperee" });
    // INSi does not know OLA: she stays her first birth given name here, which only a person may change (EXI ID 10).
    expect(await identity("P2")).toMatchObject({
      status: "recuperee",
      traits: { firstBirthGivenName: "OLA", birthGivenNames: ["CATARINA", "BELLA"] },
    });
  });

  it("takes V1, v1 and 1 for the same answer", async () => {
    const { cabinet } = await waiting();
    const { context, io } = await testContext({ cabinet, format: "ndjson" });
    expect(await run(context, typed([undefined], { accept: "1", refuse: " v2 " }))).toBe(0);
    const lines = io.written().trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(["V1", "V2"]);
  });

  it.each([
    [{ accept: "V1", refuse: "V2,1" }, "review.both"],
    [{ accept: "" }, "review.nothing"],
    [{ refuse: " , " }, "review.nothing"],
  ])("decides nothing at all for %j", async (options, code) => {
    const { cabinet } = await waiting();
    const { context } = await testContext({ cabinet, format: "ndjson" });
    await expect(run(context, typed([undefined], options))).rejects.toMatchObject({ kind: "usage", code });
    expect(await cabinet.reviews.list({ state: "pending", limit: 10 })).toHaveLength(2);
  });

  it("keeps the name the practice knows: married name and birth name typed one for the other are put right", async () => {
    const { cabinet } = await waiting();
    const { context } = await testContext({ cabinet, format: "ndjson" });
    await run(context, typed([undefined], { accept: "V1" }));
    expect(await cabinet.patients.get("P1")).toMatchObject({ usedName: "DURAND", identity: { traits: { birthName: "NESSI" } } });
  });

  it("says which rule keeps a validated identity from other traits, and what to run", async () => {
    const { cabinet } = await waiting();
    const patient = await cabinet.patients.get("P1");
    if (!patient) throw new Error("P1 is missing");
    const proof = { type: "CN", checkedOn: "2026-01-02", checkedBy: "Dr A" };
    const validated = { ...patient, identity: { ...patient.identity, status: "validee" as const, proof } };
    await cabinet.patients.save({ updates: [{ patient: validated, expectedVersion: patient.version }] });
    const { context } = await testContext({ cabinet, tty: true, answers: { "--accept / --refuse": "accept" } });
    await expect(run(context, typed(["V1"]))).rejects.toMatchObject({
      kind: "refused",
      code: "identity.traits_differ",
      rule: "INS/va1.52",
      why: expect.stringContaining("contrôlée"),
      advice: expect.stringMatching(/segur patient edit P1\b.*segur ins review --refuse V1\b/),
    });
  });

  it("speaks French to a person: traits, dates and statuses", async () => {
    const { cabinet } = await waiting();
    const listed = await testContext({ cabinet, tty: true, columns: 140 });
    await run(listed.context, typed([undefined], { list: true }));
    expect(listed.io.written()).toContain("Nom de naissance");
    expect(listed.io.written()).not.toMatch(/birthName|\d{4}-\d{2}-\d{2}/);
    const decided = await testContext({ cabinet, tty: true, columns: 140 });
    await run(decided.context, typed([undefined], { accept: "V1" }));
    expect(decided.io.written()).toContain("récupérée");
  });
});
