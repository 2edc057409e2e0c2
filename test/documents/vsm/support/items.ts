import fc from "fast-check";
import { checkItem } from "../../../../src/domain/medical/check.js";
import { EDQM, eanKey } from "../../../../src/domain/medical/codes.js";
import { MEDICAL_SYSTEMS, type MedicalItem, type NewMedicalItem } from "../../../../src/domain/medical/medical.js";
import { plainLine } from "../../../../src/domain/message/plain-line.js";

const FACTS = { today: "2026-11-26", birthDate: "1940-01-01" };

/** A line as the record keeps it: any characters, those of XML, of tables and of references more often. */
const line = fc
  .oneof(
    fc.string({ unit: fc.constantFrom(..."abcé œ<&>\"';:–≥3/-.#\u00a0()"), minLength: 1, maxLength: 40 }),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }),
  )
  // What no XML can hold is refused when it is entered, by the rule of lines, but for these two.
  .map((text) => plainLine(text.replaceAll(/[\ufffe\uffff]/g, "")))
  .filter((text) => text !== "" && !/^[-–—]$/.test(text));

const date = fc
  .tuple(
    fc.integer({ min: 1950, max: 2025 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
    fc.constantFrom(1, 2, 3),
  )
  .map((parts) => {
    const two = (value: number) => String(value).padStart(2, "0");
    return [String(parts[0]), two(parts[1]), two(parts[2])].slice(0, parts[3]).join("-");
  });
const maybe = <T>(each: fc.Arbitrary<T>) => fc.option(each, { nil: null });
const coded = (system: string, codes: readonly string[]) =>
  maybe(fc.record({ code: fc.constantFrom(...codes), system: fc.constant(system), label: line }));
const cim10 = coded(MEDICAL_SYSTEMS.cim10, ["E11.9", "I10", "J44.9", "C50"]);
const cis = coded(MEDICAL_SYSTEMS.cis, ["60234100", "63564053"]);
const cip13 = fc.stringMatching(/^3400[0-9]{8}$/).map((digits) => `${digits}${eanKey(digits)}`);
const amount = fc.oneof(fc.integer({ min: 1, max: 999 }), fc.double({ min: 0.001, max: 500, noNaN: true }));

const common = { label: line, since: maybe(date), until: fc.constant(null), closed: fc.constant(false), note: fc.constant(null) };
const note = maybe(fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join("\n")));

/** Items that a summary can carry whole: open, or a problem that is over; free words only where the section is made of words. */
export const carried: fc.Arbitrary<NewMedicalItem> = fc
  .oneof(
    fc.record({ kind: fc.constant("problem" as const), ...common, code: cim10 }),
    fc.record({ kind: fc.constant("problem" as const), ...common, until: maybe(date), closed: fc.constant(true), code: cim10 }),
    fc.record({ kind: fc.constant("surgery" as const), ...common, code: coded(MEDICAL_SYSTEMS.ccam, ["HHFA001", "NEKA020"]) }),
    fc.record({
      ...{ kind: fc.constant("allergy" as const), ...common, code: cis, reaction: maybe(line) },
      allergen: fc.constantFrom("drug" as const, "food" as const, "other" as const),
    }),
    fc.record({
      ...{ kind: fc.constant("habit" as const), ...common, code: fc.constant(null) },
      habit: fc.constantFrom(...(["tobacco", "alcohol", "drugs", "activity", "diet", "other"] as const)),
      quantity: maybe(fc.record({ value: amount, unit: fc.constantFrom("{pack}/a", "g/d", "1", "verre/j") })),
    }),
    fc.record({ kind: fc.constant("occupation" as const), ...common, code: fc.constant(null), note }),
    fc.record({
      ...{ kind: fc.constant("family" as const), ...common, code: cim10 },
      relative: fc.constantFrom(...(["mother", "father", "sibling", "child", "grandparent", "other"] as const)),
    }),
    fc.record({ kind: fc.constant("attention" as const), ...common, code: fc.constant(null), note }),
    fc.record({
      ...{ kind: fc.constant("treatment" as const), ...common, code: cis, cip13: maybe(cip13), dosage: maybe(line) },
      schedule: maybe(
        fc.record({
          dose: fc.record({ low: amount, more: fc.nat(3), unit: fc.constantFrom(null, "{tablet}", "mg", "comprimé") }),
          everyHours: fc.constantFrom(0.5, 4, 8, 24, 168, 8760),
        }),
      ).map((found) =>
        found === null
          ? null
          : {
              dose: { low: found.dose.low, high: found.dose.low + found.dose.more, unit: found.dose.unit },
              everyHours: found.everyHours,
            },
      ),
      route: maybe(fc.constant({ code: "20053000", system: EDQM, label: "Voie orale" })),
      reason: fc.constant(null),
    }),
  )
  .filter((item) => checkItem(item, FACTS).length === 0);

/** As the store would give it. */
export function kept(item: NewMedicalItem, index: number): MedicalItem {
  const at = "2026-01-01T10:00:00.000Z";
  return {
    ...item,
    ...{ id: `S${index + 1}`, patientId: "P12", source: { from: "entered", document: null } },
    ...{ rowVersion: 1, createdAt: at, createdBy: "U1", updatedAt: at },
  };
}
