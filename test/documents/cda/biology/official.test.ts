import { describe, expect, it } from "vitest";
import { readBiology } from "../../../../src/documents/cda/biology/read.js";
import { readCda } from "../../../../src/documents/cda/reader.js";
import { UNDETERMINED } from "../../../../src/domain/inbox/biology.js";
import { chunks, official } from "../support.js";

const COMMENT = "examples/BIO-CR-BIO_2024.01_derived_comment.xml";
const FLAG_H = "examples/BIO-CR-BIO_2024.01_derived_flag-H.xml";
const OTHERS = [
  "examples/IMG_CR_IMG_2024.01_CDA-R2-Niveau-1.xml",
  "examples/IPS-FR_2024.01.xml",
  "examples/LDL-EES_2022.01_BOM.xml",
  "examples/LDL-SES_2022.01.xml",
  "examples/TLM-CR_2022.01.xml",
  "examples/VAC_2023.01.xml",
  "examples/VSM_1.4_2022.01.xml",
  "reference/VSM_minimal.xml",
  "reference/VSM_typical.xml",
  "reference/n1.xml",
];

const read = (text: string) => readBiology(chunks(text));
const text = (name: string) => official.read(name).toString("utf8");
const replaced = (name: string, from: string | RegExp, to: string): string => {
  const before = text(name);
  const after = before.replace(from, to);
  if (after === before) throw new Error("nothing was replaced");
  return after;
};

/** An official report with one thing changed, and what the definitions say of it: urgent, outside, comment. */
const DERIVED: readonly (readonly [string, () => string, string])[] = [
  ["a result flagged H, over its interval", () => text(FLAG_H), "no yes no"],
  ["a comment on a result flagged N", () => text(COMMENT), "no no yes"],
  ["HH", () => replaced(FLAG_H, 'code="H"', 'code="HH"'), "yes yes no"],
  ["LL", () => replaced(FLAG_H, 'code="H"', 'code="LL"'), "yes yes no"],
  ["AA", () => replaced(FLAG_H, 'code="H"', 'code="AA"'), "yes yes no"],
  ["the flag deleted, out by the numbers", () => replaced(FLAG_H, /<interpretationCode code="H"[^>]*>/, ""), "no yes no"],
  [
    "the flag and the interval deleted",
    () => replaced(FLAG_H, /<interpretationCode code="H"[\s\S]*?<\/referenceRange>/, ""),
    "no no no",
  ],
  ["flagged N, out by the numbers", () => replaced(FLAG_H, 'code="H"', 'code="N"'), "no yes no"],
  ["flagged H, inside its interval", () => replaced(FLAG_H, 'value="17.4"', 'value="14"'), "no yes no"],
  [
    "flagged N, in another unit",
    () => replaced(FLAG_H, 'value="17.4" unit="g/dL"', 'value="174" unit="g/L"').replace('code="H"', 'code="N"'),
    "no no no",
  ],
  ["on the bound, flagged N", () => replaced(FLAG_H, 'value="17.4"', 'value="16.5"').replace('code="H"', 'code="N"'), "no no no"],
  ["resistant", () => replaced(FLAG_H, 'code="H"', 'code="R"').replace('value="17.4"', 'value="14"'), "no no yes"],
  ["the comment deleted", () => replaced(COMMENT, /<!-- Entrée FR-Commentaire-ER[\s\S]*?<\/entryRelationship>/, ""), "no no no"],
  [
    "a comment whose reference has no sign",
    () => replaced(COMMENT, '"#folates_01_comment"', '"folates_01_comment"'),
    "no no yes",
  ],
  [
    "results without their templates",
    () => replaced(FLAG_H, /<templateId root="1\.(3\.6\.1\.4\.1\.19376\.1\.3\.1\.6|2\.250\.1\.213\.1\.1\.3\.80)"\/>/g, ""),
    "undetermined undetermined undetermined",
  ],
];

describe.skipIf(official.missing)(`official reports ${official.reason}`, () => {
  it.each(DERIVED)("%s", async (_, document, expected) => {
    const { alerts } = await read(document());
    expect(`${alerts.urgent} ${alerts.outside} ${alerts.comment}`).toBe(expected);
  });

  it("are read with their values, intervals and comments", async () => {
    const flagged = await read(text(FLAG_H));
    expect(flagged).toMatchObject({ partial: false, comments: [], warnings: [] });
    expect(flagged.results.map(({ path, label, code }) => [path, label, code])).toEqual([
      [["HEMATOLOGIE", "Cytologie"], "Hémoglobine [Masse/Volume] Sang ; Numérique", "718-7"],
      [["BIOCHIMIE"], "Folates [Masse/Volume] Sérum/Plasma ; Numérique", "2284-8"],
    ]);
    expect(flagged.results[0]).toMatchObject({
      quantities: [{ text: "17.4", value: 17.4, unit: "g/dL" }],
      interpretations: ["H"],
      intervals: [{ low: { value: 12, inclusive: true }, high: { value: 16.5, inclusive: true }, unit: "g/dL" }],
      outsideInterval: true,
      conflict: false,
      status: "completed",
    });
    const commented = await read(text(COMMENT));
    expect(commented.results[0]?.comments).toEqual([
      "Prélèvement légèrement hémolysé : résultat à interpréter avec prudence, contrôle conseillé.",
    ]);
  });

  it("give both when the flag and the numbers disagree", async () => {
    const { results } = await read(replaced(FLAG_H, 'value="17.4"', 'value="14"'));
    expect(results.map(({ conflict }) => conflict)).toEqual([true, false]);
  });

  it("give their header and their PDF in the same pass as without biology", async () => {
    for (const name of [COMMENT, FLAG_H]) {
      const { biology, ...withBiology } = await readCda(chunks(official.read(name)), { biology: true });
      const { biology: none, ...without } = await readCda(chunks(official.read(name)));
      expect(withBiology).toEqual(without);
      expect(biology?.results.length).toBeGreaterThan(0);
      expect(none).toBeNull();
    }
  });

  it("whose body is a PDF has its alerts undetermined", async () => {
    const { alerts, results } = await read(text("examples/DOC_NON_STRUCTURE_CDA-R2-N1.xml"));
    expect(alerts).toEqual(UNDETERMINED);
    expect(results).toEqual([]);
  });

  it.each(OTHERS)("%s is read all the same, and is no biology report", async (name) => {
    const { biology, warnings } = await readCda(chunks(official.read(name)), { biology: true });
    expect(biology).toBeNull();
    expect(warnings).toEqual([]);
  });
});
