import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkMatricule,
  isInsOid,
  isTestOid,
  maskMatricule,
  matriculeKey,
  matriculeNature,
  OIDS,
  sexFromMatricule,
} from "../../../src/domain/identity/matricule.js";

const numbers = fc
  .tuple(
    fc.constantFrom("1", "2", "3", "4", "7", "8"),
    fc.nat(9999),
    fc.constantFrom("01", "63", "2A", "2B", "97", "99"),
    fc.nat(999_999),
  )
  .map(
    ([sex, yearMonth, department, rest]) => `${sex}${`${yearMonth}`.padStart(4, "0")}${department}${`${rest}`.padStart(6, "0")}`,
  );

describe("matriculeKey", () => {
  // insi.md §4: the official people; HERMANN is the stub whose key is wrong (60 for 76, 10 for 26).
  it.each([
    ["2751263220749", "74"],
    ["180032B020401", "23"],
    ["1810363220456", "76"],
    ["2810363220456", "26"],
    ["1090763220834", "89"],
    ["2090763220834", "39"],
    ["2090663220123", "55"],
    ["1090763220888", "35"],
    ["1100863220830", "60"],
    ["2770763220829", "10"],
    ["2360663220836", "56"],
    ["297022A020778", "78"],
    ["160012B020777", "13"],
    ["1810163220751", "40"],
  ])("%s has key %s", (number, key) => {
    expect(matriculeKey(number)).toBe(key);
  });

  it("is between 01 and 97", () => {
    fc.assert(
      fc.property(numbers, (number) => {
        expect(matriculeKey(number)).toMatch(/^(0[1-9]|[1-8]\d|9[0-7])$/);
      }),
    );
  });

  it.each(["", "277076322082", "27707632208291", "A770763220829", "277073A220829", "277076322082B"])("throws on %j", (text) => {
    expect(() => matriculeKey(text)).toThrow(RangeError);
  });
});

describe("checkMatricule", () => {
  it.each([
    ["277076322082910", "277076322082910"],
    [" 2 77 07 63 220 829 10 ", "277076322082910"],
    ["1 60 01 2b 020 777 13", "160012B02077713"],
  ])("accepts %j", (text, matricule) => {
    expect(checkMatricule(text)).toEqual({ ok: true, value: matricule });
  });

  it.each([
    ["", "matricule.format"],
    ["2770763220829", "matricule.format"],
    ["277076322082911", "matricule.key"],
    ["2770763220829(10)", "matricule.format"],
    ["577076322082910", "matricule.format"],
    ["27707C322082910", "matricule.format"],
    ["181036322045660", "matricule.key"],
  ])("refuses %j", (text, code) => {
    expect(checkMatricule(text)).toMatchObject({ ok: false, code });
  });

  it("catches every single wrong digit", () => {
    fc.assert(
      fc.property(numbers, fc.nat(12), fc.nat(9), (number, at, digit) => {
        const typed = number.slice(0, at) + digit + number.slice(at + 1);
        if (typed === number) return;
        const check = checkMatricule(typed + matriculeKey(number));
        // Replacing a letter of 2A or 2B is another department altogether, still caught by the key.
        expect(check.ok).toBe(false);
      }),
    );
  });

  const folder = process.env.SEGUR_CONFORMANCE ?? join(import.meta.dirname, "../../../../shared/conformance");
  const people = join(folder, "dmp/patients.json");
  const present = existsSync(people) || process.env.CI !== undefined;
  it.skipIf(!present)(`accepts the 95 official DMP matricules${present ? "" : " (skipped: SEGUR_CONFORMANCE absent)"}`, () => {
    const list: { matriculeInsNir: string | number | null }[] = JSON.parse(readFileSync(people, "utf8"));
    const matricules = list.filter((person) => person.matriculeInsNir).map((person) => String(person.matriculeInsNir));
    expect(matricules).toHaveLength(95);
    for (const matricule of matricules) expect(checkMatricule(matricule)).toEqual({ ok: true, value: matricule });
  });
});

describe("OIDs", () => {
  it("tells nature and world from the OID alone", () => {
    expect(Object.values(OIDS).map(matriculeNature)).toEqual(["NIR", "NIA", "NIR", "NIR"]);
    expect(Object.values(OIDS).map(isTestOid)).toEqual([false, false, true, true]);
    for (const wild of ["1.2.250.1.213.1.4.2", "1.2.250.1.213.1.4.5", ""]) {
      expect(isInsOid(wild)).toBe(false);
      expect(matriculeNature(wild)).toBeNull();
    }
  });

  it("masks all but sex and year, and reads the sex", () => {
    expect(maskMatricule("277076322082910")).toBe("277************");
    expect(maskMatricule("27")).toBe("27");
    expect(["1", "2", "3", "4", "7", "8", "9", ""].map(sexFromMatricule)).toEqual(["M", "F", "M", "F", "M", "F", null, null]);
  });
});
