import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pdfName, pdfNames } from "../../../src/domain/message/pdf-name.js";
import { hostile } from "./hostile.js";

const PARTS = {
  actDate: "2022-05-31",
  type: "CR d'imagerie médicale",
  birthName: "CORSE",
  firstBirthGivenName: "FIGATELLIX",
  fileNumber: null,
};

describe("the name of a PDF (ECO.2.1.6)", () => {
  it("is the one of the official example", () => {
    expect(pdfName(PARTS)).toBe("20220531_CR d'imagerie médicale_CORSE_FIGATELLIX.pdf");
    expect(pdfName({ ...PARTS, fileNumber: "D-0042" })).toBe("20220531_CR d'imagerie médicale_CORSE_FIGATELLIX_D-0042.pdf");
  });

  it("keeps at most 40 characters of the type, and no part empty", () => {
    const type = "Compte rendu d'examens anatomo-cytopathologiques très long";
    expect(pdfName({ ...PARTS, type }).split("_")[1]).toHaveLength(40);
    expect(pdfName({ ...PARTS, type: "🙂", birthName: "‮", firstBirthGivenName: "مريم" })).toBe("20220531_Document_X_X.pdf");
  });

  it("tells two documents of the same type and day apart, case aside", () => {
    expect(pdfNames([PARTS, { ...PARTS, birthName: "corse" }, PARTS, { ...PARTS, actDate: "2022-06-01" }])).toEqual([
      "20220531_CR d'imagerie médicale_CORSE_FIGATELLIX.pdf",
      "20220531_CR d'imagerie médicale (2)_CORSE_FIGATELLIX.pdf",
      "20220531_CR d'imagerie médicale (3)_CORSE_FIGATELLIX.pdf",
      "20220601_CR d'imagerie médicale_CORSE_FIGATELLIX.pdf",
    ]);
  });

  it("is safe on every file system and in a header, whatever people are called", () => {
    const parts = fc.record({
      actDate: fc.constantFrom("2026-11-25", "2026-01-01"),
      type: hostile,
      birthName: hostile,
      firstBirthGivenName: hostile,
      fileNumber: fc.option(hostile),
    });
    fc.assert(
      fc.property(fc.array(parts, { minLength: 1, maxLength: 6 }), (all) => {
        const names = pdfNames(all);
        for (const name of names) {
          expect(name).toMatch(/^\d{8}(_[0-9A-Za-zÀ-ÿœŒŸ '().-]+){3,4}\.pdf$/);
          expect(name).not.toMatch(/\.\.|__|[ .]_|_[ .]/);
          expect(name.split("_")[1]?.length).toBeLessThanOrEqual(40);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(240);
          expect(name.normalize("NFC")).toBe(name);
        }
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
      }),
    );
  });
});
