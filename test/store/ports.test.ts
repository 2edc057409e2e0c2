import { describe, expect, test } from "vitest";
import type { InsiAnswer } from "../../src/domain/insi/answer.js";
import { actor, failure, NOW, reopen, tempStore, trace } from "./support.js";

const ANSWER: InsiAnswer = {
  code: "00",
  label: "OK",
  individual: {
    number: "2800363220001",
    key: "23",
    oid: "1.2.250.1.213.1.4.10",
    history: [{ number: "2800363220001", key: null, oid: "1.2.250.1.213.1.4.10", from: "2019-12-31", to: null }],
    traits: { birthName: "DE VINCI", givenNames: "RUTH ISABELLE", sex: "F", birthDate: "1980-03-12", birthPlace: "" },
  },
  warnings: ["Prénoms lus dans « Prenom »."],
};

describe("traces", () => {
  test("come back as written, in order, by patient, run, message and kind, page by page", async () => {
    const { traces } = tempStore();
    await traces.append([
      trace({ kind: "insi.intended", patientId: "P1", runId: "R1", messageId: "m-1" }),
      trace({ kind: "insi.answered", patientId: "P1", runId: "R1", messageId: "m-1", code: "00", data: { answer: ANSWER } }),
      trace({ kind: "insi.intended", patientId: "P2", runId: "R1", messageId: "m-2" }),
      trace({ kind: "ins.accessed", actor: { userId: "U2", rpps: "10001234567", authMode: "psc" } }),
    ]);
    const ids = async (query: Partial<Parameters<typeof traces.list>[0]>) =>
      (await traces.list({ limit: 9, ...query })).map(({ id }) => id);
    expect(await ids({})).toEqual(["T1", "T2", "T3", "T4"]);
    expect(await ids({ patientId: "P1" })).toEqual(["T1", "T2"]);
    expect(await ids({ runId: "R1", kinds: ["insi.intended"] })).toEqual(["T1", "T3"]);
    expect(await ids({ messageId: "m-2" })).toEqual(["T3"]);
    expect(await ids({ kinds: [] })).toEqual([]);
    expect(await ids({ patientId: "nobody" })).toEqual([]);
    expect(await ids({ after: "T2", limit: 1 })).toEqual(["T3"]);
    const [, answered, , accessed] = await traces.list({ limit: 9 });
    expect(answered).toEqual({
      id: "T2",
      kind: "insi.answered",
      at: NOW,
      actor,
      patientId: "P1",
      runId: "R1",
      messageId: "m-1",
      code: "00",
      data: { answer: ANSWER },
    });
    expect(accessed).toEqual({
      id: "T4",
      kind: "ins.accessed",
      at: NOW,
      actor: { userId: "U2", rpps: "10001234567", authMode: "psc" },
    });
  });

  test("a trace that names a patient by anything but an id is a defect, and writes nothing", async () => {
    const { traces } = tempStore();
    expect(await failure(traces.append([trace(), trace({ patientId: "MARTIN" })]))).toMatchObject({ kind: "internal" });
    expect(await traces.list({ limit: 9 })).toEqual([]);
  });
});

describe("reviews", () => {
  const review = (patientId: string, line: number | null = null) => ({
    patientId,
    runId: line === null ? null : "R1",
    line,
    messageId: "m-1",
    answer: ANSWER,
    createdAt: NOW,
  });

  test("keep the answer as it was received", async () => {
    const store = tempStore();
    expect(await store.reviews.add([review("P1", 4)])).toEqual(["V1"]);
    const none = { ...ANSWER, individual: null, warnings: [] };
    await store.reviews.add([{ ...review("P2"), answer: none }]);
    await store.close();
    const { reviews } = reopen(store.path);
    expect(await reviews.get("V1")).toEqual({ ...review("P1", 4), id: "V1", state: "pending", decidedAt: null, decidedBy: null });
    expect((await reviews.get("V2"))?.answer).toEqual(none);
    expect(await reviews.get("V9")).toBeNull();
    expect(await reviews.get("P1")).toBeNull();
  });

  test("a patient has one pending review: a newer answer replaces it, a decided one stays", async () => {
    const { reviews } = tempStore();
    await reviews.add([review("P1")]);
    expect(await reviews.add([review("P1"), review("P2")])).toEqual(["V2", "V3"]);
    expect(await reviews.get("V1")).toBeNull();
    await reviews.decide("V2", { state: "refused", at: NOW, by: "U1" });
    await reviews.add([review("P1")]);
    expect((await reviews.list({ limit: 9, patientId: "P1" })).map(({ id, state }) => [id, state])).toEqual([
      ["V2", "refused"],
      ["V4", "pending"],
    ]);
  });

  test("is decided once, even by two people at the same time", async () => {
    const { reviews } = tempStore();
    await reviews.add([review("P1")]);
    const both = await Promise.all([
      reviews.decide("V1", { state: "accepted", at: NOW, by: "U1" }),
      reviews.decide("V1", { state: "refused", at: NOW, by: "U2" }),
    ]);
    expect(both).toEqual([true, false]);
    expect(await reviews.get("V1")).toMatchObject({ state: "accepted", decidedBy: "U1", decidedAt: NOW });
    expect(await reviews.decide("V9", { state: "accepted", at: NOW, by: "U1" })).toBe(false);
  });

  test("are listed by state and run, page by page", async () => {
    const { reviews } = tempStore();
    await reviews.add([review("P1", 1), review("P2"), review("P3", 3)]);
    await reviews.decide("V3", { state: "accepted", at: NOW, by: "U1" });
    expect((await reviews.list({ limit: 9, runId: "R1" })).map(({ id }) => id)).toEqual(["V1", "V3"]);
    expect((await reviews.list({ limit: 9, state: "pending" })).map(({ id }) => id)).toEqual(["V1", "V2"]);
    expect((await reviews.list({ limit: 1, after: "V1" })).map(({ id }) => id)).toEqual(["V2"]);
  });
});

describe("settings, users and the cabinet itself", () => {
  test("settings keep any JSON value until unset", async () => {
    const { settings } = tempStore();
    expect(await settings.get("insi.url")).toBeUndefined();
    for (const value of ["https://insi", 5, null, false, ["CN", "PA"], { a: { b: 1 } }]) {
      await settings.set("key", value);
      expect(await settings.get("key")).toEqual(value);
    }
    await settings.set("a", 1);
    expect([...(await settings.all())]).toEqual([
      ["a", 1],
      ["key", { a: { b: 1 } }],
    ]);
    await settings.unset("key");
    await settings.unset("never");
    expect([...(await settings.all()).keys()]).toEqual(["a"]);
    await expect(settings.set("key", undefined)).rejects.toThrow();
  });

  test("a cabinet is created once and may be renamed", async () => {
    const { meta } = tempStore();
    const cabinet = { name: "Cabinet de la Gare", environment: "sandbox", instanceId: "3b1f", createdAt: NOW } as const;
    expect(await meta.read()).toBeNull();
    expect(await Promise.all([meta.create(cabinet), meta.create({ ...cabinet, environment: "production" })])).toEqual([
      true,
      false,
    ]);
    await meta.rename("Cabinet du Port");
    expect(await meta.read()).toEqual({ ...cabinet, name: "Cabinet du Port" });
  });
});
