import { describe, expect, it } from "vitest";
import { birthNameCandidates } from "../../../src/domain/identity/alternate-names.js";
import { otherPart, readStatedNames } from "../../../src/domain/identity/married-name.js";
import { type PreflightInput, preflight } from "../../../src/domain/identity/preflight.js";

const GOOD: PreflightInput = {
  birthName: "NESSI",
  birthGivenNames: "RUTH ANNE",
  firstBirthGivenName: "RUTH",
  birthDate: "14/07/1977",
  sex: "F",
  birthPlace: "63220",
  // Both her names: a woman with one name only is a risk of its own.
  usedName: "DURAND-NESSI",
};
const MATRICULE = "277076322082910";

function codes(changes: PreflightInput) {
  return preflight({ ...GOOD, ...changes }, "2026-11-23").map(({ code, proposal, certainty, level }) => {
    return [code, proposal ?? null, certainty, level];
  });
}

describe("preflight", () => {
  it("says nothing of a good record", () => {
    expect(codes({})).toEqual([]);
    expect(codes({ matricule: MATRICULE, oid: "1.2.250.1.213.1.4.8" })).toEqual([]);
    expect(codes({ sex: "M", usedName: "NESSI" })).toEqual([]);
    expect(codes({ sex: "M", usedName: "" })).toEqual([]);
    expect(codes({ usedName: "DURAND-NESSI" })).toEqual([]);
  });

  it.each<[PreflightInput, unknown[]]>([
    [{ birthName: "DURAND NEE MARTIN" }, ["birth_name.stated", "MARTIN", "sure", "risk"]],
    [{ birthName: "Durand (née Martin)" }, ["birth_name.stated", "MARTIN", "sure", "blocking"]],
    [{ birthName: "MARTIN EP DURAND" }, ["birth_name.stated", "MARTIN", "sure", "risk"]],
    [{ birthName: "MARTIN épouse DURAND" }, ["birth_name.stated", "MARTIN", "sure", "risk"]],
    [{ birthName: "DURAND", usedName: "DURAND NEE MARTIN" }, ["birth_name.stated", "MARTIN", "sure", "risk"]],
    [{ birthName: "MARTIN-DURAND", usedName: "DURAND" }, ["birth_name.double", "MARTIN", "likely", "risk"]],
    [{ birthName: "DURAND", usedName: "DURAND" }, ["birth_name.maybe_married", null, "likely", "risk"]],
    [{ birthName: "DURAND", usedName: "" }, ["birth_name.maybe_married", null, "likely", "risk"]],
    [{ birthName: "DURAND", usedName: "MARTIN" }, ["birth_name.maybe_swapped", null, "likely", "info"]],
    [{ birthName: "" }, ["name.empty", null, "sure", "blocking"]],
    [{ birthName: "NE5SI", sex: "M" }, ["name.character", null, "sure", "blocking"]],
    [{ birthName: "LE  GALL", sex: "M" }, ["name.separators", "LE GALL", "sure", "blocking"]],
    [{ birthName: "D' ARTAGNAN", sex: "M" }, ["name.separators", "D'ARTAGNAN", "sure", "blocking"]],
    [{ birthName: "Nessì" }, ["name.normalised", "NESSI", "sure", "info"]],
    [{ birthGivenNames: "RUTH, ANNE" }, ["given_names.commas", "RUTH ANNE", "sure", "info"]],
    [{ birthGivenNames: "RUTH 2" }, ["name.character", null, "sure", "blocking"]],
    [{ birthGivenNames: "", firstBirthGivenName: "" }, ["first_given_name.empty", null, "sure", "blocking"]],
    [{ firstBirthGivenName: "ANNE" }, ["first_given_name.not_first", "RUTH", "likely", "risk"]],
    [{ firstBirthGivenName: "LISE" }, ["first_given_name.not_first", null, "likely", "risk"]],
    [{ birthDate: "00/07/1977" }, ["date.interpreted", "1977-07-01", "likely", "risk"]],
    [{ birthDate: "31/02/1977" }, ["date.calendar", null, "sure", "blocking"]],
    [{ birthDate: "07/14/1977" }, ["date.swapped", "1977-07-14", "likely", "blocking"]],
    [{ birthDate: "14/07/2027" }, ["date.future", null, "sure", "blocking"]],
    [{ birthDate: "14/07/1899" }, ["date.too_old", null, "likely", "risk"]],
    [{ sex: "" }, ["sex.empty", null, "sure", "blocking"]],
    [{ sex: "", matricule: MATRICULE }, ["sex.empty", "F", "likely", "blocking"]],
    [{ sex: "I" }, ["sex.not_sendable", null, "sure", "blocking"]],
    [{ birthPlace: "" }, ["birth_place.empty", "99999", "sure", "blocking"]],
    [{ birthPlace: "Paris" }, ["birth_place.format", null, "sure", "blocking"]],
    [{ birthPlace: "99999" }, ["birth_place.unknown", null, "likely", "info"]],
    [{ birthPlace: "99999", matricule: MATRICULE }, ["birth_place.unknown", "63220", "likely", "info"]],
    [{ birthPlace: "75015" }, ["birth_place.postcode", "75115", "sure", "risk"]],
    [{ birthPlace: "33000" }, ["birth_place.postcode", null, "sure", "risk"]],
    [{ birthPlace: "1053" }, ["birth_place.leading_zero", "01053", "likely", "blocking"]],
    [{ birthPlace: "63110", matricule: MATRICULE }, ["birth_place.matricule", "63220", "likely", "risk"]],
    [{ matricule: "277076322082911" }, ["matricule.key", MATRICULE, "likely", "blocking"]],
    [{ matricule: "2770763220829" }, ["matricule.no_key", MATRICULE, "sure", "blocking"]],
    [{ matricule: "27707" }, ["matricule.format", null, "sure", "blocking"]],
    [{ matricule: MATRICULE, sex: "M" }, ["matricule.sex", null, "likely", "risk"]],
    [{ matricule: MATRICULE, birthDate: "14/07/2017" }, ["matricule.birth_year", null, "likely", "risk"]],
    [{ matricule: MATRICULE, birthDate: "14/08/1977" }, ["matricule.birth_month", null, "likely", "risk"]],
    [{ oid: "1.2.3" }, ["oid.unknown", null, "sure", "blocking"]],
    [{ douteuse: true }, ["attribute.douteuse", null, "sure", "blocking"]],
    [{ fictive: true }, ["attribute.fictive", null, "sure", "blocking"]],
  ])("%j", (changes, finding) => {
    expect(codes(changes)).toEqual([finding]);
  });

  it("deduces nothing from the NIR of a parent", () => {
    const child = codes({ birthDate: "03/02/2015", sex: "", birthPlace: "99999", matricule: MATRICULE });
    expect(child.map(([code, proposal]) => [code, proposal])).toEqual([
      ["sex.empty", null],
      ["birth_place.unknown", null],
      ["matricule.birth_year", null],
    ]);
  });

  it("leaves young women, Paris COG and real codes alone", () => {
    expect(codes({ birthName: "DURAND", usedName: "DURAND", birthDate: "14/07/2005" })).toEqual([]);
    for (const birthPlace of ["75056", "75115", "75116", "13001", "69003", "99352"]) expect(codes({ birthPlace })).toEqual([]);
  });
});

