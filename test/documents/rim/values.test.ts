import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fromCe,
  fromCx,
  fromTime,
  insToCx,
  toAuthor,
  toCe,
  toCx,
  toTime,
  toXcn,
  toXon,
} from "../../../src/documents/rim/values.js";
import { hostile, hostileAuthor } from "../../gateways/dmp/support/arbitrary.js";
import { AUTHOR, PATIENT } from "../../gateways/dmp/support/samples.js";

describe("values of XDS metadata", () => {
  it("writes the official forms", () => {
    const doctor = { ...AUTHOR, familyName: "LIBRE", givenName: "MAX" };
    expect(insToCx(PATIENT)).toBe("207058575627097^^^&1.2.250.1.213.1.4.10&ISO^NH");
    expect(toXcn(doctor)).toBe("899900063480^LIBRE^MAX^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS");
    expect(toXcn({ ...doctor, id: "10B0127189/42" })).toBe("10B0127189/42^LIBRE^MAX^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^EI");
    expect(toXcn({ ...doctor, id: null, familyName: "Automate", givenName: null })).toBe(
      "^Automate^^^^^^^&1.2.250.1.71.4.2.1&ISO^U^^^RI",
    );
    expect(toXon({ id: "499900063480001", name: "CABINET DR LIBRE" })).toBe(
      "CABINET DR LIBRE^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^499900063480001",
    );
    expect(AUTHOR.specialty === null ? "" : toCe(AUTHOR.specialty)).toBe(
      "G15_10/SM26^Médecin - Qualifié en Médecine Générale (SM)^1.2.250.1.213.1.1.4.5",
    );
  });

  it("reads an author as it was written, whatever its texts hold", () => {
    fc.assert(
      fc.property(hostileAuthor(), (author) => {
        const slots = new Map([["authorPerson", [toXcn(author)]]]);
        if (author.institution !== null) slots.set("authorInstitution", [toXon(author.institution)]);
        if (author.specialty !== null) slots.set("authorSpecialty", [toCe(author.specialty)]);
        if (author.role !== null) slots.set("authorRole", [author.role]);
        expect(toAuthor(slots)).toEqual(author);
      }),
    );
  });

  it("reads local ids as they were written", () => {
    fc.assert(
      fc.property(hostile(), (value) => {
        expect(fromCx(toCx({ value, authority: "1.2.3", type: "PI" }))).toEqual({ value, authority: "1.2.3", type: "PI" });
      }),
    );
  });

  it("reads authors as others write them", () => {
    expect(toAuthor(new Map([["authorPerson", ["GE_DB1^^^^^^^^&1.3.6&ISO"]]]))).toMatchObject({ id: null, familyName: "GE_DB1" });
    expect(toAuthor(new Map([["authorInstitution", ["Great NC RHIO"]]]))).toMatchObject({
      familyName: "",
      institution: { id: null, name: "Great NC RHIO" },
    });
    expect(toAuthor(new Map([["authorRole", ["x"]]]))).toBeNull();
    expect(fromCe("483")).toEqual({ code: "483", label: "483", system: "" });
  });

  it("keeps an instant to the second, in UTC, and reads every precision", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
        const instant = new Date(seconds * 1000).toISOString();
        expect(fromTime(toTime(instant) ?? "")).toBe(instant);
      }),
    );
    expect(fromTime("2009")).toBe("2009-01-01T00:00:00.000Z");
    expect(fromTime("20091214")).toBe("2009-12-14T00:00:00.000Z");
    expect(fromTime("200912141430")).toBe("2009-12-14T14:30:00.000Z");
    expect(fromTime("20091214143012.123+0100")).toBe("2009-12-14T13:30:12.000Z");
    for (const wrong of ["", "hier", "20091301", "2009121", "20091214T1430"]) expect(fromTime(wrong), wrong).toBeNull();
    expect(toTime("hier")).toBeNull();
  });
});
