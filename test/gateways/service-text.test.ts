import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { serviceCode, serviceText } from "../../src/gateways/service-text.js";

describe("texts of the service", () => {
  it.each([
    "A required header representing a Message Addressing Property is not present",
    "Structure introuvable ou Inactive",
    "PS et Structure non liés",
    "Aucune spécialité dans le vihf. Spécialité obligatoire pour les Médecins",
    "Le certificat ayant signé le VIHF est invalide : Not a valid signature certificate",
    "XDSUnknownPatientId",
    "L'appel au service de recherche avec les traits d'identité renvoie une erreur technique.",
    "L'accès par ce progiciel au service n'est pas autorisé. Contactez l'éditeur du progiciel ou votre responsable informatique.",
    "Indisponibilité des téléservices",
  ])("« %s » is told as it is", (text) => expect(serviceText(text)).toBe(text));

  it.each([
    ["Patient DUPONT Jean-Luc inconnu", "Patient […] inconnu"],
    ["né le 12/03/1979 ou 1979-03-12", "né le […] ou […]"],
    ["matricule 279035121518989", "matricule […]"],
    ["matricule 2 79 03 2A 215 189 89.", "matricule […]."],
    ["Élise MARCEAU absente", "[…] absente"],
    ["un\u001b[31m texte\u0000  rouge", "un [31m texte rouge"],
  ])("%s", (text, expected) => expect(serviceText(text)).toBe(expected));

  it("holds no given value, no number of five digits, no control character, whatever is around", () => {
    const value = fc.constantFrom("279035121518989", "MARCEAU Élise", "coma & seul");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), value, fc.string(), (before, secret, after) => {
        const text = serviceText(`${before} ${secret} ${after}`, [secret]);
        expect(text).not.toContain(secret);
        expect(text).not.toMatch(/\d{5}|[\u0000-\u001f\u007f-\u009f]/);
        expect(text.length).toBeLessThanOrEqual(300);
      }),
    );
  });

  it("a code is what a code is made of", () => {
    expect(serviceCode("DMPInvalidCertificate")).toBe("DMPInvalidCertificate");
    for (const text of ["", null, undefined, "DUPONT Jean", "a\u001b[31m", "2790351215189", "x".repeat(100)])
      expect(serviceCode(text)).toBeNull();
  });
});
