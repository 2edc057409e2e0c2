import { describe, expect, it } from "vitest";
import { parseSearchTerms } from "../../../src/domain/identity/search-query.js";

const TODAY = "2026-11-23";
const names = (...tokens: string[]) => tokens.map((token) => ({ field: "any" as const, token }));

describe("parseSearchTerms", () => {
  it.each([
    [["le", "gall"], { names: names("le", "gall") }],
    [["le gall"], { names: names("le", "gall") }],
    [["N’Diaye"], { names: names("ndiaye") }],
    [["martin", "12/03/1980"], { names: names("martin"), birthDate: "1980-03-12" }],
    [["12", "mars", "1980", "martin"], { names: names("martin"), birthDate: "1980-03-12" }],
    [["martin 12 mars 1980"], { names: names("martin"), birthDate: "1980-03-12" }],
    [["12031980"], { names: [], birthDate: "1980-03-12" }],
    [["1980-03-12"], { names: [], birthDate: "1980-03-12" }],
    [["mars"], { names: names("mars") }],
    [["277076322082910"], { names: [], matricule: "277076322082910" }],
    [["2 77 07 63 220 829 10"], { names: [], matricule: "277076322082910" }],
    [["1", "60", "01", "2b", "020", "777", "13", "adrtrois"], { names: names("adrtrois"), matricule: "160012B02077713" }],
  ])("%j", (terms, value) => {
    expect(parseSearchTerms(terms, TODAY)).toEqual({ ok: true, value });
  });

  it.each([
    [[], "search.empty"],
    [["", " - "], "search.empty"],
    [["277076322082911"], "matricule.key"],
    [["2770763220829"], "matricule.format"],
    [["31/02/1980"], "date.calendar"],
    [["12/03/2030"], "date.future"],
    [["12/03/1980", "13/03/1980"], "search.two_dates"],
    [["277076322082910", "277076322082910"], "search.two_matricules"],
    [["1980"], "search.term"],
    [["P42"], "search.term"],
  ])("refuses %j", (terms, code) => {
    expect(parseSearchTerms(terms, TODAY)).toMatchObject({ ok: false, code });
  });
});
