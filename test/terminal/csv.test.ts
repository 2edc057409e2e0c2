import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine } from "../../src/terminal/csv.js";

describe("CSV cells", () => {
  it("disarms what a spreadsheet would run, and only that", () => {
    expect(csvLine(["=1+1", "+33 6 12", "-5", "-x", "@SUM(A1)", "a=b", "\tx"])).toBe(
      "'=1+1;+33 6 12;-5;'-x;'@SUM(A1);a=b;'\tx\r\n",
    );
  });

  it("is read back as written by a real reader", () => {
    const cell = fc.string({ unit: "grapheme" }).filter((text) => !/^[=+\-@\t\r]/.test(text));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 5 }), (cells) => {
        const read: string[][] = parse(csvLine(cells), { delimiter: ";", skip_empty_lines: false, record_delimiter: "\r\n" });
        expect(read).toEqual([cells]);
      }),
    );
  });
});
