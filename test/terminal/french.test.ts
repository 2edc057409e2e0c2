import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frenchDate, frenchDateTime, frenchNumber } from "../../src/terminal/french.js";

describe("French texts without Intl say what Intl says", () => {
  it("numbers", () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(frenchNumber(value)).toBe(value.toLocaleString("fr-FR"));
      }),
    );
    expect(frenchNumber(1234.5)).toBe((1234.5).toLocaleString("fr-FR"));
  });

  it("dates and instants", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date("1900-01-02"), max: new Date("2100-01-01"), noInvalidDate: true }), (date) => {
        expect(frenchDate(date)).toBe(date.toLocaleDateString("fr-FR"));
        expect(frenchDateTime(date)).toBe(date.toLocaleString("fr-FR", { dateStyle: "short", timeStyle: "short" }));
      }),
    );
  });

  it("a day has no time zone", () => {
    expect(frenchDate("1980-03-01")).toBe("01/03/1980");
  });
});
