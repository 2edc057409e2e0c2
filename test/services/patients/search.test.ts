import { describe, expect, it } from "vitest";
import { type SearchRequest, searchPatients, understandSearch } from "../../../src/services/patients/search.js";
import { importText, refusal, type TestCabinet, testCabinet } from "./cabinet.js";

const NONE = {
  name: undefined,
  givenName: undefined,
  usedName: undefined,
  usedGivenName: undefined,
  birthName: undefined,
  birthGivenName: undefined,
};

function request(given: Partial<SearchRequest>): SearchRequest {
  return { terms: [], names: NONE, everyone: false, ...given };
}

async function found(cabinet: TestCabinet, given: Partial<SearchRequest>): Promise<string[]> {
  const query = await understandSearch(cabinet, request(given));
  const files: string[] = [];
  for await (const { fileNumber } of searchPatients(cabinet, query, null, undefined).items) files.push(fileNumber ?? "");
  return files.sort();
}

const FILE = `dossier;nom_naissance;prenoms_naissance;nom_utilise;prenom_utilise;date_naissance;sexe;ald
1;CŒUR;Zoé;;;12/03/1980;F;oui
2;N'DIAYE;Awa, Marie;LE GALL;Mimi;12/03/1980;F;
3;LE GALL;Jean-Pierre;;;01/02/1950;M;
4;Kowalski;Łukasz;;;12/03/1980;M;
`;

describe("the one box", () => {
  it.each([
    [["coeur"], ["1"]],
    [["CŒUR"], ["1"]],
    [["ndiaye"], ["2"]],
    [["legall"], ["2", "3"]],
    [
      ["le", "gall"],
      ["2", "3"],
    ],
    [["gall", "mimi"], ["2"]],
    [["lukasz"], ["4"]],
    [["jeanpierre"], ["3"]],
    [["12/03/1980"], ["1", "2", "4"]],
    [["marie", "1980-03-12"], ["2"]],
    [["12 mars 1980", "kow"], ["4"]],
    [["zoe", "kowalski"], []],
  ])("%j", async (terms, expected) => {
    const cabinet = testCabinet();
    await importText(cabinet, FILE);
    expect(await found(cabinet, { terms })).toEqual(expected);
  });
});

describe("one field each", () => {
  it("narrows to a name field, a date, a file number, a filter, all at once", async () => {
    const cabinet = testCabinet();
    await importText(cabinet, FILE);
    expect(await found(cabinet, { names: { ...NONE, birthName: "legall" } })).toEqual(["3"]);
    expect(await found(cabinet, { names: { ...NONE, usedName: "legall" } })).toEqual(["2"]);
    expect(await found(cabinet, { names: { ...NONE, name: "legall", givenName: "awa" } })).toEqual(["2"]);
    expect(await found(cabinet, { birthDate: "12031980", names: { ...NONE, givenName: "z" } })).toEqual(["1"]);
    expect(await found(cabinet, { fileNumber: "4" })).toEqual(["4"]);
    expect(await found(cabinet, { filter: "vsm-due" })).toEqual(["1"]);
    expect(await found(cabinet, { filter: "ins-never", terms: ["legall"] })).toEqual(["2", "3"]);
    expect(await found(cabinet, { everyone: true })).toEqual(["1", "2", "3", "4"]);
  });

  it.each([
    [{}, "search.empty"],
    [{ terms: [" "] }, "search.empty"],
    [{ terms: ["31/02/1980"] }, "date.calendar"],
    [{ birthDate: "hier" }, "date.format"],
    [{ terms: ["12/03/1980"], birthDate: "13/03/1980" }, "search.two_dates"],
    [{ matricule: "277076322082911" }, "matricule.key"],
    [{ matricule: "2770763220829" }, "matricule.format"],
    [{ names: { ...NONE, name: "--" } }, "search.term"],
    [{ filter: "rpc" }, "filter.unknown"],
  ])("refuses %j rather than searching something else", async (given, code) => {
    expect(await refusal(found(testCabinet(), given))).toMatchObject({ kind: "usage", code });
  });
});

it("gives pages that follow each other, and says when something is left", async () => {
  const cabinet = testCabinet();
  const rows = Array.from(
    { length: 12 },
    (_, index) => `${index};MARTIN${String.fromCharCode(65 + index)};A;;;01/01/2000;F;\n`,
  ).join("");
  await importText(cabinet, `${FILE.split("\n")[0]}\n${rows}`);
  const query = await understandSearch(cabinet, request({ terms: ["martin"] }));
  const seen: string[] = [];
  let after: string | undefined;
  let pages = 0;
  for (;;) {
    const page = searchPatients(cabinet, query, 5, after);
    for await (const { birthName } of page.items) seen.push(birthName);
    pages += 1;
    const next = page.next();
    if (next === null) break;
    after = next;
  }
  expect(pages).toBe(3);
  expect(seen).toEqual(Array.from({ length: 12 }, (_, index) => `MARTIN${String.fromCharCode(65 + index)}`));
});
