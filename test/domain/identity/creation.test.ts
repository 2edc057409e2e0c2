import { describe, expect, it } from "vitest";
import { checkBirthPlace } from "../../../src/domain/identity/birth-place.js";
import { createIdentity } from "../../../src/domain/identity/creation.js";
import { parseSex } from "../../../src/domain/identity/sex.js";

const RAW = { birthName: "Nessi", firstBirthGivenName: "Ruth", birthDate: "14/07/1977", sex: "F", birthPlace: "63220" };

function problems(fields: Parameters<typeof createIdentity>[0]) {
  const creation = createIdentity(fields, { today: "2026-11-23" });
  if (creation.ok) throw new Error("should be refused");
  return creation.problems.map((problem) => [problem.field, problem.code]);
}

describe("createIdentity", () => {
  it("needs the five fields and nothing else (INS/va1.21, .22)", () => {
    const creation = createIdentity(RAW);
    expect(creation).toEqual({
      ok: true,
      interpreted: false,
      identity: {
        traits: {
          birthName: "NESSI",
          birthGivenNames: [],
          firstBirthGivenName: "RUTH",
          birthDate: "1977-07-14",
          sex: "F",
          birthPlace: "63220",
        },
        status: "provisoire",
        ins: null,
        insHistory: [],
        attributes: { homonyme: false, douteuse: false, fictive: false },
        proof: null,
      },
    });
  });

  it("lists every missing field at once", () => {
    expect(problems({})).toEqual([
      ["birthName", "name.empty"],
      ["firstBirthGivenName", "name.empty"],
      ["birthDate", "date.empty"],
      ["sex", "sex.empty"],
      ["birthPlace", "birth_place.empty"],
    ]);
  });

  it.each([
    ["birthName", "NE5SI", "name.character"],
    ["firstBirthGivenName", "RUTH-", "name.last"],
    ["birthGivenNames", "RUTH, 1", "name.character"],
    ["birthDate", "31/02/1980", "date.calendar"],
    ["birthDate", "24/11/2026", "date.future"],
    ["sex", "X", "sex.format"],
    ["birthPlace", "Paris", "birth_place.format"],
  ])("refuses %s %j", (field, text, code) => {
    expect(problems({ ...RAW, [field]: text })).toEqual([[field, code]]);
  });

  it("gives the column of a forbidden character", () => {
    expect(createIdentity({ ...RAW, birthName: "NE5SI" })).toMatchObject({ problems: [{ column: 3 }] });
  });

  it("takes the first given name from the list when it is left out", () => {
    const { firstBirthGivenName: _, ...rest } = RAW;
    const creation = createIdentity({ ...rest, birthGivenNames: "Jean-Pierre, Marie" });
    expect(creation).toMatchObject({
      identity: { traits: { firstBirthGivenName: "JEAN-PIERRE", birthGivenNames: ["JEAN-PIERRE", "MARIE"] } },
    });
    expect(problems({ ...rest, birthGivenNames: "J3AN" })).toEqual([["birthGivenNames", "name.character"]]);
  });

  it("tells that a date was interpreted", () => {
    expect(createIdentity({ ...RAW, birthDate: "00/00/1977" })).toMatchObject({
      interpreted: true,
      identity: { traits: { birthDate: "1977-12-31" } },
    });
  });
});

describe("checkBirthPlace", () => {
  it.each(["63220", "01004", "2A004", "2B020", "97411", "99352", "99999"])("accepts %s", (place) => {
    expect(checkBirthPlace(` ${place.toLowerCase()} `)).toEqual({ ok: true, value: place });
  });
  it.each(["6322", "632200", "00123", "2C004", "A2004", "63 220", "Paris"])("refuses %s", (place) => {
    expect(checkBirthPlace(place)).toMatchObject({ ok: false, code: "birth_place.format" });
  });
});

describe("parseSex", () => {
  it.each([
    ["m", "M"],
    ["H", "M"],
    ["1", "M"],
    ["Masculin", "M"],
    ["Féminin", "F"],
    [" femme ", "F"],
    ["2", "F"],
    ["Indéterminé", "I"],
  ])("%s is %s", (text, sex) => {
    expect(parseSex(text)).toEqual({ ok: true, value: sex });
  });
  it.each(["", "3", "MF", "constructor"])("refuses %j", (text) => {
    expect(parseSex(text).ok).toBe(false);
  });
});
