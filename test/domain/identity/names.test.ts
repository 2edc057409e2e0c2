import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normaliseBirthName, normaliseGivenName, normaliseGivenNames } from "../../../src/domain/identity/names.js";

function refusal(check: ReturnType<typeof normaliseBirthName>) {
  if (check.ok) throw new Error("should be refused");
  return { code: check.code, column: check.column };
}

describe("normaliseBirthName", () => {
  it.each([
    ["dupont", "DUPONT"],
    ["  Dupont\t", "DUPONT"],
    ["Élodie-François", "ELODIE-FRANCOIS"],
    ["E\u0301TIENNE", "ETIENNE"],
    ["Cœur", "COEUR"],
    ["Æbischer", "AEBISCHER"],
    ["Łukasz", "LUKASZ"],
    ["Strauß", "STRAUSS"],
    ["Ørsted", "ORSTED"],
    ["Đặng", "DANG"],
    ["Þór", "THOR"],
    ["Guðrún", "GUDRUN"],
    ["Yıldız", "YILDIZ"],
    ["İnan", "INAN"],
    ["ǿ", "O"],
    ["N’Diaye", "N'DIAYE"],
    ["N`Diaye", "N'DIAYE"],
    ["Le\u00A0Gall", "LE GALL"],
    ["Martin–Durand", "MARTIN-DURAND"],
    ["MARTIN--DURAND", "MARTIN--DURAND"],
    ["'T HOOFT", "'T HOOFT"],
    ["DE L'HERAULT", "DE L'HERAULT"],
  ])("%j gives %j", (text, expected) => {
    expect(normaliseBirthName(text)).toEqual({ ok: true, value: expected });
  });

  it.each([
    ["", "name.empty", undefined],
    [" \u00A0 ", "name.empty", undefined],
    ["--", "name.first", 1],
    ["'", "name.empty", 1],
    ["-DUPONT", "name.first", 1],
    ["DUPONT2", "name.character", 7],
    ["  DU_PONT", "name.character", 5],
    ["DU/PONT", "name.character", 3],
    ["DUPONT!", "name.character", 7],
    ["DU\tPONT", "name.character", 3],
    ["DU\u200BPONT", "name.character", 3],
    ["Иванов", "name.character", 1],
    ["D'\u0301A", "name.character", 3],
    ["LE  GALL", "name.separators", 4],
    ["N''DIAYE", "name.separators", 3],
    ["D' ARTAGNAN", "name.separators", 3],
    ["D 'ARTAGNAN", "name.separators", 3],
    ["MARTIN---DURAND", "name.hyphens", 9],
    ["A".repeat(101), "name.too_long", 101],
    [`É${"A".repeat(100)}`, "name.too_long", 101],
  ])("refuses %j", (text, code, column) => {
    expect(refusal(normaliseBirthName(text))).toEqual({ code, column });
  });
});

describe("normaliseGivenName", () => {
  it.each([
    ["JEAN--PIERRE", "name.hyphens", 6],
    ["JEAN-", "name.last", 5],
    ["JEAN' ", "name.last", 5],
    ["J.", "name.character", 2],
  ])("refuses %j", (text, code, column) => {
    expect(refusal(normaliseGivenName(text))).toEqual({ code, column });
  });

  it("keeps a compound name whole", () => {
    expect(normaliseGivenName("Jean-Pierre")).toEqual({ ok: true, value: "JEAN-PIERRE" });
  });
});

describe("normaliseGivenNames", () => {
  it.each([
    ["Jean, Pierre", ["JEAN", "PIERRE"]],
    ["Jean Pierre, Marie,", ["JEAN PIERRE", "MARIE"]],
    ["JEAN  Pierre-Alain", ["JEAN", "PIERRE-ALAIN"]],
    [
      ["Zoé", "Anne Lise"],
      ["ZOE", "ANNE LISE"],
    ],
  ])("%j gives %j", (text, expected) => {
    expect(normaliseGivenNames(text)).toEqual({ ok: true, value: expected });
  });

  it("gives the column in the whole text", () => {
    expect(normaliseGivenNames("JEAN, P1ERRE")).toMatchObject({ ok: false, code: "name.character", column: 8 });
    expect(normaliseGivenNames("JEAN PI_ERRE")).toMatchObject({ ok: false, column: 8 });
  });

  it.each([[""], [" , "], [[]]])("refuses %j", (text) => {
    expect(normaliseGivenNames(text)).toMatchObject({ ok: false, code: "name.empty" });
  });
});

describe("any text", () => {
  const nearly = fc.string({ unit: fc.constantFrom(..."AZazéœŁß '-’–1_\u00A0\u0301".split("")), maxLength: 20 });
  const texts = fc.oneof(nearly, fc.string({ unit: "grapheme", maxLength: 30 }));

  it.each([
    ["birth name", normaliseBirthName],
    ["given name", normaliseGivenName],
  ])("%s: idempotent, and nothing but A-Z, space, apostrophe and hyphen comes out", (_, normalise) => {
    fc.assert(
      fc.property(texts, (text) => {
        const once = normalise(text);
        if (!once.ok) return;
        expect(once.value).toMatch(/^[A-Z '-]+$/);
        expect(once.value).not.toMatch(/ {2}|''| '|' |^[ -]| $/);
        expect(normalise(once.value)).toEqual(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it("never drops: every character is refused or leaves its letters", () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(..."0123456789_!/().,;:@#&*\u200B\u00ADЖ日"), texts, (before, forbidden, after) => {
        expect(normaliseBirthName(`A${before}${forbidden}${after}A`).ok).toBe(false);
      }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const name = normaliseBirthName(text);
        if (!name.ok) return;
        const kept = [...text.trim().normalize("NFD")].filter((character) => !/\p{M}/u.test(character));
        expect(name.value.length).toBeGreaterThanOrEqual(kept.length);
      }),
      { numRuns: 2_000 },
    );
  });
});
