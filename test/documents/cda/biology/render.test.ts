import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderBiology } from "../../../../src/documents/cda/biology/render.js";
import { columns } from "../../../../src/documents/cda/screen-text.js";
import {
  biologyOf,
  chapter,
  comment,
  earlier,
  entry,
  flag,
  organizer,
  pq,
  range,
  related,
  report,
  result,
  results,
  section,
} from "./sample.js";

const POTASSIUM = result(
  pq("5.2", "mmol/L", '<translation value="0.94" code="g/L"/>') +
    flag("HH") +
    range("3", "5", "mmol/L") +
    earlier(pq("4", "mmol/L")) +
    earlier(pq("4.2", "mmol/L"), "20240101") +
    earlier(pq("4.4", "mmol/L"), "20230101") +
    comment("Contrôlé sur un second prélèvement."),
  { name: "Potassium ; Numérique" },
);
const FULL = report(
  chapter(
    entry(
      related(
        organizer("Ionogramme", [
          result(pq("0", "%") + flag("N") + range("0.5", "1", "%"), { name: "Basophiles" }),
          POTASSIUM,
          result(`<value xsi:type="CD" code="x" displayName="Négatif"/>${flag("R")}`, { name: "Amoxicilline" }),
        ]),
      ),
      "active",
    ),
  ) + section("55112-7", "Conclusion", "À revoir"),
);

const drawn = async (document: string, width: number, marks = true) => renderBiology(await biologyOf(document), { width, marks });

describe("results on a terminal", () => {
  it("stand in a table with their flags, units, intervals and earlier results, comments below", async () => {
    const lines = await drawn(FULL, 110);
    expect(lines.map(({ text }) => text)).toEqual([
      "Compte rendu partiel : d'autres résultats sont à venir.",
      "",
      "BIOCHIMIE › Ionogramme",
      "Analyse      │ Résultat   │ Référence │ Alerte                        │ Antérieur",
      "─────────────┼────────────┼───────────┼───────────────────────────────┼──────────────────",
      "Basophiles   │ 0 %        │ 0,5 – 1   │ ↓ hors intervalle, dit normal │",
      "┄┄┄┄┄┄┄┄┄┄┄┄┄┼┄┄┄┄┄┄┄┄┄┄┄┄┼┄┄┄┄┄┄┄┄┄┄┄┼┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┼┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄",
      "Potassium    │ 5,2 mmol/L │ 3 – 5     │ ‼ ↑ critique haut             │ 4 le 01/01/2025",
      "             │ 0,94 g/L   │           │                               │ 4,2 le 01/01/2024",
      "             │            │           │                               │ + 1",
      "┄┄┄┄┄┄┄┄┄┄┄┄┄┼┄┄┄┄┄┄┄┄┄┄┄┄┼┄┄┄┄┄┄┄┄┄┄┄┼┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┼┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄",
      "Amoxicilline │ Négatif    │           │ résistant                     │",
      "  ✎ Potassium : Contrôlé sur un second prélèvement.",
      "",
      "Commentaires",
      "  Conclusion : À revoir",
    ]);
    const toneOf = (start: string) => lines.find(({ text }) => text.startsWith(start))?.tone;
    expect(["Basophiles", "Potassium", "             │ 0,94", "Amoxi"].map(toneOf)).toEqual(["warn", "alert", "alert", "body"]);
  });

  it.each([80, 60, 40, 24])("hold in %i columns, nothing lost, each result in its tone", async (width) => {
    const lines = await drawn(FULL, width);
    expect(lines.filter(({ text }) => columns(text) > width)).toEqual([]);
    const letters = lines.map(({ text }) => text.replace(/[│┄─┼\s]/g, "")).join("");
    for (const word of ["Basophiles", "5,2mmol/L", "0,94g/L", "Négatif"]) expect(letters).toContain(word);
    const urgent = lines.filter(({ tone }) => tone === "alert").map(({ text }) => text);
    expect(urgent.join(" ")).toContain("Potassium");
    expect(urgent.join(" ")).not.toMatch(/Basophiles|Amoxicilline/);
  });

  it("have no sign on a pipe", async () => {
    const text = (await drawn(FULL, 100, false)).map((line) => line.text).join("\n");
    expect(text).not.toMatch(/[↑↓‼✎⚠]/);
    expect(text).toContain("critique haut");
  });

  it.each([
    ["a flag against the interval", pq("4") + flag("H") + range("1", "5"), "↑ haut, mais dans l'intervalle"],
    ["a flag on the wrong side", pq("0") + flag("H") + range("1", "5"), "↑ haut, mais au-dessous de l'intervalle"],
    ["a code that is not known", pq("4") + flag("XYZ"), "XYZ"],
    ["the numbers alone", pq("9") + range("1", "5"), "↑ hors intervalle"],
    ["no value", flag("AA"), "‼ critique"],
    ["another unit", pq("9") + range("1", "5", "mg/L"), "1 – 5 mg/L"],
    ["bounds that are not included", pq("3") + range("1", "5", "g/L", 'inclusive="false"'), "]1 – 5["],
  ])("tell %s", async (_, inner, expected) => {
    expect((await drawn(results(result(inner)), 120)).map(({ text }) => text).join("\n")).toContain(expected);
  });

  it("never let what was received act on the terminal, nor pass the width", async () => {
    const hostile = fc.array(fc.constantFrom("a", "é", " ", "\u009b31m", "\u202e", "\u2028", "┄", "─", "&#x85;", "漢", "<br/>"), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(hostile, fc.integer({ min: 20, max: 100 }), async (parts, width) => {
        const text = parts.join("");
        const inner = `<value xsi:type="ED">${text}</value><referenceRange><observationRange><text>${text}</text></observationRange></referenceRange>`;
        const lines = await drawn(results(result(inner + comment(text))), width);
        for (const line of lines) {
          expect(line.text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028]/);
          expect(columns(line.text)).toBeLessThanOrEqual(width);
        }
      }),
      { numRuns: 60 },
    );
  });
});
