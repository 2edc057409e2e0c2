import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  datamatrixOf,
  decodeInsDatamatrix,
  encodeInsDatamatrix,
  type InsDatamatrix,
} from "../../../src/domain/identity/datamatrix.js";
import { matriculeKey, OIDS } from "../../../src/domain/identity/matricule.js";
import { transition } from "../../../src/domain/identity/status.js";
import type { Identity } from "../../../src/domain/identity/types.js";
import { answered, RUTH_INS, ruth } from "./people.js";

// The vector of insi.md §7, 102 bytes.
const TEXT = "IS010000000000000000000000S1277076322082910S21.2.250.1.213.1.4.8\x1DS3RUTH\x1DS4NESSI\x1DS5FS614-07-1977S763220";
const HEADER = TEXT.slice(0, 26);
const CONTENT: InsDatamatrix = {
  ...RUTH_INS,
  birthGivenNames: ["RUTH"],
  birthName: "NESSI",
  sex: "F",
  birthDate: "1977-07-14",
  birthPlace: "63220",
};

describe("encode", () => {
  it("writes the official vector", () => {
    expect(encodeInsDatamatrix(CONTENT)).toBe(TEXT);
    expect(TEXT).toHaveLength(102);
  });

  it("puts no separator after a full field, and no S7 for an unknown place", () => {
    const test = encodeInsDatamatrix({ ...CONTENT, oid: OIDS.nirTest, birthPlace: "99999" });
    expect(test).toContain("S21.2.250.1.213.1.4.10S3");
    expect(test.endsWith("S614-07-1977")).toBe(true);
  });

  it("throws on a value that does not fit", () => {
    expect(() => encodeInsDatamatrix({ ...CONTENT, matricule: "2770763220829" })).toThrow(RangeError);
    expect(() => encodeInsDatamatrix({ ...CONTENT, birthName: "A".repeat(101) })).toThrow(RangeError);
    expect(() => encodeInsDatamatrix({ ...CONTENT, birthGivenNames: [] })).toThrow(RangeError);
  });

  it("is for a qualified identity only (INS/va1.53)", () => {
    const proof = {
      type: "proof" as const,
      proof: { type: "CN", checkedOn: "2026-11-23", checkedBy: "U1" },
      highConfidence: true,
    };
    const next = (identity: Identity, event: Parameters<typeof transition>[1]) => {
      const step = transition(identity, event);
      if (!step.ok) throw step.refusal;
      return step.identity;
    };
    const recovered = next(ruth(), { type: "insiAccepted", individual: answered() });
    for (const identity of [ruth(), next(ruth(), proof), recovered]) {
      expect(datamatrixOf(identity)).toMatchObject({ ok: false, refusal: { rule: "INS/va1.53", kind: "refused" } });
    }
    expect(datamatrixOf(next(recovered, proof))).toEqual({ ok: true, text: TEXT });
  });
});

describe("decode", () => {
  it("reads the vector, with <GS>, in any order and with an end of line", () => {
    const value = { ...CONTENT, warnings: [] };
    expect(decodeInsDatamatrix(TEXT)).toEqual({ ok: true, value });
    expect(decodeInsDatamatrix(`${TEXT.replaceAll("\x1D", "<GS>")}\r\n`)).toEqual({ ok: true, value });
    const mixed = `${HEADER}S21.2.250.1.213.1.4.8\x1DS4NESSI\x1DS5FS1277076322082910S614-07-1977S763220S3RUTH`;
    expect(decodeInsDatamatrix(mixed)).toEqual({ ok: true, value });
  });

  it("warns on a wrong key, does not refuse", () => {
    const decoded = decodeInsDatamatrix(TEXT.replace("82910", "82911"));
    expect(decoded).toMatchObject({ ok: true, value: { matricule: "277076322082911" } });
    expect(decoded.ok && decoded.value.warnings).toHaveLength(1);
  });

  it.each([
    ["", "datamatrix.header"],
    ["DC04FR0000011B2F1B2F0101", "datamatrix.header"],
    [HEADER, "datamatrix.missing"],
    [TEXT.replaceAll("\x1D", ""), "datamatrix.block"],
    [TEXT.replace("RUTH\x1D", "RUTH"), "datamatrix.missing"],
    [TEXT.replace("S5F", ""), "datamatrix.missing"],
    [`${TEXT}S5F`, "datamatrix.block"],
    [`${TEXT}S9X`, "datamatrix.block"],
    [TEXT.slice(0, -1), "datamatrix.value"],
    [TEXT.replace("14-07-1977", "31-02-1977"), "datamatrix.value"],
    [TEXT.replace("S5F", "S5X"), "datamatrix.value"],
    [TEXT.replace("4.8", "4.5"), "datamatrix.value"],
    [TEXT.replace("NESSI", "NE5SI"), "datamatrix.value"],
    [TEXT.replace("S12", "S1A"), "datamatrix.value"],
  ])("refuses %j", (text, code) => {
    expect(decodeInsDatamatrix(text)).toMatchObject({ ok: false, code });
  });

  it("reads back all that is written", () => {
    const letters = (maxLength: number) => fc.string({ unit: fc.constantFrom(..."ABSEU"), minLength: 1, maxLength });
    const people = fc.record({
      number: fc.stringMatching(/^[12]\d{4}(63|2A|2B|99)\d{6}$/),
      oid: fc.constantFrom(...Object.values(OIDS)),
      birthGivenNames: fc.array(letters(9), { minLength: 1, maxLength: 10 }),
      birthName: fc.oneof(letters(100), fc.constant("S".repeat(100)), fc.constant("D'S3-S4 S5".replace(/\d/g, "E"))),
      sex: fc.constantFrom("M" as const, "F" as const),
      birthDate: fc.constantFrom("1977-07-14", "2000-02-29"),
      birthPlace: fc.constantFrom("63220", "2A004", null),
    });
    fc.assert(
      fc.property(people, ({ number, ...rest }) => {
        const content = { ...rest, matricule: number + matriculeKey(number) };
        expect(decodeInsDatamatrix(encodeInsDatamatrix(content))).toEqual({ ok: true, value: { ...content, warnings: [] } });
      }),
    );
  });

  it("never throws, whatever a scanner sends", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."S1234567\x1D-FAZ.") }), (text) => {
        expect(decodeInsDatamatrix(HEADER + text)).toHaveProperty("ok");
      }),
    );
  });
});
