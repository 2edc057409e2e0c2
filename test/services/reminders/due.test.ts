import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MEDICAL_SYSTEMS } from "../../../src/domain/medical/medical.js";
import { DEFAULT_REMINDERS, type ReminderCriterion, type ReminderRule, rulesDue } from "../../../src/domain/medical/reminders.js";
import { dateOf } from "../../../src/services/filters/dates.js";
import { listFilters, resolveFilter } from "../../../src/services/filters/filters.js";
import { type DueLine, listDue, remindersOf } from "../../../src/services/reminders/due.js";
import { removeRule, resetReminders, setPlaces, setRule } from "../../../src/services/reminders/rules.js";
import { todo } from "../../../src/services/todo/todo.js";
import { problem, who } from "../../store/medical/support.js";
import { patient } from "../../store/support.js";
import { type TestCabinet, testCabinet } from "../support/cabinet.js";

const TODAY = "2026-11-26";

async function cabinetToday(): Promise<TestCabinet> {
  const cabinet = await testCabinet();
  return { ...cabinet, clock: { ...cabinet.clock, now: () => new Date(2026, 10, 26, 9) } };
}

async function all(cabinet: TestCabinet, filter?: string): Promise<readonly DueLine[]> {
  const lines: DueLine[] = [];
  for await (const line of (await listDue(cabinet, { limit: null, filter })).items) lines.push(line);
  return lines;
}

const due = async (cabinet: TestCabinet) =>
  (await all(cabinet)).map(({ patient: { id }, rules }) => `${id} ${rules.map((r) => r.name)}`);

describe("the default rules (product.md §5)", () => {
  test("name whoever is in ALD, has a listed diagnosis or a protocol, and has no VSM of less than a year", async () => {
    const cabinet = await cabinetToday();
    await cabinet.add(
      patient({}, { ald: true }),
      patient({}, { ald: true, lastVsm: "2025-11-26" }),
      patient({}, { ald: true, lastVsm: "2025-11-25" }),
      patient({}, { diagnoses: ["I10", "E11.9"], lastVsm: "2020-01-01" }),
      patient({}, { diagnoses: ["C50.9"], lastVsm: "2026-10-01" }),
      patient({}, { diagnoses: ["J45.9"] }),
      patient(),
    );
    await cabinet.medical.changeProtocols("P7", { add: ["Asalée"], remove: [] });
    expect(await due(cabinet)).toEqual(["P1 ald", "P3 ald", "P4 diabete,hta", "P7 protocole"]);
    expect((await all(cabinet)).map(({ months }) => months)).toEqual([null, 12, 82, null]);
  });

  test("say of each what its record lacks", async () => {
    const cabinet = await cabinetToday();
    await cabinet.add(patient({}, { ald: true, medecinTraitant: "Dr Moreau" }));
    await cabinet.medical.add("P1", [problem("Diabète", "E11.9", { since: "2019" })], { from: "entered", document: null }, who);
    const [line] = await all(cabinet);
    expect(line?.rules.map(({ name }) => name)).toEqual(["ald", "diabete"]);
    expect(line?.completeness.missing[0]?.criterion).toBe("allergy");
    expect(line?.completeness.score).toBeGreaterThan(0);
    const [item] = (await cabinet.medical.record("P1")).items;
    if (item === undefined) throw new Error("it is there");
    await cabinet.medical.update({ ...item, code: { code: "J45.9", system: MEDICAL_SYSTEMS.cim10, label: "x" } }, who.at);
    expect(await due(cabinet)).toEqual(["P1 ald"]);
  });
});