describe("readStatedNames", () => {
  it.each([
    ["DURAND NÉE MARTIN", { birthName: "MARTIN", usedName: "DURAND" }],
    ["LE GALL née de la Tour", { birthName: "DE LA TOUR", usedName: "LE GALL" }],
    ["MARTIN ép. DURAND", { birthName: "MARTIN", usedName: "DURAND" }],
    ["MARTIN (VVE DURAND)", { birthName: "MARTIN", usedName: "DURAND" }],
    ["MARTIN", null],
    ["DUPREE MARTIN", null],
    ["EPINAY", null],
    ["NEE MARTIN", null],
    ["DURAND NEE", null],
    ["DURAND NEE 12", null],
  ])("%j", (text, expected) => {
    expect(readStatedNames(text)).toEqual(expected);
  });
});

describe("otherPart", () => {
  it.each([
    ["MARTIN-DURAND", "DURAND", "MARTIN"],
    ["MARTIN-DURAND", "MARTIN", "DURAND"],
    ["MARTIN--LE GALL", "LE GALL", "MARTIN"],
    ["DE LA TOUR DURAND", "DURAND", "DE LA TOUR"],
    ["MARTIN-DURAND", "MARTINEZ", null],
    ["MARTIN", "MARTIN", null],
  ])("%s without %s is %s", (double, name, expected) => {
    expect(otherPart(double, name)).toBe(expected);
  });
});

describe("birthNameCandidates", () => {
  it.each([
    ["DURAND", "MARTIN", "F", ["MARTIN"]],
    ["DURAND", "MARTIN-DURAND", "F", ["MARTIN", "MARTIN-DURAND"]],
    ["MARTIN-DURAND", "DURAND", "F", ["MARTIN", "DURAND"]],
    ["DURAND NEE MARTIN", "DURAND", "F", ["MARTIN"]],
    ["DURAND", "DURAND NEE MARTIN", "F", ["MARTIN"]],
    ["DURAND", "DURAND", "F", []],
    ["LE GALL", "LEGALL", "F", ["LEGALL"]],
    ["DURAND", null, "F", []],
    ["DURAND", "", "F", []],
    ["DURAND", "MARTIN", "M", []],
    ["DURAND", "MARTIN", "I", ["MARTIN"]],
    // As INSi takes them; it would refuse the whole patient for an accent.
    ["DURAND", "Lefèvre", "F", ["LEFEVRE"]],
    ["DURAND NEE LEFÈVRE", null, "F", ["LEFEVRE"]],
    ["DURAND", "Martin (2)", "F", []],
  ] as const)("%s, used %s, %s", (birthName, usedName, sex, expected) => {
    expect(birthNameCandidates({ birthName, usedName, sex })).toEqual(expected);
  });
});
