import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseBirthDate } from "../../src/domain/identity/birth-date.js";
import { nextCall } from "../../src/domain/identity/call-plan.js";
import { checkMatricule } from "../../src/domain/identity/matricule.js";
import { normaliseBirthName, normaliseGivenNames } from "../../src/domain/identity/names.js";
import { isBirthName, isGivenName, isPlace } from "../../src/sandbox/insi/lexical.js";
import { searchByTraits } from "../../src/sandbox/insi/operations.js";
import { Register } from "../../src/sandbox/insi/register.js";
import { parseXml } from "../../src/sandbox/insi/xml.js";
import { ERAS } from "../../src/sandbox/people/data/given-names.js";
import { FRENCH_PLACES } from "../../src/sandbox/people/data/places.js";
import { FRENCH_SURNAMES } from "../../src/sandbox/people/data/surnames.js";
import { personOf } from "../../src/sandbox/people/person-of.js";
import { PopulationBook } from "../../src/sandbox/people/population-book.js";
import { PopulationIndex } from "../../src/sandbox/people/population-index.js";
import { type PracticeLine, practiceLine, practiceLines } from "../../src/sandbox/people/practice.js";
import { traitsBody } from "./support.js";

const seeds = fc.integer({ min: 0, max: 0xffffffff });
const indexes = fc.integer({ min: 0, max: 1_999_999 });

describe("data", () => {
  it("has enough names and places, each once", () => {
    expect(new Set(FRENCH_SURNAMES).size).toBe(FRENCH_SURNAMES.length);
    expect(FRENCH_SURNAMES.length).toBeGreaterThanOrEqual(400);
    const given = new Set(ERAS.flatMap((era) => [...era.M, ...era.F]));
    expect(given.size).toBeGreaterThanOrEqual(250);
    const codes = FRENCH_PLACES.map((place) => place.cog);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.length).toBeGreaterThanOrEqual(150);
    for (const code of codes) expect(isPlace(code)).toBe(true);
    expect(codes.filter((code) => /^2[AB]/.test(code)).length).toBeGreaterThan(3);
    expect(codes.filter((code) => code.startsWith("97")).length).toBeGreaterThan(5);
  });
});