describe("the rules of a cabinet", () => {
  test("are followed by the list, the filter and segur todo alike", async () => {
    const cabinet = await cabinetToday();
    await cabinet.add(
      patient({}, { ald: true, lastVsm: "2026-04-01" }),
      patient({}, { diagnoses: ["J44.9"], lastVsm: "2026-04-01" }),
      patient({}, { diagnoses: ["E11.9"], lastVsm: "2026-04-01" }),
    );
    const counts = async () => {
      const { where } = await resolveFilter(cabinet, "vsm-due");
      const waiting = (await todo(cabinet, 24)).find(({ id }) => id === "vsm.due");
      return [(await due(cabinet)).length, await cabinet.patients.countUpTo(where, 99), waiting?.count ?? 0];
    };
    expect(await counts()).toEqual([0, 0, 0]);
    await setRule(cabinet, "diabete", { months: 6 });
    await setRule(cabinet, "bpco", { criterion: { by: "diagnosis", codes: ["J44"] }, months: 3, label: "BPCO" });
    expect(await due(cabinet)).toEqual(["P2 bpco", "P3 diabete"]);
    expect(await counts()).toEqual([2, 2, 2]);
    await setRule(cabinet, "diabete", { on: false });
    await removeRule(cabinet, "bpco");
    expect(await counts()).toEqual([0, 0, 0]);
    await setRule(cabinet, "ald", { months: 6 });
    await setPlaces(cabinet, ["patient"]);
    expect(await counts()).toEqual([1, 1, 0]);
    const p1 = await cabinet.patients.get("P1");
    if (p1 === null) throw new Error("it is there");
    expect((await remindersOf(cabinet, p1)).map(({ name }) => name)).toEqual(["ald"]);
    await setPlaces(cabinet, []);
    expect(await remindersOf(cabinet, p1)).toEqual([]);
    await resetReminders(cabinet);
    expect(await counts()).toEqual([0, 0, 0]);
  });

  test("may all be taken away: nobody is due", async () => {
    const cabinet = await cabinetToday();
    await cabinet.add(patient({}, { ald: true }));
    for (const { name } of DEFAULT_REMINDERS.rules) await removeRule(cabinet, name);
    expect(await due(cabinet)).toEqual([]);
  });

  test("give way to the filter that the cabinet wrote in its file, and say it", async () => {
    const cabinet = await cabinetToday();
    await cabinet.add(patient({}, { ald: true }), patient({ sex: "M" }));
    const filters = [{ name: "vsm-due", where: { field: "sex", is: "M" } }];
    writeFileSync(join(cabinet.info.directory, "filters.json"), JSON.stringify({ filters }));
    expect(await due(cabinet)).toEqual(["P2 "]);
    const own = (await listFilters(cabinet)).find(({ definition }) => definition.name === "vsm-due");
    expect(own).toMatchObject({ origin: "edited", source: null });
  });

  test("are crossed with another filter", async () => {
    const cabinet = await cabinetToday();
    await cabinet.add(patient({}, { ald: true }), patient({}, { ald: true, rcp: [{ date: "2026-12-01", done: false }] }));
    expect((await all(cabinet, "rcp")).map(({ patient: { id } }) => id)).toEqual(["P2"]);
    await expect(listDue(cabinet, { limit: 1, filter: "inconnu" })).rejects.toMatchObject({ code: "filter.unknown" });
  });

  test.each([
    ["Diabète", { criterion: { by: "ald" } as const }],
    ["x", { criterion: { by: "diagnosis", codes: [] } as const }],
    ["x", { criterion: { by: "diagnosis", codes: ["11"] } as const }],
    ["x", { criterion: { by: "protocol", names: ['a"'] } as const }],
    ["x", { criterion: { by: "ald" } as const, months: 0 }],
    ["x", { criterion: { by: "ald" } as const, months: 1.5 }],
    ["x", { months: 3 }],
  ])("are refused when they cannot be followed: %s %j", async (name, change) => {
    const cabinet = await cabinetToday();
    await expect(setRule(cabinet, name, change)).rejects.toMatchObject({ code: "vsm.rule_wrong", rule: "DOC/va1.13" });
    await expect(removeRule(cabinet, name)).rejects.toMatchObject({ code: "vsm.rule_unknown" });
  });

  test("that were damaged are told, and can be reset", async () => {
    const cabinet = await cabinetToday();
    await cabinet.settings.set("vsm.reminders", { rules: [{ name: "x" }], places: [] });
    await expect(due(cabinet)).rejects.toMatchObject({ code: "vsm.rules_damaged", kind: "config" });
    await resetReminders(cabinet);
    expect(await due(cabinet)).toEqual([]);
  });
});

describe("a code and a protocol are told whatever the way they are written", () => {
  test("by the list, which reads the store, and by a file, which reads the patient", async () => {
    const cabinet = await cabinetToday();
    for (const { name } of DEFAULT_REMINDERS.rules) await removeRule(cabinet, name);
    for (const code of ["E119", "E11.9", "E11.90", "E1190", "E11.8", "E11", "E10.9"])
      await cabinet.add(patient({}, { diagnoses: [code] }));
    const names = ["mrtc", "MRTC2", "MRTC", "XMRTC", "été", "ÉTÉ"];
    for (const [index, name] of names.entries()) {
      await cabinet.add(patient());
      await cabinet.medical.changeProtocols(`P${8 + index}`, { add: [name], remove: [] });
    }
    const found = async (criterion: ReminderCriterion) => {
      await setRule(cabinet, "x", { criterion }, { replace: true });
      const listed = (await all(cabinet)).map(({ patient: { id }, rules }) => (rules.length > 0 ? id : `${id}?`));
      const filed: string[] = [];
      for (let index = 1; index <= 13; index += 1) {
        const one = await cabinet.patients.get(`P${index}`);
        if (one !== null && (await remindersOf(cabinet, one)).length > 0) filed.push(one.id);
      }
      expect(filed).toEqual(listed);
      return listed;
    };
    for (const code of ["E11.9", "E119"]) {
      expect(await found({ by: "diagnosis", codes: [code] })).toEqual(["P1", "P2", "P3", "P4"]);
    }
    expect(await found({ by: "diagnosis", codes: ["E11.90"] })).toEqual(["P3", "P4"]);
    expect(await found({ by: "diagnosis", codes: ["E11"] })).toEqual(["P1", "P2", "P3", "P4", "P5", "P6"]);
    expect(await found({ by: "protocol", names: ["MRTC"] })).toEqual(["P8", "P10"]);
    expect(await found({ by: "protocol", names: ["Été"] })).toEqual(["P12", "P13"]);
    expect(await cabinet.medical.changeProtocols("P10", { add: ["Mrtc"], remove: [] })).toEqual(["MRTC"]);
    expect(await cabinet.medical.changeProtocols("P10", { add: [], remove: ["mrtc"] })).toEqual([]);
  });
});

