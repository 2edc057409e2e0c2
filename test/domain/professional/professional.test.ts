import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rppsOf } from "../../../src/domain/professional/professional.js";

describe("RPPS of a national id (psc.md §1.8)", () => {
  it("is without ONE leading 8, even when the RPPS begins with 8 too", () => {
    expect(rppsOf("899700000001")).toBe("99700000001");
    expect(rppsOf("888812345678")).toBe("88812345678");
    fc.assert(fc.property(fc.stringMatching(/^\d{11}$/), (rpps) => rppsOf(`8${rpps}`) === rpps));
  });

  it.each(["99700000001", "500000001815646/CPAT00045", "ANS20231122132732", "8997000000012", "", " 899700000001"])(
    "is null for %j",
    (id) => {
      expect(rppsOf(id)).toBeNull();
    },
  );
});
