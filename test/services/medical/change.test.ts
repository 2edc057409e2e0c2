import { describe, expect, test } from "vitest";
import { safeDetails } from "../../../src/services/journal/details.js";
import { KINDS } from "../../../src/services/journal/kinds.js";
import {
  addItem,
  changeProtocols,
  closeItem,
  editItem,
  removeItem,
  reopenItem,
  stateNone,
} from "../../../src/services/medical/change.js";
import { readKind } from "../../../src/services/medical/kinds.js";
import type { ItemTexts } from "../../../src/services/medical/read-item.js";
import type { TestCabinet } from "../support/cabinet.js";
import { testCabinet } from "../support/cabinet.js";
import { withPatient } from "./support.js";

const PROBLEM = { kind: "problem", closed: false } as const;
const TREATMENT = { kind: "treatment", closed: false } as const;
const add = (cabinet: TestCabinet, label: string, texts: ItemTexts = {}) =>
  addItem(cabinet, "1007", PROBLEM, { label, ...texts });

describe("an item", () => {
  test("is written as it is understood, with a line of the journal that repeats nothing of it", async () => {
    const cabinet = await withPatient();
    const problem = await add(cabinet, "  Diabète de\ttype 2 ", {
      code: "e119",
      since: "04/2019",
      note: "vu avec lui\r\n\r\nà revoir",
    });
    expect(problem).toMatchObject({
      ...{ id: "S1", patientId: "P1", label: "Diabète de type 2", since: "2019-04", closed: false },
      ...{ code: { code: "E11.9", system: "2.16.840.1.113883.6.3", label: "Diabète de type 2" } },
      ...{ note: "vu avec lui\n\nà revoir", source: { from: "entered", document: null }, createdBy: "U1" },
    });
    const treatment = await addItem(cabinet, "P1", TREATMENT, {
      ...{ label: "Metformine 500 mg", dosage: "1 matin et soir", dose: "1-2 comprimé", every: "12h" },
      ...{ route: "Voie orale", reason: "s1", cip13: "34009 359 5583 8", code: "6090 4643" },
    });
    expect(treatment).toMatchObject({
      schedule: { dose: { low: 1, high: 2, unit: "comprimé" }, everyHours: 12 },
      route: { code: "20053000", system: "0.4.0.127.0.16.1.1.2.1", label: "Voie orale" },
      ...{ reason: "S1", cip13: "3400935955838", code: { code: "60904643" } },
    });
    expect((await cabinet.patients.get("P1"))?.diagnoses).toEqual(["E11.9"]);
    const traces = await cabinet.traces.list({ patientId: "P1", kinds: ["medical.changed"], limit: 9 });
    expect(traces.map(({ code, data }) => [code, data])).toEqual([
      ["added", { items: ["S1"], kinds: ["problem"], from: "entered" }],
      ["added", { items: ["S2"], kinds: ["treatment"], from: "entered" }],
    ]);
    expect(safeDetails(KINDS["medical.changed"].details, traces[0]?.data)).toEqual(traces[0]?.data);
  });

  test.each<[string, ItemTexts, string]>([
    ["a date that does not exist", { since: "31/02/2019" }, "date.calendar"],
    ["a future date", { since: "2999" }, "date.future"],
    ["a date before the birth", { since: "1959" }, "date.before_birth"],
    ["a code of another nomenclature", { code: "HHFA011" }, "medical.cim10"],
    ["a field of another kind", { dosage: "1 le matin" }, "medical.not_of_kind"],
    ["an empty label", { label: " " }, "medical.empty"],
    ["an end before the beginning", { since: "2020", until: "2019" }, "medical.order"],
  ])("is refused for %s, and nothing is written", async (_, texts, code) => {
    const cabinet = await withPatient();
    await expect(addItem(cabinet, "P1", PROBLEM, { label: "SECRET", ...texts })).rejects.toMatchObject({ code, kind: "usage" });
    const error: unknown = await addItem(cabinet, "P1", PROBLEM, { label: "SECRET", ...texts }).catch(
      (reason: unknown) => reason,
    );
    expect(JSON.stringify(Object.entries(Object(error)))).not.toContain("SECRET");
    expect((await cabinet.medical.record("P1")).items).toEqual([]);
    expect(await cabinet.traces.list({ patientId: "P1", kinds: ["medical.changed"], limit: 9 })).toEqual([]);
  });

  test("that the record has already is a question, unless it is meant; closed, it is another", async () => {
    const cabinet = await withPatient();
    await add(cabinet, "Dépression", { code: "F32.9" });
    const again = { code: "medical.exists", kind: "decision", details: { candidates: ["S1"] } };
    await expect(add(cabinet, "Épisode dépressif", { code: "F32.9" })).rejects.toMatchObject(again);
    await expect(add(cabinet, "depression")).rejects.toMatchObject(again);
    expect(await addItem(cabinet, "P1", PROBLEM, { label: "Dépression", code: "F32.9" }, { again: true })).toMatchObject({
      id: "S2",
    });
    const antecedent = readKind("Antécédent");
    if (antecedent === null) throw new Error("a known word");
    expect(await addItem(cabinet, "P1", antecedent, { label: "Dépression" })).toMatchObject({ id: "S3", closed: true });
  });

  test("is added once by two who type it at the same time", async () => {
    const cabinet = await withPatient();
    const other = await testCabinet({ path: cabinet.path });
    const both = await Promise.allSettled([add(cabinet, "Asthme"), add(other, "asthme")]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await cabinet.medical.record("P1")).items).toHaveLength(1);
  });
});