test("some months before a day is the same day of that month, or its last", () => {
  const months = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const length = (year: number, month: number) => (month === 2 && isLeap(year) ? 29 : (months[month - 1] ?? 0));
  const day = fc
    .record({
      year: fc.integer({ min: 1990, max: 2105 }),
      month: fc.integer({ min: 1, max: 12 }),
      tail: fc.integer({ min: 0, max: 30 }),
    })
    .map(({ year, month, tail }) => [year, month, Math.max(1, length(year, month) - tail)] as const);
  const written = (year: number, month: number, date: number) =>
    `${year}-${String(month).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
  fc.assert(
    fc.property(day, fc.integer({ min: 1, max: 120 }), ([year, month, date], ago) => {
      let [y, m] = [year, month];
      for (let step = 0; step < ago; step += 1) [y, m] = m === 1 ? [y - 1, 12] : [y, m - 1];
      const wanted = written(y, m, Math.min(date, length(y, m)));
      expect(dateOf({ monthsAgo: ago }, written(year, month, date))).toBe(wanted);
    }),
    { numRuns: 5000 },
  );
});

test("pages follow one another, and none is given twice", async () => {
  const cabinet = await cabinetToday();
  await cabinet.add(...Array.from({ length: 7 }, () => patient({}, { ald: true })));
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await listDue(cabinet, { limit: 3, after });
    for await (const line of items) ids.push(line.patient.id);
    after = next() ?? undefined;
  } while (after !== undefined);
  expect(ids).toEqual(["P1", "P2", "P3", "P4", "P5", "P6", "P7"]);
});

test("whatever the rules, the store finds those whom the rules name", { timeout: 60_000 }, async () => {
  const code = fc.constantFrom("E11.9", "I10", "C50.9", "J44.9", "I50.0");
  const name = fc.constantFrom("Asalée", "Asalée BPCO", "PAERPA");
  const facts = fc.record({
    ald: fc.boolean(),
    diagnoses: fc.uniqueArray(code, { maxLength: 3 }),
    protocols: fc.uniqueArray(name, { maxLength: 2 }),
    lastVsm: fc.option(fc.constantFrom("2026-11-26", "2026-05-26", "2026-05-25", "2025-11-26", "2025-11-25", "2019-01-01")),
  });
  const criterion: fc.Arbitrary<ReminderCriterion> = fc.oneof(
    fc.constant({ by: "ald" } as const),
    fc.record({
      by: fc.constant("diagnosis" as const),
      codes: fc.uniqueArray(fc.constantFrom("E11", "I", "C", "J44"), { minLength: 1 }),
    }),
    fc.record({ by: fc.constant("protocol" as const), names: fc.uniqueArray(name, { maxLength: 2 }) }),
  );
  const rule = fc.record({ criterion, months: fc.constantFrom(6, 12), on: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(facts, { minLength: 1, maxLength: 12 }),
      fc.array(rule, { maxLength: 5 }),
      async (people, drawn) => {
        const cabinet = await cabinetToday();
        await cabinet.add(...people.map(({ ald, diagnoses, lastVsm }) => patient({}, { ald, diagnoses, lastVsm })));
        for (const [index, { protocols }] of people.entries())
          await cabinet.medical.changeProtocols(`P${index + 1}`, { add: protocols, remove: [] });
        for (const { name: each } of DEFAULT_REMINDERS.rules) await removeRule(cabinet, each);
        const rules: ReminderRule[] = drawn.map((each, index) => ({ ...each, name: `r${index}`, label: `r${index}` }));
        for (const { name: each, ...change } of rules) await setRule(cabinet, each, change);
        const expected = people.flatMap((one, index) => {
          const found = rulesDue(rules, one, ({ months }) => dateOf({ monthsAgo: months }, TODAY));
          return found.length === 0 ? [] : [`P${index + 1} ${found.map((each) => each.name)}`];
        });
        expect(await due(cabinet)).toEqual(expected);
      },
    ),
    { numRuns: 25 },
  );
});
