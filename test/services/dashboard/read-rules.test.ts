import { expect, test } from "vitest";
import { readRules } from "../../../src/services/dashboard/read-rules.js";
import { JsonMistake } from "../../../src/services/strict-json.js";

const read = (text: string) => readRules(Buffer.from(text));
const RULES = { version: "1", date: "2026-11-26", source: "annexe 3", types: ["11488-4", "11502-2"] };

test("a file of rules is read whole, a mark of UTF-8 before it or not", () => {
  expect(read(JSON.stringify(RULES))).toEqual(RULES);
  expect(read(`\uFEFF${JSON.stringify({ ...RULES, types: null })}`)).toEqual({ ...RULES, types: null });
});

test.each([
  ["date", JSON.stringify({ ...RULES, date: "2026-02-31" })],
  ["date", JSON.stringify({ ...RULES, date: "26/11/2026" })],
  ["types[1]", JSON.stringify({ ...RULES, types: ["11488-4", "11488-4"] })],
  ["types", JSON.stringify({ ...RULES, types: [] })],
  ["types[0]", JSON.stringify({ ...RULES, types: [1] })],
  ["fichier", JSON.stringify({ ...RULES, type: null })],
  ["fichier", JSON.stringify({ ...RULES, types: undefined })],
  ["fichier", JSON.stringify(RULES).replace("{", '{"types":null,')],
  ["version", JSON.stringify({ ...RULES, version: "1\u001b[31m" })],
  ["fichier", "[]"],
  ["fichier", "{"],
])("says where it is wrong: %s", (place, text) => {
  expect(() => read(text)).toThrow(JsonMistake);
  try {
    read(text);
  } catch (error) {
    expect((error as JsonMistake).place).toBe(place);
  }
});
