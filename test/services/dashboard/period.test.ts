import fc from "fast-check";
import { expect, test } from "vitest";
import { monthsOf, understandPeriod } from "../../../src/services/dashboard/period.js";

test("periods are those of the practice's calendar, both ends included", () => {
  expect(understandPeriod("month", "2024-02-10")).toEqual({
    name: "month",
    from: "2024-02-01",
    to: "2024-02-29",
    label: "février 2024",
  });
  expect(understandPeriod("year", "2026-11-26")).toEqual({ name: "year", from: "2026-01-01", to: "2026-12-31", label: "2026" });
  expect(understandPeriod("last-year", "2026-01-01")).toEqual({
    name: "last-year",
    from: "2025-01-01",
    to: "2025-12-31",
    label: "2025",
  });
  expect(understandPeriod("last-month", "2026-01-31")).toEqual({
    ...{ name: "last-month", from: "2025-12-01", to: "2025-12-31", label: "décembre 2025" },
  });
  for (const typed of ["10/2026", "octobre 2026", "Oct. 2026", "2026-10"])
    expect(understandPeriod(typed, "2026-11-26"), typed).toMatchObject({ name: "range", from: "2026-10-01", to: "2026-10-31" });
  for (const typed of ["février 2024", "février 2024".normalize("NFD"), "fevrier 2024", "févr. 2024", "2/2024"])
    expect(understandPeriod(typed, "2026-11-26"), typed).toMatchObject({ from: "2024-02-01", to: "2024-02-29" });
  expect(understandPeriod(" 2026-03 ", "2026-11-26")).toMatchObject({ name: "range", from: "2026-03-01", to: "2026-03-31" });
  expect(understandPeriod("01/03/2026..2026-05-31", "2026-11-26")).toEqual({
    ...{ name: "range", from: "2026-03-01", to: "2026-05-31", label: "du 01/03/2026 au 31/05/2026" },
  });
});

test("what is no period is refused, with what to type", () => {
  for (const typed of [
    "",
    "semaine",
    "2026-13",
    "13/2026",
    "jui 2026",
    "brumaire 2026",
    "2026-02-30..2026-03-01",
    "2026-03-02..2026-03-01",
    "2026-01-01..",
    "1900-01-01..2026-01-01",
    "2026-01-01..2026-01-02..2026-01-03",
  ]) {
    expect(() => understandPeriod(typed, "2026-11-26"), typed).toThrowError(
      expect.objectContaining({
        code: "dashboard.period",
        kind: "usage",
        advice: expect.stringContaining("segur dashboard --period"),
      }),
    );
  }
});

test("a refusal says every form that is understood", () => {
  expect(() => understandPeriod("semaine", "2026-11-26")).toThrowError(
    expect.objectContaining({ why: expect.stringMatching(/last-month.*11\/2026.*novembre 2026.*01\/03\/2026\.\.31\/05\/2026/) }),
  );
});

test("property: the months of a period follow each other, from its first day's to its last day's", () => {
  const day = fc
    .date({ min: new Date("2000-01-01"), max: new Date("2040-12-31"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  fc.assert(
    fc.property(day, day, (one, other) => {
      const [from, to] = [one, other].sort() as [string, string];
      const months = monthsOf({ from, to });
      expect([months[0], months.at(-1)]).toEqual([from.slice(0, 7), to.slice(0, 7)]);
      const place = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
      expect(months.map(place)).toEqual(months.map((_, index) => place(months[0] ?? "") + index));
    }),
  );
});
