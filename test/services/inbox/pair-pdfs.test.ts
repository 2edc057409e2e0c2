import { describe, expect, test } from "vitest";
import { namesAnother, pairPdfs } from "../../../src/services/inbox/pair-pdfs.js";

/** A PDF beside an archive is shown as its CDA only when nothing in its name is somebody else's (mss.md §2.1). */
const patient = {
  ...{ ins: { matricule: "275126322074974", oid: "1.2.250.1.213.1.4.8" }, birthName: "ADRUN", birthGivenNames: "ZOE MARIE" },
  ...{ firstBirthGivenName: "ZOE", sex: "F" as const, birthDate: "1975-12-31", birthPlace: null, usedName: null },
  usedGivenName: null,
};
const type = { code: "11502-2", label: "CR d'examens biologiques", system: "2.16.840.1.113883.6.1" };
const document = { type, title: "CR", actDate: "2024-11-10", patient } as Parameters<typeof pairPdfs>[0][number];
const isPaired = (fileName: string) => pairPdfs([document], [{ fileName }]).size === 1;

describe("the PDF of somebody else", () => {
  test.each([
    "20241110_CR bio_ADRUN_LEA.pdf",
    "20241110_CR d'examens biologiques_ADRUN_LEA.pdf",
    "20241110_CR_ZOE_ADRUN_LEA.pdf",
    "CR 277076322082910.pdf",
    "CR 2770763220829.pdf",
    "CR277076322082910.pdf",
    "CR 2 77 07 63 220 829 10.pdf",
    "277076322082910.pdf",
    "resultat 277072B220829.pdf",
    "20241110_CR d'examens biologiques_ADRUN_ZOE_277076322082910.pdf",
    "20241110_CR d'examens biologiques_ADRUN_ZOE_14071977.pdf",
    "resultat 14.07.77 77-07-14.pdf",
    "resultat 14.07.77.pdf",
    "resultat 77-07-14.pdf",
    "resultat 770714.pdf",
    "resultat 140777.pdf",
    "resultat 14-7-1977.pdf",
    "resultat 14.07 77.pdf",
    "resultat 1977.pdf",
    "resultat 197707.pdf",
    "CR 19770714101500.pdf",
  ])("%s stands alone", (fileName) => {
    expect(isPaired(fileName)).toBe(false);
  });

  test("is told by its first name too", () => {
    expect(namesAnother(document, "20241110_CR bio_ADRUN_LEA.pdf")).toBe(true);
    expect(namesAnother(document, "20241110_CR bio_NESSI_RUTH.pdf")).toBe(true);
    for (const own of ["20241110_CR bio_ADRUN_ZOE.pdf", "20241110_CR bio_ADRUN_D42.pdf", "20241110_CR_ADRUN_suite1.pdf"])
      expect(namesAnother(document, own)).toBe(false);
  });
});

test.each([
  "20241110_CR d'examens biologiques_ADRUN_ZOE.pdf",
  "20241110_CR d'examens biologiques_ADRUN_ZOE_D42.pdf",
  "20241110_CR bio_ADRUN_ZOE.pdf",
  "20241110_CR bio_ADRUN_Zoé Marie.pdf",
  "20241110_CR bio_ADRUN_MARIE.pdf",
  "CR 275126322074974.pdf",
  "CR 2 75 12 63 220 749 74.pdf",
  "CR 2751263220749.pdf",
  "resultat 31.12.75 10-11-24.pdf",
  "resultat 751231.pdf",
  "resultat 20241110101500.pdf",
  "resultat 2024-11.pdf",
  "CR 12345.pdf",
  "DOC0001.pdf",
])("the PDF of the patient is paired: %s", (fileName) => {
  expect(isPaired(fileName)).toBe(true);
});

test("a date that the document says of itself is nobody else's: its title, the day it was made", () => {
  const own = { ...document, title: "Bilan du 08/11/2024 et rappel 2023", createdAt: "2024-11-12T09:00:00+01:00" };
  const isOwn = (fileName: string) => pairPdfs([own], [{ fileName }]).size === 1;
  expect(isOwn("20241110_Bilan du 08-11-2024 et rappel 2023_ADRUN_ZOE.pdf")).toBe(true);
  expect(isOwn("20241112_CR bio_ADRUN_ZOE.pdf")).toBe(true);
  expect(isOwn("Bilan du 08.11.2024.pdf")).toBe(true);
  for (const other of [
    "20241110_Bilan du 14-07-1977_ADRUN_ZOE.pdf",
    "Bilan du 08.11.2022.pdf",
    "CR 2023-07-14.pdf",
    "CR 20241113.pdf",
  ])
    expect(isOwn(other)).toBe(false);
});
