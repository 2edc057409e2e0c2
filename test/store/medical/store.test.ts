import { expect, test } from "vitest";
import type { MedicalRecord, NewMedicalItem } from "../../../src/domain/medical/medical.js";
import type { Store } from "../../../src/store/open.js";
import type { TracesOf } from "../../../src/store/traces.port.js";
import { failure, NOW, patient, reopen, tempStore, trace } from "../support.js";
import { entered, family, problem, treatment, who } from "./support.js";

const LATER = "2026-11-24T08:00:00.000Z";
const changed = ((items: readonly { id: string }[]) => [
  trace({ kind: "medical.changed", patientId: "P1", code: "added", data: { items: items.map(({ id }) => id) } }),
]) satisfies TracesOf<readonly { id: string }[]>;

async function withPatient(diagnoses: readonly string[] = []): Promise<Store> {
  const store = tempStore();
  await store.patients.save({ inserts: [patient({}, { diagnoses })] });
  return store;
}

const codes = async (store: Store) => (await store.patients.get("P1"))?.diagnoses;

test("items come back whole after reopening, by kind, then oldest first, those without a date last", async () => {
  const store = await withPatient();
  const every: readonly NewMedicalItem[] = [
    treatment("Metformine 500 mg", { dosage: "1 matin et soir", cip13: "3400930000007", reason: "S3" }),
    family("Infarctus du myocarde", { relative: "father", since: "1998" }),
    problem("Asthme", "J45.9"),
    problem("Diabète de type 2", "E11.9", { since: "2019-04-12" }),
    problem("Hypertension", "I10", { since: "2019" }),
    { ...problem("x", null), kind: "habit", label: "Tabac", habit: "tobacco", quantity: { value: 20, unit: "{pack}/a" } },
    { ...problem("x", null), kind: "allergy", label: "Pénicilline", allergen: "drug", reaction: "urticaire" },
  ];
  const added = await store.medical.add("P1", every, entered, who, changed);
  expect(added.map(({ id }) => id)).toEqual(["S1", "S2", "S3", "S4", "S5", "S6", "S7"]);
  await store.close();
  const again = reopen(store.path);
  const { items } = await again.medical.record("P1");
  expect(items.map(({ id }) => id)).toEqual(["S5", "S4", "S3", "S7", "S6", "S2", "S1"]);
  const about = { patientId: "P1", source: entered, rowVersion: 1, createdAt: NOW, createdBy: who.by, updatedAt: NOW };
  for (const item of items) expect(item).toEqual({ ...every[Number(item.id.slice(1)) - 1], id: item.id, ...about });
  expect(await again.medical.get("S1")).toEqual(items.at(-1));
  expect(await again.medical.get("S8")).toBeNull();
  expect(await again.medical.get("P1")).toBeNull();
  expect((await again.traces.list({ patientId: "P1", limit: 9 })).map(({ data }) => data)).toEqual([
    { items: ["S1", "S2", "S3", "S4", "S5", "S6", "S7"] },
  ]);
});

test("the reason of a treatment that the first version wrote (X3) is read with the letter of today", async () => {
  const store = await withPatient();
  const [old] = await store.medical.add("P1", [treatment("Metformine", { reason: "X3" })], entered, who);
  expect(old).toMatchObject({ id: "S1", reason: "S3" });
});

