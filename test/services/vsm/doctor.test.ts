import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { medecinTraitantOf } from "../../../src/services/vsm/doctor.js";

const users = { findByRpps: async () => null } as unknown as Parameters<typeof medecinTraitantOf>[0]["users"];
const read = (medecinTraitant: string) => medecinTraitantOf({ users }, { medecinTraitant });

describe("the médecin traitant of a file", () => {
  test.each([
    ["Dr M'BAYE Awa, RPPS 99700000019", "M'BAYE", "Awa"],
    ["M'BAYE Awa", "M'BAYE", "Awa"],
    ["Dr MÉRIC Paul", "MÉRIC", "Paul"],
    ["PRÉVOST Anne", "PRÉVOST", "Anne"],
    ["DRÉAN Loïc", "DRÉAN", "Loïc"],
    ["M. D'HAUTEVILLE Jean", "D'HAUTEVILLE", "Jean"],
    ["MME LE GOFF Anne-Marie", "LE GOFF", "Anne-Marie"],
    ["Dr. Hélène MARCEAU", "MARCEAU", "Hélène"],
    ["M.DUPONT Luc", "DUPONT", "Luc"],
    ["Professeure Jeanne de LA TOUR", "de LA TOUR", "Jeanne"],
    ["Dr Anne d'ORMESSON", "d'ORMESSON", "Anne"],
    ["Dr M-A MARTIN", "M-A MARTIN", null],
    ["Dr Hélène MARCEAU épouse DURAND", "Hélène MARCEAU épouse DURAND", null],
    ["Docteur Moreau", "Moreau", null],
    ["Dr", "Dr", null],
  ])("%s", async (text, familyName, givenName) => {
    expect(await read(text)).toMatchObject({ familyName, givenName });
  });

  test("keeps every letter of its name, whatever stands around it", async () => {
    const particle = fc.constantFrom("", "", "", "de ", "DE ", "du ", "D'", "d'", "de la ", "LE ", "M'", "N’", "O'", "SAINT-");
    const family = fc.tuple(
      particle,
      fc.constantFrom(
        "HAUTEVILLE",
        "BAYE",
        "MÉRIC",
        "PRÉVOST",
        "DRÉAN",
        "PRAT",
        "MMEYER",
        "ŒUVRARD",
        "MARTIN-DUPONT",
        "ÇA",
        "DR’OZ",
      ),
    );
    const title = fc.constantFrom(
      "",
      "Dr ",
      "DR ",
      "Dr. ",
      "dr.",
      "Docteur ",
      "Pr ",
      "M. ",
      "M.",
      "Mme ",
      "MME ",
      "M ",
      "Dr Mme ",
      "Mlle ",
    );
    const given = fc.constantFrom("Awa", "Jean-Luc", "Émile", "M'hamed", "Prune", "Drissa", "Marie Anne");
    const rpps = fc.constantFrom("", ", RPPS 99700000019", " (RPPS : 997 0000 0019)", " 899700000019");
    await fc.assert(
      fc.asyncProperty(title, family, given, fc.boolean(), rpps, async (before, [of, name], first, isFirst, after) => {
        const whole = `${of}${name}`;
        const text = `${before}${isFirst ? `${first} ${whole}` : `${whole} ${first}`}${after}`;
        const found = await read(text);
        expect(found).toEqual({ id: after === "" ? null : "899700000019", familyName: whole, givenName: first });
      }),
      { numRuns: 3000 },
    );
  });
});
