import { describe, expect, it } from "vitest";
import type { Patient } from "../../../src/domain/patient.js";
import type { InsiClient } from "../../../src/gateways/insi/port.js";
import type { Sandbox } from "../../../src/sandbox/sandbox.js";
import { planVerification, type VerifyTarget, verifyPatients } from "../../../src/services/ins/verify.js";
import type { VerifyItem } from "../../../src/services/ins/verify-item.js";
import { type TestCabinet, testCabinet, testInsi, testSandbox } from "../support/cabinet.js";
import { newPatient, OFFICIAL } from "../support/patients.js";
import { ruth } from "./identities.js";

interface Bench {
  readonly cabinet: TestCabinet;
  readonly sandbox: Sandbox;
}

async function bench(wrap: (client: InsiClient) => InsiClient = (client) => client): Promise<Bench> {
  const sandbox = await testSandbox();
  const cabinet = await testCabinet({ insi: async () => wrap(await testInsi(sandbox, { timeoutMs: 300 })), haste: 100 });
  return { cabinet, sandbox };
}

async function verify(cabinet: TestCabinet, target: VerifyTarget, concurrency = 2): Promise<VerifyItem[]> {
  const items: VerifyItem[] = [];
  for await (const item of verifyPatients(cabinet, target, { concurrency, automatic: true })) items.push(item);
  return items;
}

async function again(cabinet: TestCabinet, patient: Patient | undefined): Promise<Patient> {
  const read = patient && (await cabinet.patients.get(patient.id));
  if (!read) throw new Error("no such patient");
  return read;
}

