import { expect, test } from "vitest";
import { importMedical, readMedical } from "../../../src/services/export/import/medical.js";
import { Shape } from "../../../src/services/export/import/shape.js";
import { medicalJson } from "../../../src/services/export/medical-json.js";
import { problem, treatment } from "../../store/medical/support.js";
import { withPatient } from "../medical/support.js";

const COMMON = { source: { from: "entered", document: null }, createdAt: "", createdBy: "", updatedAt: "" } as const;

/** `medical.json` of an export whose ids have this letter. */
function written(letter: string): Shape {
  const about = { ...COMMON, patientId: "P9", rowVersion: 1 };
  const items = [
    { ...problem("Diabète", "E11.9"), ...about, id: `${letter}3` },
    { ...treatment("Metformine", { reason: `${letter}3` }), ...about, id: `${letter}4` },
  ];
  return new Shape(JSON.parse(JSON.stringify(medicalJson("P9", { items, noneKnown: {} }, [], true))), "medical.json");
}

test("an export of the first version (X3) is read, and is the same as one of today (S3)", async () => {
  const cabinet = await withPatient();
  const where = { from: "i1", documents: new Map<string, string>() };
  const whose = { id: "P1", birthDate: "1980-01-01" };
  expect(await importMedical(cabinet, whose, readMedical(written("X")), where)).toMatchObject({ added: 2, refused: [] });
  expect(await importMedical(cabinet, whose, readMedical(written("S")), where)).toMatchObject({ added: 0, refused: [] });
  const { items } = await cabinet.medical.record("P1");
  expect(items.map(({ id, ...item }) => [id, "reason" in item ? item.reason : null])).toEqual([
    ["S1", null],
    ["S2", "S1"],
  ]);
});
