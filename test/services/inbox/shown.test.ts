import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matriculeKey } from "../../../src/domain/identity/matricule.js";
import { senderOf, subjectOf, withoutMatricule } from "../../../src/services/inbox/shown.js";

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const number = fc
  .tuple(fc.constantFrom("1", "2", "7", "8"), digits(4), fc.oneof(digits(2), fc.constantFrom("2A", "2B")), digits(6))
  .map((parts) => parts.join(""));

describe("a text that somebody wrote", () => {
  it("holds no matricule, with or without its key, whatever is around it, in groups or not", () => {
    const around = fc.constantFrom("", " ", "INS", ":", "\u001b[2J", "<", "é");
    const between = fc.constantFrom("", " ", ".", "-", "\u00a0", "\u202f", "\u2011", "_", "/");
    fc.assert(
      fc.property(number, around, around, fc.boolean(), between, (each, before, after, key, separator) => {
        const whole = key ? each + matriculeKey(each) : each;
        const groups = /^(.)(..)(..)(..)(...)(...)(.*)$/.exec(whole)?.slice(1) ?? [];
        const written = groups.filter((group) => group !== "").join(separator);
        const shown = withoutMatricule(before + written + after);
        expect(shown).not.toContain(written);
        expect(shown).toBe(`${before}•••${after}`);
      }),
    );
  });

  it("keeps dates, telephones and RPPS numbers that are no matricule", () => {
    for (const text of ["12/03/1980", "01 02 03 04 05", "RPPS 10101234567", "RPPS 810101234567", "dossier 2026-11-24 n° 4242"]) {
      expect(withoutMatricule(text)).toBe(text);
    }
  });

  it("loses its technical prefix, wherever the mark stands (UX.28)", () => {
    expect(subjectOf({ subject: "XDM/1.0/DDM+CR MARTIN" })).toBe("CR MARTIN");
    expect(subjectOf({ subject: "[Annule et remplace] XDM/1.0/DDM+CR MARTIN" })).toBe("[Annule et remplace] CR MARTIN");
  });

  it("tells a sender by their name, and hides the address of a patient, which is their matricule", () => {
    const patient = { address: "280036322012367@patient.mssante.fr", name: null };
    expect(senderOf({ from: patient })).toBe("•••@patient.mssante.fr");
    expect(senderOf({ from: { ...patient, name: "280036322012367" } })).toBe("•••");
    expect(senderOf({ from: { address: "a@b.mssante.fr", name: " " } })).toBe("a@b.mssante.fr");
  });
});