describe("a generated person", () => {
  it("is a pure function of seed and index, valid for INSi", () => {
    fc.assert(
      fc.property(seeds, indexes, (seed, index) => {
        const { person, tie } = personOf(seed, index);
        expect(personOf(seed, index).person).toEqual(person);
        expect(isBirthName(person.birthName)).toBe(true);
        for (const name of person.givenNames) expect(isGivenName(name)).toBe(true);
        expect(checkMatricule(person.number + person.key)).toMatchObject({ ok: true });
        expect(person.number.slice(0, 1)).toBe(person.sex === "M" ? "1" : "2");
        expect(person.number.slice(1, 5)).toBe(person.birthDate.slice(2, 4) + person.birthDate.slice(5, 7));
        expect(person.number.slice(5, 10)).toBe(person.birthPlace);
        expect(new Date(`${person.birthDate}T00:00:00Z`).toISOString().slice(0, 10)).toBe(person.birthDate);
        expect(person.birthDate < "2026-01-01").toBe(true);
        expect(["1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.9"]).toContain(person.oid);
        if (person.oid.endsWith(".9")) expect(person.birthPlace.startsWith("99")).toBe(true);
        if (tie !== "none") expect(personOf(seed, index ^ 1).person.birthName).toBe(person.birthName);
      }),
      { numRuns: 400 },
    );
  });

  it("has a matricule of its own among 120,000", () => {
    const numbers = new Set<string>();
    for (let index = 0; index < 120_000; index += 1) numbers.add(personOf(11, index).person.number);
    expect(numbers.size).toBe(120_000);
  });

  it("covers the cases of a real population", () => {
    const people = Array.from({ length: 8_000 }, (_, index) => personOf(3, index));
    const share = (is: (citizen: (typeof people)[number]) => boolean) => people.filter(is).length / people.length;
    expect(share(({ age }) => age < 18)).toBeGreaterThan(0.1);
    expect(share(({ age }) => age > 75)).toBeGreaterThan(0.1);
    expect(share(({ bornAbroad }) => bornAbroad)).toBeGreaterThan(0.08);
    expect(share(({ tie }) => tie === "twins")).toBeGreaterThan(0.01);
    expect(share(({ person }) => person.oid.endsWith(".9"))).toBeGreaterThan(0.003);
    expect(share(({ person }) => /^2[AB]/.test(person.birthPlace))).toBeGreaterThan(0.005);
    expect(share(({ person }) => person.birthPlace.startsWith("97"))).toBeGreaterThan(0.015);
    expect(share(({ person }) => /'/.test(person.birthName))).toBeGreaterThan(0.002);
    expect(share(({ person }) => / /.test(person.birthName))).toBeGreaterThan(0.02);
    expect(share(({ person }) => person.birthName.includes("--"))).toBeGreaterThan(0.001);
    expect(share(({ person }) => person.givenNames[0]?.includes("-") === true)).toBeGreaterThan(0.03);
    expect(new Set(people.map(({ person }) => person.givenNames.length))).toEqual(new Set([1, 2, 3, 4]));
    expect(share(({ written }) => /[œŒ]/.test(written.birthName))).toBeGreaterThan(0.001);
  });

  it("twins share name, date and place, and differ by given name and number", () => {
    let pairs = 0;
    for (let index = 0; index < 4_000; index += 2) {
      const [one, two] = [personOf(8, index), personOf(8, index + 1)];
      if (one.tie !== "twins") continue;
      pairs += 1;
      expect(two.person).toMatchObject({
        birthName: one.person.birthName,
        birthDate: one.person.birthDate,
        birthPlace: one.person.birthPlace,
      });
      expect(two.person.givenNames[0]).not.toBe(one.person.givenNames[0]);
      expect(two.person.number.slice(1)).not.toBe(one.person.number.slice(1));
    }
    expect(pairs).toBeGreaterThan(10);
  });
});

describe("a practice's line", () => {
  it("is the same whatever the number of lines", () => {
    const lines = [...practiceLines(7, 50)];
    expect(lines[41]).toEqual(practiceLine(7, 41));
    expect(lines).toHaveLength(50);
  });

  it("has values that an import reads, but for the flaws it announces", () => {
    for (const { record, expected } of practiceLines(13, 1_500)) {
      expect(normaliseBirthName(record.nom_naissance)).toMatchObject({ ok: true });
      expect(normaliseGivenNames(record.prenoms_naissance)).toMatchObject({ ok: true });
      const date = parseBirthDate(record.date_naissance, { today: "2026-11-23" });
      expect(date).toMatchObject({ ok: true, value: { interpreted: expected.flaw === "day_unknown" } });
      expect(record.sexe === "").toBe(expected.flaw === "sex_missing");
      expect(isPlace(record.lieu_naissance)).toBe(true);
      if (record.matricule !== "") expect(checkMatricule(record.matricule).ok).toBe(expected.flaw !== "matricule_key");
      expect(record.matricule === "").toBe(record.oid === "");
      expect(record.preuve_type === "").toBe(record.preuve_date === "");
      expect(["oui", "non"]).toContain(record.ald);
    }
  });

  it.each([7, 1, 42, 2026])("has about the true mix with seed %i", (seed) => {
    const lines = [...practiceLines(seed, 3_762)];
    const share = (is: (line: PracticeLine) => boolean) => lines.filter(is).length / lines.length;
    expect(share(({ expected }) => expected.firstCode === "00")).toBeCloseTo(0.75, 1);
    expect(Math.abs(share(({ expected }) => expected.firstCode === "01") - 0.243)).toBeLessThan(0.02);
    expect(Math.abs(share(({ expected }) => expected.lastCode === "02") - 0.004)).toBeLessThan(0.003);
    expect(share(({ expected }) => expected.firstCode === null)).toBeGreaterThan(0);
    const women = lines.filter(({ citizen }) => citizen.person.sex === "F");
    const notFound = (list: PracticeLine[]) => list.filter(({ expected }) => expected.firstCode === "01").length / list.length;
    expect(notFound(women)).toBeGreaterThan(0.33);
    expect(notFound(lines.filter(({ citizen }) => citizen.person.sex === "M"))).toBeLessThan(0.08);
    expect(share(({ expected }) => expected.recoverableBy === "used_name")).toBeGreaterThan(0.05);
    expect(share(({ record }) => record.preuve_type !== "")).toBeGreaterThan(0.2);
    expect(share(({ record }) => record.matricule !== "")).toBeGreaterThan(0.3);
  });

  it("gets from INSi exactly the outcome it announces, line by line", async () => {
    const book = new PopulationBook();
    await book.add({ seed: 7, count: 3_764 });
    const register = new Register([book]);
    let recovered = 0;
    for (const { record, expected, citizen } of practiceLines(7, 3_762)) {
      if (expected.firstCode === null) continue;
      const codes = play(register, record.nom_naissance, record);
      expect([codes.codes[0], codes.codes.at(-1)], expected.flaw).toEqual([expected.firstCode, expected.lastCode]);
      if (codes.handle !== null) expect(codes.handle).toBe(`7/${citizen.index}`);
      if (expected.recoverableBy === null) continue;
      recovered += 1;
      expect(play(register, record.nom_utilise, record).handle).toBe(`7/${citizen.index}`);
    }
    expect(recovered).toBeGreaterThan(200);
  });
});

/** The call plan of the domain against the service's own search. */
function play(register: Register, name: string, record: PracticeLine["record"]): { codes: string[]; handle: string | null } {
  const birthName = normaliseBirthName(name);
  const given = normaliseGivenNames(record.prenoms_naissance);
  const date = parseBirthDate(record.date_naissance, { today: "2026-11-23" });
  if (!birthName.ok || !given.ok || !date.ok) throw new Error("unreadable line");
  const traits = { birthGivenNames: given.value, firstBirthGivenName: given.value[0] ?? "", birthPlace: record.lieu_naissance };
  const made: { criteria: NonNullable<ReturnType<typeof nextCall>>; code: string }[] = [];
  let handle: string | null = null;
  for (let criteria = nextCall(traits, made); criteria !== null; criteria = nextCall(traits, made)) {
    const { givenName, birthPlace } = criteria;
    const body = traitsBody({
      birthName: birthName.value,
      givenNames: [givenName],
      sex: record.sexe,
      birthDate: date.value.date,
      ...(birthPlace === undefined ? {} : { birthPlace }),
    });
    const outcome = searchByTraits(register, parseXml(body), 0);
    handle = outcome.handle;
    made.push({ criteria, code: outcome.code });
  }
  return { codes: made.map((call) => call.code), handle };
}

describe("the index of a population", () => {
  it("finds each of its people and nobody else, however it grew", async () => {
    const index = new PopulationIndex(21);
    await index.grow(1_000);
    await index.grow(500);
    await index.grow(3_001);
    expect(index.count).toBe(3_001);
    for (let at = 0; at < 3_001; at += 7) {
      const { person } = personOf(21, at);
      expect(index.byNumber(person.number)?.handle).toBe(`21/${at}`);
      const found = index.byNameSexDate(person.birthName, person.sex, person.birthDate);
      expect(found.map((one) => one.handle)).toContain(`21/${at}`);
    }
    expect(index.byNumber(personOf(21, 3_001).person.number)).toBeNull();
    expect(index.byNameSexDate("NESSI", "F", "1977-07-14")).toEqual([]);
  });
});
