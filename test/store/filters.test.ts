import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FilterExpression } from "../../src/domain/filters.js";
import type { InsiOutcome, NewPatient, Patient } from "../../src/domain/patient.js";
import { compileFilter } from "../../src/store/patients/filters.js";
import { workLists } from "../../src/store/patients/work-lists.js";
import { failure, NOW, patient, tempStore } from "./support.js";

const DATES = ["2024-05-01", "2025-11-23", "2026-06-01"] as const;
const OUTCOMES: readonly InsiOutcome[] = ["00", "01", "02", "KO", "error"];
const date = fc.constantFrom(...DATES);
const optional = fc.option(date);

const person: fc.Arbitrary<NewPatient> = fc
  .record({
    outcome: fc.option(fc.constantFrom(...OUTCOMES)),
    ald: fc.boolean(),
    douteuse: fc.boolean(),
    lastVsm: optional,
    lastSeen: optional,
    diagnoses: fc.subarray(["E11.9", "I10", "C50"]),
    rcp: fc.array(fc.record({ date, done: fc.boolean() }), { maxLength: 2 }),
    doctor: fc.option(fc.constantFrom("Dr A", "Dr B")),
    name: fc.constantFrom("MARTIN", "DURAND"),
  })
  .map(({ outcome, douteuse, doctor, name, ...rest }) => {
    const base = patient({ birthName: name });
    return {
      ...base,
      ...rest,
      identity: { ...base.identity, attributes: { homonyme: false, fictive: false, douteuse } },
      medecinTraitant: doctor,
      lastInsi: outcome === null ? null : { outcome, at: NOW },
    };
  });

const leaf: fc.Arbitrary<FilterExpression> = fc.oneof(
  fc.constantFrom<FilterExpression>(
    { field: "ald", is: true },
    { field: "ald", is: false },
    { field: "douteuse", is: true },
    { field: "lastInsi", is: null },
    { field: "lastInsi", in: [] },
    { field: "lastInsi", in: ["01", "02", "KO", "error"] },
    { field: "lastInsi", in: ["00", "KO", "unknown"] },
    { field: "diagnoses", startsWith: ["E11", "C"] },
    { field: "diagnoses", startsWith: [] },
    { field: "medecinTraitant", is: "Dr A" },
    { field: "medecinTraitant", is: null },
    { field: "lastVsm", is: null },
    { field: "status", is: "provisoire" },
    { field: "status", in: ["qualifiee"] },
  ),
  fc.constantFrom(...OUTCOMES).map((is): FilterExpression => ({ field: "lastInsi", is })),
  fc
    .tuple(fc.constantFrom("lastVsm", "lastSeen", "rcpPlanned", "rcpDone"), date)
    .map(([field, day]): FilterExpression => ({ field, before: { date: day } })),
  fc
    .tuple(fc.constantFrom("lastVsm", "lastSeen", "rcpPlanned", "rcpDone"), date)
    .map(([field, day]): FilterExpression => ({ field, notBefore: { date: day } })),
);
const { filter } = fc.letrec<{ filter: FilterExpression }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.record({ all: fc.array(tie("filter"), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("filter"), { maxLength: 3 }) }),
    fc.record({ not: tie("filter") }),
  ),
}));

/** The meaning of a filter, written a second time on plain objects. */
function holds(p: NewPatient, f: FilterExpression): boolean {
  if ("all" in f) return f.all.every((part) => holds(p, part));
  if ("any" in f) return f.any.some((part) => holds(p, part));
  if ("not" in f) return !holds(p, f.not);
  if ("startsWith" in f) return p.diagnoses.some((code) => f.startsWith.some((start) => code.startsWith(start)));
  const value = fieldOf(p, f.field);
  if ("is" in f) return value === f.is;
  if ("in" in f) return typeof value === "string" && f.in.includes(value);
  const bound = "before" in f ? f.before : f.notBefore;
  if (typeof value !== "string" || !("date" in bound)) return false;
  return "before" in f ? value < bound.date : value >= bound.date;
}

function fieldOf(p: NewPatient, field: string): string | boolean | null {
  const planned = p.rcp.filter(({ done }) => !done).map((rcp) => rcp.date);
  const held = p.rcp.filter(({ done }) => done).map((rcp) => rcp.date);
  const all: Record<string, string | boolean | null> = {
    status: p.identity.status,
    ald: p.ald,
    douteuse: p.identity.attributes.douteuse,
    lastInsi: p.lastInsi?.outcome ?? null,
    medecinTraitant: p.medecinTraitant,
    lastVsm: p.lastVsm,
    lastSeen: p.lastSeen,
    rcpPlanned: planned.sort()[0] ?? null,
    rcpDone: held.sort().at(-1) ?? null,
  };
  return all[field] ?? null;
}

