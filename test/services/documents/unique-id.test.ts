import { expect, it } from "vitest";
import { uniqueIdOf } from "../../../src/services/documents/unique-id.js";

const SAME = {
  patientId: "P5",
  patientSince: "2026-01-05T08:00:00.000Z",
  content: "ab".repeat(32),
  type: "11488-4",
  actDate: "2026-11-20",
  replaces: null,
};

it("a document filed twice is one; the same file of whoever has that number after a restoration is another", () => {
  const first = uniqueIdOf("i", SAME);
  expect(uniqueIdOf("i", { ...SAME })).toBe(first);
  expect(first).toMatch(/^2\.25\.\d{1,39}$/);
  expect(uniqueIdOf("i", { ...SAME, patientSince: "2026-02-01T09:00:00.000Z" })).not.toBe(first);
});
