import { describe, expect, test } from "vitest";
import type { NewPatient } from "../../src/domain/patient.js";
import { clock, NOW, patient, reopen, tempStore, trace } from "./support.js";

/** Every field set, so that a column forgotten on either side shows. */
const FULL: NewPatient = {
  fileNumber: "D-001",
  identity: {
    traits: {
      birthName: "D'ARTAGNAN",
      birthGivenNames: ["CHARLES", "PIERRE-ALAIN"],
      firstBirthGivenName: "CHARLES",
      birthDate: "1931-04-01",
      sex: "M",
      birthPlace: "99999",
    },
    status: "qualifiee",
    ins: { matricule: "131049999900193", oid: "1.2.250.1.213.1.4.10" },
    insHistory: [{ number: "1310499999001", key: null, oid: "1.2.250.1.213.1.4.9", from: "2020-01-01", to: null }],
    attributes: { homonyme: true, douteuse: true, fictive: false },
    proof: { type: "CN", checkedOn: "2026-01-02", checkedBy: "Secrétariat" },
  },
  usedName: "d'Artagnan",
  usedGivenName: "Charly",
  birthDateInterpreted: true,
  billingBirthDate: "1931-14-01",
  contact: { address: "1 rue de l'Œuvre", postcode: "32000", city: "Auch", phone: "0102030405", email: "a@example.test" },
  medecinTraitant: "Dr Treville",
  ald: true,
  diagnoses: ["E11.9", "I10"],
  lastSeen: "2026-10-01",
  lastVsm: "2025-02-03",
  rcp: [
    { date: "2026-12-01", done: false },
    { date: "2026-01-15", done: true },
  ],
  consents: { dmpFeed: "given", dmpRead: "opposed", mssProfessionals: "none", mssPatient: "given" },
  lastInsi: { outcome: "00", at: "2026-02-03T04:05:06.789Z" },
};