describe("verifyPatients", () => {
  it("demotes on KO: provisional, no INS, on the ins-ko list, traced with the call that said so", async () => {
    const { cabinet } = await bench();
    // The right matricule with another birth date: not the identity that the national base knows.
    const [patient] = await cabinet.add(ruth("qualifiee", { date: "15/07/1977" }));
    const [item] = await verify(cabinet, { ids: [patient?.id ?? ""] });
    expect(item).toMatchObject({ outcome: "ko", code: "KO", status: "provisoire", calls: 1, key: "F-RUTH" });
    const after = await again(cabinet, patient);
    expect(after.identity).toMatchObject({ status: "provisoire", ins: null, insHistory: [] });
    expect(after.lastInsi?.outcome).toBe("KO");
    const traces = await cabinet.traces.list({ patientId: after.id, limit: 20 });
    expect(traces.map((trace) => trace.kind)).toEqual(["insi.intended", "insi.answered", "identity.changed", "identity.status"]);
    expect(new Set(traces.map((trace) => trace.messageId)).size).toBe(1);
    expect(traces[1]).toMatchObject({ code: "KO" });
    expect(traces[3]?.data).toEqual({ from: "qualifiee", to: "provisoire", event: "verificationKo" });
  });

  it("leaves an identity that is OK as it is, and says when it was asked", async () => {
    const { cabinet } = await bench();
    const patients = await cabinet.add(ruth("qualifiee"), ruth("recuperee", { file: "F-2" }));
    const items = await verify(cabinet, { ids: patients.map((patient) => patient.id) });
    expect(items.map((item) => [item.outcome, item.status])).toEqual([
      ["ok", "qualifiee"],
      ["ok", "recuperee"],
    ]);
    const after = await again(cabinet, patients[0]);
    expect(after.identity.ins).toEqual(patients[0]?.identity.ins);
    expect(after.lastInsi?.outcome).toBe("00");
  });

  it("makes no call without an INS, and tells an unknown patient without stopping the others", async () => {
    const { cabinet, sandbox } = await bench();
    const patients = await cabinet.add(newPatient(OFFICIAL.adrun), ruth("validee"), ruth("qualifiee", { file: "F-3" }));
    const items = await verify(cabinet, { ids: [patients[0]?.id ?? "", "P999", patients[1]?.id ?? "", patients[2]?.id ?? ""] });
    expect(items.map((item) => [item.outcome, item.code])).toEqual([
      ["refused", "verify.no_ins"],
      ["refused", "patient.not_found"],
      ["refused", "verify.no_ins"],
      ["ok", "OK"],
    ]);
    expect(await sandbox.control.calls()).toHaveLength(1);
  });

  it("asks again after a fault that trying later may cure, each time under its own MessageID", async () => {
    const { cabinet, sandbox } = await bench();
    const [patient] = await cabinet.add(ruth("qualifiee"));
    await sandbox.control.addFault({ kind: "siram_40", count: 2 });
    const [item] = await verify(cabinet, { ids: [patient?.id ?? ""] });
    expect(item).toMatchObject({ outcome: "ok", calls: 3 });
    const traces = await cabinet.traces.list({ patientId: patient?.id, limit: 20 });
    expect(traces.map((trace) => trace.kind)).toEqual([
      "insi.intended",
      "insi.answered",
      "insi.intended",
      "insi.answered",
      "insi.intended",
      "insi.answered",
    ]);
    expect(new Set(traces.map((trace) => trace.messageId)).size).toBe(3);
    expect(traces.filter((trace) => trace.kind === "insi.answered").map((trace) => trace.code)).toEqual([
      "insi_111",
      "insi_111",
      "OK",
    ]);
  });

  it("keeps the identity when the service never answers, and says that it is down", async () => {
    const { cabinet, sandbox } = await bench();
    const [patient] = await cabinet.add(ruth("qualifiee"));
    await sandbox.control.addFault({ kind: "refuse" });
    const items: VerifyItem[] = [];
    const run = async (): Promise<void> => {
      const target = { ids: [patient?.id ?? ""] };
      for await (const item of verifyPatients(cabinet, target, { concurrency: 1, automatic: false })) items.push(item);
    };
    await expect(run()).rejects.toMatchObject({ kind: "unreachable", code: "insi.unreachable" });
    expect(items).toMatchObject([{ outcome: "error", calls: 3 }]);
    expect((await again(cabinet, patient)).identity.status).toBe("qualifiee");
  });

  it("stops asking after many failures in a row, and gives what was done", async () => {
    const { cabinet, sandbox } = await bench();
    const patients = await cabinet.add(...Array.from({ length: 40 }, (_, n) => ruth("qualifiee", { file: `F-${n}` })));
    const items: VerifyItem[] = [];
    const run = async (): Promise<void> => {
      const target = { ids: patients.map((patient) => patient.id) };
      for await (const item of verifyPatients(cabinet, target, { concurrency: 2, automatic: true })) {
        items.push(item);
        if (items.length === 1) await sandbox.control.addFault({ kind: "refuse" });
      }
    };
    await expect(run()).rejects.toMatchObject({ kind: "unreachable" });
    expect(items[0]?.outcome).toBe("ok");
    expect(items.length).toBeGreaterThan(9);
    expect(items.length).toBeLessThan(16);
  });

  it("stops at once when the service refuses this installation", async () => {
    const { cabinet, sandbox } = await bench();
    const patients = await cabinet.add(ruth("qualifiee"), ruth("qualifiee", { file: "F-2" }));
    await sandbox.control.addFault({ kind: "desir_550" });
    await expect(verify(cabinet, { ids: patients.map((patient) => patient.id) }, 1)).rejects.toMatchObject({
      retry: "stop",
      serviceCode: "desir_550",
    });
    expect(await sandbox.control.calls()).toHaveLength(1);
  });

  it("ends what is under way when interrupted, takes nothing more, and says so", async () => {
    const { cabinet, sandbox } = await bench();
    const patients = await cabinet.add(...Array.from({ length: 10 }, (_, n) => ruth("qualifiee", { file: `F-${n}` })));
    const interrupt = new AbortController();
    const items: VerifyItem[] = [];
    const run = async (): Promise<void> => {
      const options = { concurrency: 2, automatic: true, interrupted: interrupt.signal };
      for await (const item of verifyPatients(cabinet, { ids: patients.map((patient) => patient.id) }, options)) {
        items.push(item);
        interrupt.abort();
      }
    };
    const error = await run().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: "interrupted", details: { done: items.length } });
    expect(items.length).toBeLessThan(4);
    expect(items.every((item) => item.outcome === "ok")).toBe(true);
    expect((await sandbox.control.calls()).length).toBe(items.length);
  });

  it("does not apply a KO to an identity that was corrected during the call", async () => {
    const change: { during?: () => Promise<void> } = {};
    const { cabinet } = await bench((client) => ({
      ...client,
      searchByTraits: (query, call) => client.searchByTraits(query, call),
      searchByVitale: (query, call) => client.searchByVitale(query, call),
      close: () => client.close(),
      verify: async (query, call) => {
        const answer = await client.verify(query, call);
        await change.during?.();
        return answer;
      },
    }));
    const [patient] = await cabinet.add(ruth("qualifiee", { date: "15/07/1977" }));
    change.during = async () => {
      const now = await again(cabinet, patient);
      const traits = { ...now.identity.traits, birthDate: "1977-07-14" };
      const corrected = { ...now, identity: { ...now.identity, traits } };
      await cabinet.patients.save({ updates: [{ patient: corrected, expectedVersion: now.version }] });
    };
    const [item] = await verify(cabinet, { ids: [patient?.id ?? ""] });
    expect(item).toMatchObject({ outcome: "error", code: "verify.changed_meanwhile" });
    expect((await again(cabinet, patient)).identity.status).toBe("qualifiee");
  });

  it("applies a KO over an unrelated change made during the call", async () => {
    const change: { during?: () => Promise<void> } = {};
    const { cabinet } = await bench((client) => ({
      searchByTraits: (query, call) => client.searchByTraits(query, call),
      searchByVitale: (query, call) => client.searchByVitale(query, call),
      close: () => client.close(),
      verify: async (query, call) => {
        const answer = await client.verify(query, call);
        await change.during?.();
        return answer;
      },
    }));
    const [patient] = await cabinet.add(ruth("qualifiee", { date: "15/07/1977" }));
    change.during = async () => {
      const now = await again(cabinet, patient);
      await cabinet.patients.save({ updates: [{ patient: { ...now, usedName: "DURAND" }, expectedVersion: now.version }] });
    };
    const [item] = await verify(cabinet, { ids: [patient?.id ?? ""] });
    expect(item).toMatchObject({ outcome: "ko", status: "provisoire" });
    expect(await again(cabinet, patient)).toMatchObject({ usedName: "DURAND", identity: { status: "provisoire", ins: null } });
  });

  it("verifies a cohort of a filter, and plans it without any connection", async () => {
    const { cabinet } = await bench();
    await cabinet.add(ruth("qualifiee"), newPatient(OFFICIAL.adrun), ruth("recuperee", { file: "F-2" }));
    const filter = { field: "status", in: ["qualifiee", "recuperee"] } as const;
    expect((await verify(cabinet, { filter })).map((item) => item.outcome)).toEqual(["ok", "ok"]);

    const offline = await testCabinet();
    const patients = await offline.add(ruth("qualifiee"), newPatient(OFFICIAL.adrun));
    const planned = [];
    for await (const item of planVerification(offline, { ids: patients.map((patient) => patient.id) })) planned.push(item.why);
    expect(planned).toEqual([null, "verify.no_ins"]);
  });
});
