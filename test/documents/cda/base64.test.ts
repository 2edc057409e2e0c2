import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBase64Decoding } from "../../../src/documents/cda/base64.js";

function decoded(pieces: readonly string[], kept: boolean) {
  const decoding = createBase64Decoding({ kept });
  const bytes = Buffer.concat([...pieces.map((piece) => decoding.write(piece)), decoding.end()]);
  return { bytes, size: decoding.size, fault: decoding.fault };
}

/** Letters, with what stands among them in documents and what must not. */
const text = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.base64String({ maxLength: 200 }).map((each) => each.replace(/=+$/, "")) },
      {
        weight: 3,
        arbitrary: fc.constantFrom("\n", "\r\n", " ", "\t", "-", "_", "A".repeat(4_095), "QUJD".repeat(3_000)),
      },
      { weight: 1, arbitrary: fc.constantFrom("=", "==", "é", "\u0141", "\u00a0", "\u2028", "!", "&", "&#0;", "&#x2B;", "\0") },
    ),
    { maxLength: 12 },
  )
  .map((each) => each.join(""));

describe("base64 that is only checked", () => {
  it("has the size and the fault of what is decoded, however it is cut", () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(9_000), { maxLength: 3 }), (whole, cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), whole.length];
        const pieces = at.slice(1).map((end, rank) => whole.slice(at[rank], end));
        const [kept, checked] = [decoded(pieces, true), decoded(pieces, false)];
        expect(checked.fault).toBe(kept.fault);
        expect(checked.bytes.length).toBe(0);
        if (kept.fault !== null) return;
        expect(kept.size).toBe(kept.bytes.length);
        expect(checked.size).toBe(kept.size);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    "QUJ\u0141",
    "QUJDRA=Q",
    "QUJDR",
    "",
    " \n",
    "====",
    "QQ===",
    "QUJD=",
    "QUI==",
    "QUJD&#65;UJD",
    `${"QUJD".repeat(5_000)}!`,
    `!${"QUJD".repeat(5_000)}`,
    `QU${"=".repeat(5_000)}JD`,
  ])("refuses the %#th text that is altered", (altered) => {
    expect(decoded([altered], false).fault).toMatch(/^(?:Son base64|Des caractères|La fin de son base64)/);
  });

  it.each(["\ufeff", "\u2028", "\u2029", "\u00a0", "\u0085", "\v", "\f"])(
    "does not take the %#th other blank for white space",
    (blank) => {
      for (const kept of [true, false]) expect(decoded([`QUJD${blank}QUJD`], kept).fault).not.toBeNull();
    },
  );
});