describe("a change", () => {
  test("keeps what is not given, erases what is given empty, and says what differs", async () => {
    const cabinet = await withPatient();
    await add(cabinet, "Diabète", { code: "E11.9", since: "2019" });
    expect(await editItem(cabinet, "s1", { label: "Diabète de type 2" })).toMatchObject({
      changed: ["label"],
      item: { since: "2019", code: { code: "E11.9" }, rowVersion: 2 },
    });
    expect(await editItem(cabinet, "S1", { since: "", code: "" })).toMatchObject({ item: { since: null, code: null } });
    expect((await cabinet.patients.get("P1"))?.diagnoses).toEqual([]);
    expect(await editItem(cabinet, "S1", { since: "" })).toMatchObject({ changed: [], item: { rowVersion: 3 } });
    await expect(editItem(cabinet, "S1", {})).rejects.toMatchObject({ code: "medical.nothing_given" });
    await expect(editItem(cabinet, "S9", { since: "2019" })).rejects.toMatchObject({ code: "medical.not_found" });
  });

  test("of one item by two at once is one, and the other is told", async () => {
    const cabinet = await withPatient();
    const other = await testCabinet({ path: cabinet.path });
    await add(cabinet, "Diabète");
    const both = await Promise.allSettled([editItem(cabinet, "S1", { since: "2019" }), closeItem(other, "S1", undefined)]);
    const lost = both.filter(({ status }) => status === "rejected");
    expect(lost).toHaveLength(1);
    expect(lost[0]).toMatchObject({ reason: { code: "medical.changed_meanwhile", kind: "decision" } });
    expect((await cabinet.medical.get("S1"))?.rowVersion).toBe(2);
    const traces = await cabinet.traces.list({ patientId: "P1", kinds: ["medical.changed"], limit: 9 });
    expect(traces).toHaveLength(2);
  });

  test("closes with or without a date, reopens, and removes; each is refused twice", async () => {
    const cabinet = await withPatient();
    await add(cabinet, "Diabète", { code: "E11.9", since: "2019" });
    expect(await closeItem(cabinet, "S1", undefined)).toMatchObject({ closed: true, until: null });
    await expect(closeItem(cabinet, "S1", "2020")).rejects.toMatchObject({ code: "medical.closed" });
    expect(await reopenItem(cabinet, "S1")).toMatchObject({ closed: false, until: null });
    await expect(reopenItem(cabinet, "S1")).rejects.toMatchObject({ code: "medical.open" });
    await expect(closeItem(cabinet, "S1", "2018")).rejects.toMatchObject({ code: "medical.order" });
    expect(await closeItem(cabinet, "S1", "06/2021")).toMatchObject({ until: "2021-06" });
    expect(await reopenItem(cabinet, "S1")).toMatchObject({ until: null });
    const item = await cabinet.medical.get("S1");
    if (item === null) throw new Error("it is there");
    await removeItem(cabinet, item);
    await expect(removeItem(cabinet, item)).rejects.toMatchObject({ code: "medical.not_found" });
    const traces = await cabinet.traces.list({ patientId: "P1", kinds: ["medical.changed"], limit: 9 });
    expect(traces.map(({ code }) => code)).toEqual(["added", "closed", "reopened", "closed", "reopened", "removed"]);
  });
});