test("the diagnoses follow the open problems, and lose nothing that no item tells", async () => {
  const store = await withPatient(["C50", "I10"]);
  const [diabetes, pressure] = await store.medical.add(
    "P1",
    [
      problem("Diabète", "E11.9"),
      problem("Hypertension", "I10"),
      problem("Fatigue", null),
      problem("Grippe", "J11", { closed: true }),
    ],
    entered,
    who,
  );
  expect(await codes(store)).toEqual(["C50", "I10", "E11.9"]);
  if (diabetes === undefined || pressure === undefined) throw new Error("two were added");
  expect(await store.medical.update({ ...diabetes, closed: true }, LATER)).toBe(true);
  expect(await codes(store)).toEqual(["C50", "I10"]);
  expect(await store.medical.update({ ...pressure, label: "Hypertension artérielle", code: null }, LATER)).toBe(true);
  expect(await codes(store)).toEqual(["C50"]);
  const closed = await store.medical.get(diabetes.id);
  expect(closed).toMatchObject({ closed: true, rowVersion: 2, createdAt: NOW, updatedAt: LATER });
  if (closed === null) throw new Error("it is there");
  await store.medical.update({ ...closed, closed: false }, LATER);
  expect(await codes(store)).toEqual(["C50", "E11.9"]);
});

test("a patient that is written takes no code of an open problem away, and a stale one writes nothing", async () => {
  const store = await withPatient(["C50"]);
  const before = await store.patients.get("P1");
  await store.medical.add("P1", [problem("Diabète", "E11.9")], entered, who);
  if (before === null) throw new Error("it is there");
  const stale = await store.patients.save({ updates: [{ patient: before, expectedVersion: before.version }] });
  expect(stale.stale).toEqual(["P1"]);
  const now = await store.patients.get("P1");
  if (now === null) throw new Error("it is there");
  await store.patients.save({ updates: [{ patient: { ...now, diagnoses: ["I10"] }, expectedVersion: now.version }] });
  expect(await codes(store)).toEqual(["I10", "E11.9"]);
});

test("an item that somebody wrote since is left as it is, untraced", async () => {
  const store = await withPatient();
  const [item] = await store.medical.add("P1", [problem("Diabète", "E11.9")], entered, who);
  if (item === undefined) throw new Error("one was added");
  const both = await Promise.all([
    store.medical.update({ ...item, note: "à revoir" }, LATER, [trace({ patientId: "P1", code: "first" })]),
    store.medical.update({ ...item, closed: true }, LATER, [trace({ patientId: "P1", code: "second" })]),
  ]);
  expect(both).toEqual([true, false]);
  expect(await store.medical.get(item.id)).toMatchObject({ note: "à revoir", closed: false });
  expect(await codes(store)).toEqual(["E11.9"]);
  expect((await store.traces.list({ limit: 9 })).map(({ code }) => code)).toEqual(["first"]);
  expect(await store.medical.update({ ...item, id: "S9" }, LATER)).toBe(false);
});

test("« aucune connue » is refused beside an open item, and gives way to one", async () => {
  const store = await withPatient();
  expect(await store.medical.stateNone("P1", "problem", true)).toBe(true);
  expect(await store.medical.stateNone("P1", "allergy", true)).toBe(true);
  expect((await store.medical.record("P1")).noneKnown).toEqual({ allergy: true, problem: true });
  const [item] = await store.medical.add("P1", [problem("Grippe", "J11", { closed: true })], entered, who);
  expect((await store.medical.record("P1")).noneKnown).toEqual({ allergy: true, problem: true });
  if (item === undefined) throw new Error("one was added");
  await store.medical.update({ ...item, closed: false }, LATER);
  expect((await store.medical.record("P1")).noneKnown).toEqual({ allergy: true });
  expect(await store.medical.stateNone("P1", "problem", true, [trace({ code: "refused" })])).toBe(false);
  expect(await store.medical.stateNone("P1", "allergy", false, [trace({ code: "told" })])).toBe(true);
  expect((await store.medical.record("P1")).noneKnown).toEqual({});
  expect((await store.traces.list({ limit: 9 })).map(({ code }) => code)).toEqual(["told"]);
});

test("what to add is chosen among what is there at that instant: two at once write one item once", async () => {
  const store = await withPatient();
  const other = reopen(store.path);
  const one = problem("Diabète", "E11.9");
  const choose = ({ items }: MedicalRecord) => (items.some(({ label }) => label === one.label) ? [] : [one]);
  const add = ({ medical }: Store) => medical.add("P1", [one], entered, who, changed, { choose });
  const added = await Promise.all([add(store), add(other), add(store)]);
  expect(added.map(({ length }) => length).sort()).toEqual([0, 0, 1]);
  expect((await store.medical.record("P1")).items).toHaveLength(1);
  expect(await store.traces.list({ limit: 9 })).toHaveLength(1);
});

