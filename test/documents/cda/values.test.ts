import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTime } from "../../../src/documents/cda/values.js";

describe("readTime", () => {
  it.each([
    ["", null],
    ["2020-13-01", null],
    ["20200230", null],
    ["2020031225", null],
    ["202003121160", null],
    ["hier", null],
    ["20200312111700+0100x", null],
    ["2020", "2020"],
    ["202003", "2020-03"],
    ["20200312", "2020-03-12"],
    ["20240229", "2024-02-29"],
    ["2020031211", "2020-03-12T11:00:00"],
    ["202003121117", "2020-03-12T11:17:00"],
    ["20200312111700", "2020-03-12T11:17:00"],
    ["20200312111700+0100", "2020-03-12T11:17:00+01:00"],
    ["20200312111700.123-0400", "2020-03-12T11:17:00-04:00"],
    ["202003121117+01", "2020-03-12T11:17:00+01:00"],
    ["20200312111760+0100", "2020-03-12T11:17:59+01:00"],
    ["2020-03-12", "2020-03-12"],
    ["2020-03-12T11:17:00+01:00", "2020-03-12T11:17:00+01:00"],
    ["2020-03-12T11:17:00Z", "2020-03-12T11:17:00Z"],
  ])("%j → %j", (written, read) => {
    expect(readTime(written)).toBe(read);
  });

  it("reads any instant as itself", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date("2100-01-01T00:00:00Z"), noInvalidDate: true }), (date) => {
        const iso = `${date.toISOString().slice(0, 19)}Z`;
        const hl7 = `${iso.replace(/[-T:Z]/g, "")}+0000`;
        expect(Date.parse(readTime(hl7) ?? "")).toBe(Date.parse(iso));
      }),
    );
  });
});
