import { describe, expect, it } from "vitest";
import type { Document } from "../../../src/domain/document/document.js";
import { VISIBLE } from "../../../src/domain/document/entry.js";
import { categoriesOf, type DmpLine, isInCategory, isWanted, type LineFilter, linesOf } from "../../../src/services/dmp/lines.js";
import { categoryOf } from "../../../src/services/dmp/type-filter.js";
import { entryOf } from "./model-registry.js";

const AUTHOR = {
  id: "8123",
  familyName: "LE GALL",
  givenName: "Noémie",
  specialty: null,
  role: null,
  institution: { id: "1", name: "CHU d'Évreux" },
};
const ENTRY = {
  ...entryOf({
    entryUuid: "urn:uuid:1",
    uniqueId: "1.2.1",
    title: "Compte rendu d'échographie cardiaque",
    authors: [AUTHOR],
    serviceStart: "2026-03-29T22:30:00.000Z",
  }),
  shortId: "X7",
};
/** Paris: an hour in winter, two in summer. */
const PARIS = (at: Date) => (at.toISOString() >= "2026-03-29T01" && at.toISOString() < "2026-10-25T01" ? 120 : 60);

function lineOf(entry = ENTRY): DmpLine {
  const [line] = linesOf([entry], [], new Map(), PARIS);
  return line as DmpLine;
}

describe("a line of a DMP", () => {
  it("has its short id and the day of the act where the practice is", () => {
    expect(lineOf()).toMatchObject({ id: "X7", act: "2026-03-30", hiddenFrom: [], fromPatient: false, local: null });
    expect(lineOf({ ...ENTRY, serviceStart: "2026-03-28T22:30:00.000Z" }).act).toBe("2026-03-28");
    expect(lineOf({ ...ENTRY, serviceStart: null, creationTime: "2025-12-31T23:30:00.000Z" }).act).toBe("2026-01-01");
  });

  it("says from whom it is hidden, and what the patient deposited", () => {
    const visibility = { ...VISIBLE, hiddenFromLegalRepresentatives: true, hiddenFromProfessionals: true };
    expect(lineOf({ ...ENTRY, visibility }).hiddenFrom).toEqual(["ps", "legal"]);
    expect(lineOf({ ...ENTRY, typeCode: { ...ENTRY.typeCode, code: "DOCPAT01" } }).fromPatient).toBe(true);
  });

  it("is in the file, or is a new version of what is there", () => {
    const held = [{ id: "D3", uniqueId: "1.2.1" } as Document];
    const newer = new Map([["1.2.1", "D2"]]);
    expect(linesOf([ENTRY], held, newer)[0]?.local).toEqual({ state: "filed", document: "D3" });
    expect(linesOf([ENTRY], [], newer)[0]?.local).toEqual({ state: "new_version", document: "D2" });
  });
});

describe("isWanted", () => {
  it.each<[LineFilter, boolean]>([
    [{}, true],
    [{ author: "legall" }, false],
    [{ author: "gall NOEMIE" }, true],
    [{ author: "evreux" }, true],
    [{ text: "echo card" }, true],
    [{ text: "cardiaque scanner" }, false],
    [{ since: "2026-03-30" }, true],
    [{ since: "2026-03-31" }, false],
    [{ typeCodes: new Set(["11488-4"]) }, true],
    [{ typeCodes: new Set(["11502-2"]) }, false],
  ])("%o → %s", (filter, expected) => {
    expect(isWanted(lineOf(), filter)).toBe(expected);
  });
});

describe("categories", () => {
  it("are counted in the order of their codes, and named by code or by words", () => {
    const classCode = { code: "42", system: "1", label: "Prescription" };
    const lines = [{ ...ENTRY, classCode }, ENTRY, ENTRY].map(lineOf);
    expect(categoriesOf(lines)).toEqual([
      { code: "10", label: "Compte rendu", count: 2 },
      { code: "42", label: "Prescription", count: 1 },
    ]);
    expect(["42", "presc", undefined, "10", "imagerie"].map((each) => isInCategory(classCode, each))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it("are those of the nomenclature, by code or words; another word is a slip that lists them", async () => {
    expect(await categoryOf("10")).toBe("10");
    expect(await categoryOf("imagerie")).toBe("imagerie");
    await expect(categoryOf("imajerie")).rejects.toMatchObject({
      kind: "usage",
      code: "dmp.category_unknown",
      why: expect.stringMatching(/: 10 .*31 /s),
    });
  });
});
