import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isIsoDate, parseBirthDate } from "../../../src/domain/identity/birth-date.js";

describe("parseBirthDate", () => {
  it.each([
    ["12/03/1980", "1980-03-12"],
    ["1980-03-12", "1980-03-12"],
    ["2/3/1980", "1980-03-02"],
    ["12.03.1980", "1980-03-12"],
    ["12-03-1980", "1980-03-12"],
    ["12 03 1980", "1980-03-12"],
    ["12031980", "1980-03-12"],
    ["19800312", "1980-03-12"],
    ["20012003", "2003-01-20"],
    ["12 mars 1980", "1980-03-12"],
    ["1er août 2001", "2001-08-01"],
    ["3 DÉC. 1999", "1999-12-03"],
    ["14 juil 1977", "1977-07-14"],
    ["5 sept. 1950", "1950-09-05"],
    ["12/03/1980 00:00:00", "1980-03-12"],
    ["1980-03-12T00:00:00.000Z", "1980-03-12"],
    [" 29/02/2024 ", "2024-02-29"],
  ])("reads %j", (text, date) => {
    expect(parseBirthDate(text)).toEqual({ ok: true, value: { date, interpreted: false } });
  });

  it.each([
    ["00/03/1980", "1980-03-01"],
    ["12/00/1980", "1980-01-12"],
    ["00/00/1980", "1980-12-31"],
    ["1980-00-00", "1980-12-31"],
  ])("interprets %j as RNIV says", (text, date) => {
    expect(parseBirthDate(text)).toEqual({ ok: true, value: { date, interpreted: true } });
  });

  it.each([
    ["", "date.empty"],
    ["  ", "date.empty"],
    ["31/02/1980", "date.calendar"],
    ["29/02/1900", "date.calendar"],
    ["12/13/1980", "date.calendar"],
    ["32/01/1980", "date.calendar"],
    ["12/03/80", "date.short_year"],
    ["12/03/0980", "date.year"],
    ["00/00/0000", "date.year"],
    ["1980", "date.format"],
    ["03/1980", "date.format"],
    ["12 mar-s 1980", "date.format"],
    ["12 ma 1980", "date.format"],
    ["12/03-1980", "date.format"],
    ["12/03/19a0", "date.format"],
    ["12/03/1980 14:05", "date.format"],
    ["né le 12/03/1980", "date.format"],
  ])("refuses %j", (text, code) => {
    expect(parseBirthDate(text)).toMatchObject({ ok: false, code });
  });

  it("refuses tomorrow, not today", () => {
    expect(parseBirthDate("24/11/2026", { today: "2026-11-23" })).toMatchObject({ ok: false, code: "date.future" });
    expect(parseBirthDate("23/11/2026", { today: "2026-11-23" }).ok).toBe(true);
  });

  it("reads every day back from each form", () => {
    const days = fc.date({ min: new Date("1850-01-01"), max: new Date("2100-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(days, (day) => {
        const iso = day.toISOString().slice(0, 10);
        const [y, m, d] = iso.split("-");
        expect(isIsoDate(iso)).toBe(true);
        for (const text of [iso, `${d}/${m}/${y}`, `${d}${m}${y}`, `${y}${m}${d}`]) {
          expect(parseBirthDate(text)).toEqual({ ok: true, value: { date: iso, interpreted: false } });
        }
      }),
    );
  });

  it("gives an existing day or a refusal, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789/-. mars") }), (text) => {
        const read = parseBirthDate(text);
        expect(read.ok ? isIsoDate(read.value.date) : read.code.startsWith("date.")).toBe(true);
      }),
    );
  });
});

describe("isIsoDate", () => {
  it.each(["1980-02-30", "1980-13-01", "1980-00-10", "80-01-01", "1980-1-1", "1980/01/01", "aaaa-01-01", ""])(
    "refuses %j",
    (text) => {
      expect(isIsoDate(text)).toBe(false);
    },
  );
});
