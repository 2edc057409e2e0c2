import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matriculeKey, OIDS } from "../../../src/domain/identity/matricule.js";
import {
  audienceOf,
  isMssDomain,
  matriculeOfAddress,
  parseAddress,
  patientAddress,
  sameAddress,
} from "../../../src/domain/message/address.js";

const matricule = fc
  .tuple(
    fc.constantFrom("1", "2", "7", "8"),
    fc.integer({ min: 0, max: 9999 }),
    fc.constantFrom("2A", "2B", "63", "99"),
    fc.integer({ min: 0, max: 999_999 }),
  )
  .map(([sex, born, department, rest]) => `${sex}${String(born).padStart(4, "0")}${department}${String(rest).padStart(6, "0")}`)
  .map((number) => number + matriculeKey(number));

describe("an address", () => {
  it.each([
    "",
    "x",
    "@mssante.fr",
    "a@",
    "a@mssante",
    "a b@x.mssante.fr",
    "a@x.mssante.fr\r\nBcc: b@x.fr",
    "a@x.mssante.fr\n",
    "a\u0000@x.mssante.fr",
    "é@x.mssante.fr",
    "a@médecin.mssante.fr",
    '"a b"@x.mssante.fr',
    "Dr A <a@x.mssante.fr>",
    "a@x.mssante.fr,b@x.mssante.fr",
    "a@[127.0.0.1]",
    "a@127.0.0.1",
    "a@x..mssante.fr",
    "a@-x.mssante.fr",
    ".a@x.mssante.fr",
    "a..b@x.mssante.fr",
    `${"a".repeat(65)}@x.mssante.fr`,
    `a@${"x.".repeat(130)}fr`,
  ])("%j is refused", (text) => {
    expect(parseAddress(text)).toMatchObject({ ok: false, code: "address.format" });
  });

  it("is taken with its domain in lower case, and without spaces around", () => {
    expect(parseAddress("  Marie.Martin+x@Medecin.MSSante.fr ")).toEqual({
      ok: true,
      value: "Marie.Martin+x@medecin.mssante.fr",
    });
    expect(sameAddress("A@x.fr", "a@X.fr")).toBe(true);
  });

  it("that is accepted is one line of ASCII, and is accepted again as it is", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom("a", "a.b", "x.mssante.fr", "@", "\r\n", "é"),
    );
    fc.assert(
      fc.property(piece, piece, piece, (one, two, three) => {
        const parsed = parseAddress(`${one}${two}@${three}`);
        if (!parsed.ok) return;
        expect(parsed.value).toMatch(/^[\x21-\x7e]+@[\x21-\x7e]+$/);
        expect(parseAddress(parsed.value)).toEqual(parsed);
      }),
    );
  });
});

describe("the trust space", () => {
  it.each([
    ["medecin.mssante.fr", true],
    ["MSSANTE.fr", true],
    ["mail-psc.formation.mailiz.mssante.fr", true],
    ["mssante.fr.evil.example", false],
    ["evilmssante.fr", false],
    ["x.mssante.fr.", false],
    ["x mssante.fr", false],
  ])("%s: %s", (domain, expected) => expect(isMssDomain(domain)).toBe(expected));

  it("has another domain only where it is allowed", () => {
    expect(isMssDomain("a.mssante.test")).toBe(false);
    expect(isMssDomain("a.mssante.test", ["mssante.test"])).toBe(true);
    expect(isMssDomain("xmssante.test", ["mssante.test"])).toBe(false);
  });
});

describe("the address of a patient", () => {
  const real = (text: string) => ({ matricule: text, oid: OIDS.nir });

  it("is refused with a wrong key, a wrong shape, an OID that is no INS, and a test matricule in production", () => {
    const production = { environment: "production" } as const;
    expect(patientAddress(real("274075176079431"), production)).toMatchObject({ ok: false, code: "matricule.key" });
    expect(patientAddress(real("27407517607943"), production)).toMatchObject({ ok: false, code: "matricule.format" });
    expect(patientAddress({ matricule: "274075176079430", oid: "1.2.250.1.213.1.4.2" }, production)).toMatchObject({
      code: "address.oid",
    });
    for (const oid of [OIDS.nirTest, OIDS.nirDemo]) {
      const test = { matricule: "274075176079430", oid };
      expect(patientAddress(test, production)).toMatchObject({ ok: false, code: "address.test_oid" });
      expect(patientAddress(test, { environment: "sandbox" })).toEqual({ ok: true, value: "274075176079430@patient.mssante.fr" });
    }
  });

  it("is the official one of the examples", () => {
    for (const each of ["274075176079430", "146026322000196"]) {
      expect(patientAddress(real(each), { environment: "production" })).toEqual({
        ok: true,
        value: `${each}@patient.mssante.fr`,
      });
    }
  });

  it("gives its matricule back, Corsicans included, whatever the case", () => {
    fc.assert(
      fc.property(matricule, (each) => {
        const address = patientAddress(real(each), { environment: "production" });
        if (!address.ok) throw new Error(address.code);
        expect(matriculeOfAddress(address.value)).toBe(each);
        expect(matriculeOfAddress(address.value.toLowerCase())).toBe(each);
        expect(audienceOf(address.value)).toBe("patient");
        // One digit that changes is seen: the key is checked in this direction too.
        const wrong = address.value.replace(
          /^(.{12})(.)/,
          (_all, head: string, last: string) => head + ((Number(last) + 1) % 10),
        );
        expect(matriculeOfAddress(wrong)).toBeNull();
      }),
    );
  });

  it("is not one elsewhere", () => {
    expect(matriculeOfAddress("274075176079430@medecin.mssante.fr")).toBeNull();
    expect(matriculeOfAddress("274075176079430@patient.mssante.fr.evil.example")).toBeNull();
    expect(audienceOf("a@medecin.mssante.fr")).toBe("professional");
  });
});
