import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { matriculeKey } from "../../../src/domain/identity/matricule.js";
import { officialDmpPeople } from "../../../src/sandbox/dmp/official.js";
import { asInsiPeople, dmpPersonOf } from "../../../src/sandbox/dmp/people.js";
import { OFFICIAL_PEOPLE } from "../../../src/sandbox/people/official.js";
import { personOf } from "../../../src/sandbox/people/person-of.js";
import { type Client, openClient, openSandbox, type TestSandbox } from "../support.js";

describe("whom the sandbox's INSi knows, as the DMP sees them", () => {
  it("official people are always open, attached, not authorised", () => {
    for (const person of OFFICIAL_PEOPLE) {
      expect(dmpPersonOf(person, true)).toMatchObject({
        state: "open",
        authorization: "none",
        mesAttached: true,
        opposedToBreakGlass: false,
      });
    }
  });

  it("the others by their matricule alone, in the shares that are told", () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(1_000), (seed, index) => {
        const { person } = personOf(seed, index);
        const one = dmpPersonOf(person, false);
        expect(dmpPersonOf(person, false)).toEqual(one);
        expect(one.closedOn !== null).toBe(one.state === "closed");
        expect(one.birthPlace).toMatch(/^\d[0-9AB]\d{3}$/);
      }),
    );
    const states = new Map<string, number>();
    for (let index = 0; index < 4_000; index += 1) {
      const { state, authorization } = dmpPersonOf(personOf(1, index).person, false);
      for (const key of [state, authorization]) states.set(key, (states.get(key) ?? 0) + 1);
    }
    const share = (key: string): number => (states.get(key) ?? 0) / 4_000;
    expect(share("absent")).toBeCloseTo(0.03, 1);
    expect(share("closed")).toBeGreaterThan(0.005);
    expect(share("expired")).toBeGreaterThan(0.02);
    expect(share("open")).toBeGreaterThan(0.9);
  });
});

describe("official patients of the DMP in INSi", () => {
  let open: TestSandbox;
  let client: Client;
  beforeAll(async () => {
    open = await openSandbox();
    client = await openClient(open.sandbox);
  });
  afterAll(async () => {
    client.close();
    await open.end();
  });

  it("only with a right matricule, and nobody twice", async () => {
    const people = asInsiPeople(OFFICIAL_PEOPLE);
    expect(people.length).toBeGreaterThan(30);
    for (const { number, key, sex } of people) {
      expect(matriculeKey(number)).toBe(key);
      expect(number.startsWith(sex === "M" ? "1" : "2")).toBe(true);
    }
    const numbers = [...people, ...OFFICIAL_PEOPLE].map(({ number }) => number);
    expect(new Set(people.map(({ number }) => number)).size).toBe(people.length);
    expect(numbers.filter((number) => people.some((one) => one.number === number))).toHaveLength(people.length);
    expect(officialDmpPeople().length).toBeGreaterThan(people.length);
  });

  it("BRIGITTE PATB-SIX is found", async () => {
    const answer = await client.search({ birthName: "PATB-SIX", givenNames: ["BRIGITTE"], sex: "F", birthDate: "1978-01-30" });
    expect(answer.code).toBe("00");
    expect(answer.body).toContain("2780184769061");
  });
});