test("the reason of a treatment is a problem of the same patient", async () => {
  const cabinet = await withPatient();
  const { patient } = await import("../../store/support.js");
  await cabinet.add(patient({ birthDate: "1990-01-01" }));
  await addItem(cabinet, "P2", PROBLEM, { label: "Asthme" });
  await addItem(cabinet, "P1", { kind: "allergy", closed: false }, { label: "Pollen", allergen: "autre" });
  for (const reason of ["S1", "S2", "S9", "P1"]) {
    await expect(addItem(cabinet, "P1", TREATMENT, { label: "Metformine", reason })).rejects.toMatchObject({
      code: "medical.reason",
    });
  }
});

test("« aucune connue » is refused beside an open item, and said of nothing twice", async () => {
  const cabinet = await withPatient();
  await stateNone(cabinet, "1007", "allergy", true);
  await stateNone(cabinet, "1007", "allergy", true);
  await stateNone(cabinet, "1007", "allergy", false);
  await add(cabinet, "Diabète");
  await expect(stateNone(cabinet, "P1", "problem", true)).rejects.toMatchObject({
    code: "medical.not_none",
    details: { items: ["S1"] },
  });
  const traces = await cabinet.traces.list({ patientId: "P1", kinds: ["medical.changed"], limit: 9 });
  expect(traces.map(({ code, data }) => [code, data?.kinds])).toEqual([
    ["none_stated", ["allergy"]],
    ["none_taken_back", ["allergy"]],
    ["added", ["problem"]],
  ]);
});

test("« aucune connue » beside a closed item is meant or is not said; an item that lifts it says so", async () => {
  const cabinet = await withPatient();
  const allergy = { kind: "allergy", closed: false } as const;
  await addItem(cabinet, "P1", allergy, { label: "Pénicilline" });
  await closeItem(cabinet, "S1", undefined);
  await expect(stateNone(cabinet, "P1", "allergy", true)).rejects.toMatchObject({
    ...{ code: "medical.none_closed", kind: "decision", details: { items: ["S1"] } },
  });
  expect((await cabinet.medical.record("P1")).noneKnown).toEqual({});
  await stateNone(cabinet, "P1", "allergy", true, { despite: true });
  let lifted = 0;
  await addItem(cabinet, "P1", allergy, { label: "Pollen" }, { lifted: () => (lifted += 1) });
  await addItem(cabinet, "P1", allergy, { label: "Arachide" }, { lifted: () => (lifted += 1) });
  expect(lifted).toBe(1);
  // A closed problem is told as an antécédent.
  await addItem(cabinet, "P1", { kind: "problem", closed: true }, { label: "Appendicite" });
  await stateNone(cabinet, "P1", "problem", true);
});

test("an item that is named with a patient is theirs, or nothing is done", async () => {
  const cabinet = await withPatient();
  const { patient } = await import("../../store/support.js");
  await cabinet.add(patient({ birthDate: "1990-01-01" }, { fileNumber: "1008" }));
  await add(cabinet, "Diabète");
  const wrong = { code: "medical.other_patient", kind: "refused" };
  await expect(closeItem(cabinet, { item: "S1", of: "1008" }, undefined)).rejects.toMatchObject(wrong);
  await expect(editItem(cabinet, { item: "S1", of: "P2" }, { since: "2019" })).rejects.toMatchObject(wrong);
  expect(await cabinet.medical.get("S1")).toMatchObject({ rowVersion: 1 });
  expect(await closeItem(cabinet, { item: "s1", of: "1007" }, undefined)).toMatchObject({ closed: true });
});

test("a protocol has a name that a filter can look for", async () => {
  const cabinet = await withPatient();
  expect((await changeProtocols(cabinet, "P1", { add: ["Asalée"], remove: [] })).protocols).toEqual(["Asalée"]);
  for (const name of ["", " ", 'a"b', "a\\b", "a".repeat(61)])
    await expect(changeProtocols(cabinet, "P1", { add: [name], remove: [] })).rejects.toMatchObject({ code: "medical.protocol" });
});