describe("filters", () => {
  test("select what they say, alone, with a name, in a walk and page by page", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(person, { maxLength: 15 }),
        fc.array(filter, { minLength: 1, maxLength: 6 }),
        async (inserts, filters) => {
          const store = tempStore();
          const saved = (await store.patients.save({ inserts })).inserted.filter((entry): entry is Patient => entry !== null);
          for (const where of filters) {
            const expected = saved.filter((p) => holds(p, where)).map(({ id }) => id);
            const walked: string[] = [];
            for await (const { id } of store.patients.walk(where)) walked.push(id);
            expect(walked).toEqual(expected);
            const martins = saved.filter((p) => holds(p, where) && p.identity.traits.birthName === "MARTIN").map(({ id }) => id);
            const page = await store.patients.search({ names: [{ field: "any", token: "mart" }], filter: where }, { limit: 50 });
            expect(page.items.map(({ id }) => id)).toEqual(martins);
          }
          await store.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  test("agree with a name in every order of work: rare or common name, short or long list", async () => {
    const store = tempStore();
    const inserts = Array.from({ length: 3000 }, (_, index) => {
      const outcome: InsiOutcome | null = index % 3 === 0 ? "01" : index % 50 === 0 ? "KO" : null;
      const birthName = index % 100 === 7 ? "RARE" : index % 2 === 0 ? "MARTIN" : "MARCHAND";
      return patient({ birthName }, { lastInsi: outcome === null ? null : { outcome, at: NOW } });
    });
    await store.patients.save({ inserts });
    const filters: FilterExpression[] = [
      { field: "lastInsi", is: "01" },
      { field: "lastInsi", is: "KO" },
      { field: "lastInsi", in: ["01", "KO"] },
      { field: "lastInsi", is: null },
      { not: { field: "lastInsi", is: "01" } },
    ];
    for (const where of filters) {
      for (const token of ["rare", "mar", "martin", "absent"]) {
        const expected = inserts.flatMap((p, index) =>
          holds(p, where) && p.identity.traits.birthName.startsWith(token.toUpperCase()) ? [`P${index + 1}`] : [],
        );
        const query = { names: [{ field: "any" as const, token }], filter: where };
        const ids: string[] = [];
        let after: string | undefined;
        do {
          const page = await store.patients.search(query, { limit: 170, after });
          ids.push(...page.items.map(({ id }) => id));
          after = page.next ?? undefined;
        } while (after !== undefined);
        expect(ids.sort(byRow), `${token} ${JSON.stringify(where)}`).toEqual(expected);
      }
    }
  });

  test("the presets read their work list, not the whole file", () => {
    const index = (where: FilterExpression) => workLists(where)?.map((list) => list.index) ?? null;
    expect(index({ field: "lastInsi", in: ["01", "02", "KO", "error"] })).toEqual(["patients_insi_failed"]);
    expect(index({ field: "lastInsi", is: null })).toEqual(["patients_insi"]);
    expect(
      index({
        any: [
          { field: "rcpPlanned", notBefore: { date: "2026-01-01" } },
          { field: "rcpDone", notBefore: { date: "2026-01-01" } },
        ],
      }),
    ).toEqual(["patients_rcp_planned", "patients_rcp_done"]);
    const chronic: FilterExpression = {
      any: [
        { field: "ald", is: true },
        { field: "diagnoses", startsWith: ["E11"] },
      ],
    };
    const due: FilterExpression = {
      any: [
        { field: "lastVsm", is: null },
        { field: "lastVsm", before: { date: "2025-01-01" } },
      ],
    };
    expect(index({ all: [chronic, due] })).toEqual(["patients_ald", "patients_diagnosed"]);
    expect(
      index({
        any: [
          { field: "ald", is: true },
          { field: "lastSeen", is: null },
        ],
      }),
    ).toBeNull();
  });

  test("a relative date or an unknown field never reaches the SQL", async () => {
    expect(() => compileFilter({ field: "lastVsm", before: { monthsAgo: 12 } })).toThrow(
      expect.objectContaining({ kind: "internal" }),
    );
    const hostile: FilterExpression[] = JSON.parse(
      '[{"field":"birth_name; DROP TABLE patients","is":"x"},{"field":"toString","is":"x"},{"field":"diagnoses","is":"E11"},{"field":"diagnoses","startsWith":["\\""]}]',
    );
    const store = tempStore();
    for (const where of hostile) {
      expect(await failure(store.patients.search({ names: [], filter: where }, { limit: 5 }))).toMatchObject({
        code: "filter.unusable",
      });
    }
  });
});

function byRow(a: string, b: string): number {
  return Number(a.slice(1)) - Number(b.slice(1));
}