test("all or none: one item that the store refuses takes the others back, with the traces", async () => {
  const store = await withPatient();
  const foreign = { ...problem("x", "I10"), kind: "humeur" } as unknown as NewMedicalItem;
  expect(await failure(store.medical.add("P1", [problem("Diabète", "E11.9"), foreign], entered, who, changed))).toBeDefined();
  expect(await failure(store.medical.add("P7", [problem("Diabète", "E11.9")], entered, who, changed))).toBeDefined();
  expect(await failure(store.medical.add("P1", [problem("A", null)], { from: "vsm", document: "D5" }, who))).toBeDefined();
  expect(await store.medical.record("P1")).toEqual({ items: [], noneKnown: {} });
  expect(await codes(store)).toEqual([]);
  expect(await store.traces.list({ limit: 9 })).toEqual([]);
});

test("what was written by mistake leaves the record, and its diagnosis; it is never written twice by its import", async () => {
  const store = await withPatient();
  const one = problem("Diabète", "E11.9");
  const add = () => store.medical.add("P1", [one], { from: "file", document: null }, who, changed, { importKey: "k1" });
  const [item] = await add();
  if (item === undefined) throw new Error("one was added");
  expect(await store.medical.imported("k1")).toEqual({ id: "S1", removed: false });
  expect(await store.medical.remove({ ...item, rowVersion: 7 }, LATER)).toBe(false);
  expect(await store.medical.remove(item, LATER, [trace({ code: "removed" })])).toBe(true);
  expect(await store.medical.remove(item, LATER)).toBe(false);
  expect(await store.medical.update({ ...item, rowVersion: 2 }, LATER)).toBe(false);
  expect(await store.medical.get("S1")).toBeNull();
  expect((await store.medical.record("P1")).items).toEqual([]);
  expect(await codes(store)).toEqual([]);
  expect(await add()).toEqual([]);
  expect(await store.medical.imported("k1")).toEqual({ id: "S1", removed: true });
  expect(await store.medical.imported("k2")).toBeNull();
  expect((await store.traces.list({ limit: 9 })).map(({ code }) => code)).toEqual(["added", "removed"]);
});

test("a code is one code, with its dot or without", async () => {
  const store = await withPatient(["E119", "I10"]);
  const [item] = await store.medical.add("P1", [problem("Diabète", "E11.9")], entered, who);
  expect(await codes(store)).toEqual(["E119", "I10"]);
  if (item === undefined) throw new Error("one was added");
  await store.medical.update({ ...item, closed: true }, LATER);
  expect(await codes(store)).toEqual(["I10"]);
});

test("protocols are a set of names, kept whoever writes the patient", async () => {
  const store = await withPatient();
  const changes = [trace({ code: "protocols" })];
  expect(await store.medical.changeProtocols("P1", { add: ["Asalée", "PAERPA", "Asalée"], remove: [] }, changes)).toEqual([
    "Asalée",
    "PAERPA",
  ]);
  await store.medical.changeProtocols("P1", { add: ["Asalée"], remove: ["inconnu"] }, changes);
  const now = await store.patients.get("P1");
  if (now === null) throw new Error("it is there");
  await store.patients.save({ updates: [{ patient: { ...now, ald: true }, expectedVersion: now.version }] });
  expect(await store.medical.changeProtocols("P1", { add: [], remove: ["PAERPA"] })).toEqual(["Asalée"]);
  expect(await store.medical.protocols("P1")).toEqual(["Asalée"]);
  expect(await store.medical.protocols("P2")).toEqual([]);
  expect(await store.traces.list({ limit: 9 })).toHaveLength(1);
});
