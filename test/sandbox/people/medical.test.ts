import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { completeness } from "../../../src/domain/medical/completeness.js";
import { medicalFile, medicalLines } from "../../../src/sandbox/people/medical.js";
import { practiceLines } from "../../../src/sandbox/people/practice.js";
import { importMedical, type MedicalLine } from "../../../src/services/medical/import.js";
import { importFile } from "../../../src/services/patients/import-file.js";
import { testCabinet } from "../../services/support/cabinet.js";

const PEOPLE = 200;
const SEED = 7;

test("is the same for a seed, whatever is asked beside, and another for another seed", () => {
  const file = [...medicalFile(SEED, 30)].join("");
  expect([...medicalFile(SEED, 60)].join("").startsWith(file)).toBe(true);
  expect([...medicalFile(SEED + 1, 30)].join("")).not.toBe(file);
  expect(medicalLines(SEED, 12)).toEqual(medicalLines(SEED, 12));
});

test("is taken whole by the import, and makes records from nothing at all to very rich", { timeout: 60_000 }, async () => {
  const cabinet = await testCabinet();
  const people = [...practiceLines(SEED, PEOPLE)].map(({ record }) => `${JSON.stringify(record)}\n`);
  for await (const _ of (await importFile(cabinet, Readable.from(people.map((line) => Buffer.from(line))), { source: "-" }))
    .batches);
  const source = Readable.from([...medicalFile(SEED, PEOPLE)].map((line) => Buffer.from(line)));
  const lines: MedicalLine[] = [];
  for await (const batch of (await importMedical(cabinet, source, {})).batches) lines.push(...batch);
  // Those of the patients that the practice's own mistakes keep out.
  const known = lines.filter(({ patientId }) => patientId !== null);
  expect(known.filter(({ outcome }) => outcome === "refused").map(({ line, problems }) => [line, problems])).toEqual([]);
  expect(known.length).toBeGreaterThan(1000);

  const records = [];
  for await (const patient of cabinet.patients.walk()) {
    const record = await cabinet.medical.record(patient.id);
    records.push({ items: record.items, score: completeness(record, patient).score });
  }
  const sizes = records.map(({ items }) => items.length).sort((a, b) => a - b);
  expect(sizes[0]).toBe(0);
  expect(sizes.at(-1)).toBeGreaterThan(12);
  const scores = records.map(({ score }) => score);
  expect(Math.min(...scores)).toBeLessThan(10);
  expect(Math.max(...scores)).toBeGreaterThan(90);
  const kinds = new Set(records.flatMap(({ items }) => items.map(({ kind, closed }) => `${kind} ${closed}`)));
  expect(kinds.size).toBe(9);
  expect(
    records.some(({ items }) =>
      items.some((item) => item.kind === "treatment" && item.reason !== null && item.schedule !== null),
    ),
  ).toBe(true);
});
