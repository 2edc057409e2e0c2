import { describe, expect, it } from "vitest";
import { compareTraits, isStartOfList } from "../../../src/domain/identity/compare.js";
import type { StrictTraits } from "../../../src/domain/identity/types.js";
import type { ReturnedTraits } from "../../../src/domain/insi/answer.js";
import { answered, RUTH } from "./people.js";

function compare(local: Partial<StrictTraits>, returned: Partial<ReturnedTraits>) {
  const comparison = compareTraits({ ...RUTH, ...local }, answered(returned).traits);
  const rows = Object.fromEntries(comparison.rows.map((row) => [row.trait, row.verdict]));
  return { ...comparison, rows };
}

const names = (...birthGivenNames: string[]) => ({ birthGivenNames, firstBirthGivenName: birthGivenNames[0] ?? "" });

describe("compareTraits", () => {
  it("finds equal traits the same", () => {
    const { rows, verdict, firstGivenNameMatches } = compare({}, {});
    expect(new Set(Object.values(rows))).toEqual(new Set(["same"]));
    expect(Object.keys(rows)).toHaveLength(6);
    expect({ verdict, firstGivenNameMatches }).toEqual({ verdict: "same", firstGivenNameMatches: true });
  });

  it.each([
    [{ birthName: "LE GALL" }, { birthName: "LE-GALL" }],
    [{ birthName: "LEGALL" }, { birthName: "LE GALL" }],
    [{ birthName: "N'DIAYE" }, { birthName: "NDIAYE" }],
    [{ birthName: "NESSI" }, { birthName: "Nessi" }],
    [{ birthName: "COEUR" }, { birthName: "CŒUR" }],
    [names("JEAN-PIERRE"), { givenNames: "JEAN PIERRE" }],
    [names("JEAN PIERRE"), { givenNames: "JEAN-PIERRE" }],
    [names("ANNE", "MARIE"), { givenNames: "ANNE-MARIE" }],
    [{ birthGivenNames: ["ANNE-MARIE"], firstBirthGivenName: "ANNE" }, { givenNames: "ANNE-MARIE" }],
  ])("%j against %j is typography", (local, returned) => {
    expect(compare(local, returned)).toMatchObject({ verdict: "typography", firstGivenNameMatches: true });
  });

  it("completes the given names that the practice did not record", () => {
    const jean = compare(names("JEAN"), { givenNames: "JEAN PIERRE MARIE" });
    expect(jean.rows).toMatchObject({ firstBirthGivenName: "same", birthGivenNames: "completed" });
    expect(jean).toMatchObject({ verdict: "completed", firstGivenNameMatches: true });
    expect(compare(names("JEAN-PIERRE"), { givenNames: "JEAN PIERRE MARIE" })).toMatchObject({ verdict: "completed" });
    const onlyFirst = { birthGivenNames: [], firstBirthGivenName: "JEAN" };
    expect(compare(onlyFirst, { givenNames: "JEAN PIERRE" })).toMatchObject({ verdict: "completed" });
  });

  it.each([
    [names("JEAN"), { givenNames: "JEAN-PIERRE MARIE" }, "birthGivenNames"],
    [names("JEAN", "PAUL"), { givenNames: "JEAN PIERRE" }, "birthGivenNames"],
    [names("JEAN", "PIERRE"), { givenNames: "JEAN" }, "birthGivenNames"],
    [names("PIERRE"), { givenNames: "JEAN PIERRE" }, "firstBirthGivenName"],
    [names("OLA", "CATARINA"), { givenNames: "CATARINA BELLA" }, "firstBirthGivenName"],
    [names("JEA"), { givenNames: "JEAN" }, "firstBirthGivenName"],
    [{ birthName: "DUPOND" }, { birthName: "DUPONT" }, "birthName"],
    [{ sex: "I" as const }, {}, "sex"],
    [{ birthDate: "1977-07-15" }, {}, "birthDate"],
    [{ birthPlace: "63113" }, {}, "birthPlace"],
  ])("%j against %j is different in %s", (local, returned, trait) => {
    const { rows, verdict } = compare(local, returned);
    expect(rows[trait]).toBe("different");
    expect(verdict).toBe("different");
  });

  it("tolerates a missing birth place, in the answer or here", () => {
    expect(compare({}, { birthPlace: "" })).toMatchObject({ verdict: "same", rows: { birthPlace: "missing" } });
    expect(compare({ birthPlace: "99999" }, {})).toMatchObject({ verdict: "completed", rows: { birthPlace: "completed" } });
    expect(compare({ birthPlace: "99999" }, { birthPlace: "" })).toMatchObject({
      verdict: "same",
      rows: { birthPlace: "missing" },
    });
  });

  it.each(["birthName", "givenNames", "sex", "birthDate"] as const)("does not tolerate a missing %s", (trait) => {
    expect(compare({}, { [trait]: " " }).verdict).toBe("different");
  });

  it("keeps the worst verdict", () => {
    expect(compare({ ...names("JEAN"), birthName: "LE GALL" }, { givenNames: "JEAN PAUL", birthName: "LEGALL" }).verdict).toBe(
      "completed",
    );
  });
});

describe("isStartOfList", () => {
  it.each([
    ["JEAN", ["JEAN", "PIERRE"], true],
    ["JEAN-PIERRE", ["JEAN", "PIERRE", "PAUL"], true],
    ["JEAN PIERRE", ["JEAN-PIERRE"], true],
    ["JEAN", ["JEAN-PIERRE"], false],
    ["PIERRE", ["JEAN", "PIERRE"], false],
    ["JEAN", [], false],
    ["", ["JEAN"], false],
  ])("%s of %j: %s", (first, list, expected) => {
    expect(isStartOfList(first, list)).toBe(expected);
  });
});
