import { describe, expect, it } from "vitest";
import {
  departmentOfPostcode,
  directoryMatch,
  directoryTerms,
  isMailboxAddress,
  normalDepartment,
} from "../../../src/domain/professional/directory-terms.js";
import type { DirectoryQuery } from "../../../src/domain/professional/entry.js";
import { mailbox } from "../../support/mailbox.js";

const dupont = mailbox({
  address: "jean-marie.dupont@medecin.mssante.fr",
  rpps: "10003456789",
  familyName: "DUPONT D'ARTAGNAN",
  givenName: "Jean-Marie",
  profession: { code: "10", label: "Médecin" },
  speciality: { code: "SM04", label: "Cardiologie et maladies vasculaires" },
  structure: { id: "1750712184", name: "HOPITAL SAINT LOUIS" },
  postcode: "75010",
  city: "PARIS",
  department: "75",
});
const finds = (query: Omit<DirectoryQuery, "limit">) => directoryMatch(dupont, directoryTerms({ ...query, limit: 1 }));

describe("what a query finds", () => {
  it.each<[string, Omit<DirectoryQuery, "limit">]>([
    ["the start of a name, without accents nor case", { familyName: "dupo" }],
    ["a part of a double name", { familyName: "artagnan" }],
    ["a name joined as it is typed", { familyName: "d'artagnan" }],
    ["a given name with or without its hyphen", { givenName: "jean marie" }],
    ["words in any field", { text: "cardio dupont paris" }],
    ["a hyphen where the annuaire has a space", { structure: "saint-louis" }],
    ["the same in free text", { text: "Saint-Louis dupont" }],
    ["a postcode as a city", { city: "750" }],
    ["a code of savoir-faire", { speciality: "sm04" }],
    ["a profession", { speciality: "médecin" }],
    ["an RPPS, as IDNPS too", { rpps: "8 10003456789" }],
    ["an RPPS in free text", { text: "dupont 10003456789" }],
    ["an address, capitals aside", { text: "Jean-Marie.DUPONT@medecin.mssante.fr" }],
    ["a department", { department: "75" }],
  ])("%s", (_, query) => {
    expect(finds(query)).toBe(true);
  });

  it.each<[string, Omit<DirectoryQuery, "limit">]>([
    ["the middle of a word", { familyName: "upont" }],
    ["one word that is nowhere", { text: "dupont lyon" }],
    ["a name as a given name", { givenName: "dupont" }],
    ["a start of a department", { department: "7" }],
    ["an RPPS that is none", { rpps: "123" }],
    ["a criterion without any letter", { familyName: "--" }],
  ])("not: %s", (_, query) => {
    expect(finds(query)).toBe(false);
  });

  it("asks nothing when nothing is given", () => {
    expect(directoryTerms({ text: "  ", city: "", limit: 5 })).toEqual([]);
  });
});

describe("departments", () => {
  it.each([
    ["75011", "75"],
    ["20167", "2A"],
    ["20200", "2B"],
    ["20600", "2B"],
    ["97400", "974"],
    ["98800", "988"],
    ["01000", "01"],
    ["7501", null],
    [null, null],
  ])("%s is in %s", (postcode, department) => {
    expect(departmentOfPostcode(postcode)).toBe(department);
  });

  it.each([
    ["1", "01"],
    ["01", "01"],
    ["075", "75"],
    ["2a", "2A"],
    ["971", "971"],
  ])("%s is written %s", (typed, code) => {
    expect(normalDepartment(typed)).toBe(code);
  });
});

describe("an address of the annuaire", () => {
  it.each([
    "a@b.mssante.fr\r\nbcc: x@y.fr",
    "a b@c.fr",
    '"a"@c.fr',
    "a@localhost",
    "a@[127.0.0.1]",
    `${"a".repeat(65)}@c.fr`,
    "<a@c.fr>",
  ])("is not %j", (text) => {
    expect(isMailboxAddress(text)).toBe(false);
  });
});