describe("save", () => {
  test("a patient comes back exactly as it was saved, after a restart too", async () => {
    const store = tempStore();
    const { inserted } = await store.patients.save({ inserts: [FULL] });
    const expected = { ...FULL, id: "P1", version: 1, createdAt: NOW, updatedAt: NOW };
    expect(inserted).toEqual([expected]);
    await store.close();
    expect(await reopen(store.path).patients.get("P1")).toEqual(expected);
  });

  test("empty lists and absent values come back as such", async () => {
    const store = tempStore();
    await store.patients.save({ inserts: [patient()] });
    expect(await store.patients.get("P1")).toMatchObject(patient());
  });

  test("a file number already taken is reported in its place and the rest is written", async () => {
    const store = tempStore();
    await store.patients.save({ inserts: [patient({}, { fileNumber: "A" })] });
    const batch = [
      patient({}, { fileNumber: "B" }),
      patient({}, { fileNumber: "A" }),
      patient({}, { fileNumber: "B" }),
      patient(),
    ];
    const { inserted } = await store.patients.save({ inserts: batch });
    expect(inserted.map((saved) => saved?.fileNumber)).toEqual(["B", undefined, undefined, null]);
    expect(await store.patients.count()).toBe(3);
  });

  test("a creation's trace carries the new id, and is absent when nothing was created", async () => {
    const store = tempStore();
    const created = trace({ kind: "patient.created" });
    await store.patients.save({ inserts: [patient({}, { fileNumber: "A" })] });
    const taken = patient({}, { fileNumber: "A" });
    const { inserted } = await store.patients.save({ inserts: [taken, patient()], insertTraces: [created, created] });
    const traces = await store.traces.list({ limit: 10 });
    expect(traces.map((entry) => [entry.kind, entry.patientId])).toEqual([["patient.created", inserted[1]?.id]]);
  });

  test("an update with an old version is refused and says so; its traces are not written", async () => {
    const store = tempStore();
    const [saved] = (await store.patients.save({ inserts: [patient()] })).inserted;
    if (!saved) throw new Error("not inserted");
    const mine = { patient: { ...saved, usedName: "Première" }, expectedVersion: 1, traces: [trace({ code: "first" })] };
    const theirs = { patient: { ...saved, usedName: "Seconde" }, expectedVersion: 1, traces: [trace({ code: "second" })] };
    expect((await store.patients.save({ updates: [mine] })).stale).toEqual([]);
    expect((await store.patients.save({ updates: [theirs] })).stale).toEqual(["P1"]);
    expect(await store.patients.get("P1")).toMatchObject({ usedName: "Première", version: 2 });
    expect((await store.traces.list({ limit: 10 })).map((entry) => [entry.patientId, entry.code])).toEqual([["P1", "first"]]);
  });

  test("an unknown patient is stale, whatever its id looks like", async () => {
    const store = tempStore();
    const ghost = { ...patient(), id: "", version: 1, createdAt: NOW, updatedAt: NOW };
    for (const id of ["P7", "p1", "P", "P0", "1", "P1; DROP TABLE patients", ""]) {
      const { stale } = await store.patients.save({ updates: [{ patient: { ...ghost, id }, expectedVersion: 1 }] });
      expect(stale).toEqual([id]);
      expect(await store.patients.get(id)).toBeNull();
    }
  });

  test("renaming moves the patient in the name index, other changes leave it there", async () => {
    const store = tempStore();
    const [saved] = (await store.patients.save({ inserts: [patient({ birthName: "DURAND" })] })).inserted;
    if (!saved) throw new Error("not inserted");
    const find = async (token: string) =>
      (await store.patients.search({ names: [{ field: "any", token }] }, { limit: 5 })).items.length;
    await store.patients.save({ updates: [{ patient: { ...saved, ald: true }, expectedVersion: 1 }] });
    expect(await find("durand")).toBe(1);
    const renamed = { ...saved, identity: { ...saved.identity, traits: { ...saved.identity.traits, birthName: "LEROY" } } };
    await store.patients.save({ updates: [{ patient: renamed, expectedVersion: 2 }] });
    expect(await find("durand")).toBe(0);
    expect(await find("leroy")).toBe(1);
  });

  test("a failing part takes the whole batch back, and only that batch", async () => {
    const store = tempStore();
    const wrong = trace({ patientId: "Jeanne" });
    const outcomes = await Promise.allSettled([
      store.patients.save({ inserts: [patient({}, { fileNumber: "kept" })] }),
      store.patients.save({ inserts: [patient({}, { fileNumber: "lost" })], traces: [wrong] }),
      store.patients.save({ inserts: [patient({}, { fileNumber: "kept too" })] }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect([...(await store.patients.findByFileNumbers(["kept", "lost", "kept too"])).keys()]).toEqual(["kept", "kept too"]);
    expect((await store.patients.search({ names: [{ field: "any", token: "martin" }] }, { limit: 5 })).items).toHaveLength(2);
  });

  test("taking another patient's file number is an input error that quotes nothing", async () => {
    const store = tempStore();
    const [first] = (await store.patients.save({ inserts: [patient({}, { fileNumber: "A" }), patient({}, { fileNumber: "B" })] }))
      .inserted;
    if (!first) throw new Error("not inserted");
    const change = { patient: { ...first, fileNumber: "B" }, expectedVersion: 1 };
    await expect(store.patients.save({ updates: [change] })).rejects.toMatchObject({
      kind: "input",
      code: "patient.file_number_taken",
    });
  });

  test("an INS that another patient has is not given to a second one", async () => {
    const store = tempStore();
    const ins = { matricule: "280036322000123", oid: "1.2.250.1.213.1.4.10" };
    const [first, second] = (await store.patients.save({ inserts: [patient(), patient()] })).inserted;
    if (!first || !second) throw new Error("not inserted");
    const give = (to: typeof first, version: number) =>
      store.patients.save({
        updates: [
          { patient: { ...to, identity: { ...to.identity, ins } }, expectedVersion: version, traces: [trace({ code: to.id })] },
        ],
      });
    expect(await give(first, 1)).toMatchObject({ stale: [], sameIns: [] });
    expect(await give(second, 1)).toMatchObject({ stale: [], sameIns: ["P2"] });
    expect(await give(first, 2)).toMatchObject({ stale: [], sameIns: [] });
    expect((await store.patients.findByMatricule(ins.matricule)).map(({ id }) => id)).toEqual(["P1"]);
    expect((await store.traces.list({ limit: 9 })).map(({ code }) => code)).toEqual(["P1", "P1"]);
  });

  test("the clock given at opening dates what is written", async () => {
    let at = NOW;
    const store = tempStore({ clock: { now: () => new Date(at) } });
    const [saved] = (await store.patients.save({ inserts: [patient()] })).inserted;
    if (!saved) throw new Error("not inserted");
    at = "2027-01-01T00:00:00.000Z";
    await store.patients.save({ updates: [{ patient: saved, expectedVersion: 1 }] });
    expect(await store.patients.get("P1")).toMatchObject({ createdAt: clock.now().toISOString(), updatedAt: at });
  });
});

describe("reads", () => {
  test("getMany keeps the order asked and marks the unknown", async () => {
    const store = tempStore();
    await store.patients.save({ inserts: [patient(), patient()] });
    expect((await store.patients.getMany(["P2", "P9", "P1"])).map((found) => found?.id ?? null)).toEqual(["P2", null, "P1"]);
  });

  test("several patients may hold one matricule (a duplicate to resolve)", async () => {
    const store = tempStore();
    const twice = { ...FULL, fileNumber: null };
    await store.patients.save({ inserts: [twice, patient(), twice] });
    expect((await store.patients.findByMatricule("131049999900193")).map(({ id }) => id)).toEqual(["P1", "P3"]);
    expect(await store.patients.findByMatricule("131049999900194")).toEqual([]);
  });

  test("findNear gives everyone born that day", async () => {
    const store = tempStore();
    await store.patients.save({ inserts: [patient(), patient({ birthDate: "1980-03-13" }), patient({ birthName: "LEROY" })] });
    expect((await store.patients.findNear("1980-03-12")).map(({ id }) => id)).toEqual(["P1", "P3"]);
  });
});
