import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstDay, isPartialDate, lastDay, parsePartialDate } from "../../../src/domain/medical/partial-date.js";

const day = fc
  .date({ min: new Date("1850-01-01T00:00:00Z"), max: new Date("2100-12-31T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe("a partial date", () => {
  test("is read in the ways people write it, as precise as it was given", () => {
    fc.assert(
      fc.property(day, (iso) => {
        const [year = "", month = "", date = ""] = iso.split("-");
        const read = (text: string) => parsePartialDate(text);
        for (const text of [iso, `${date}/${month}/${year}`, `${Number(date)}/${Number(month)}/${year}`, ` ${iso} `])
          expect(read(text)).toEqual({ ok: true, value: iso });
        for (const text of [`${year}-${month}`, `${month}/${year}`, `${year}-${Number(month)}`])
          expect(read(text)).toEqual({ ok: true, value: `${year}-${month}` });
        expect(read(year)).toEqual({ ok: true, value: year });
      }),
    );
  });

  test("holds the day that it means, between its first and its last", () => {
    fc.assert(
      fc.property(day, (iso) => {
        for (const length of [4, 7, 10]) {
          const partial = iso.slice(0, length);
          expect(isPartialDate(partial)).toBe(true);
          expect(firstDay(partial) <= iso && iso <= lastDay(partial)).toBe(true);
        }
        expect([firstDay(iso), lastDay(iso)]).toEqual([iso, iso]);
      }),
    );
  });

  test.each([
    ["", "date.format"],
    ["hier", "date.format"],
    ["19", "date.format"],
    ["2019-13", "date.calendar"],
    ["00/2019", "date.calendar"],
    ["31/04/2019", "date.calendar"],
    ["2019-02-29", "date.calendar"],
    ["0019", "date.year"],
    ["12/1849", "date.year"],
    ["2019-04-12T00:00", "date.format"],
  ])("that does not exist is refused: %s", (text, code) => {
    expect(parsePartialDate(text)).toMatchObject({ ok: false, code });
  });

  test.each(["2019-4", "2019-04-1", "19-04-12", "2019-02-30", "20190412", "2019-"])("is kept in one form: %s is not", (text) => {
    expect(isPartialDate(text)).toBe(false);
  });
});
