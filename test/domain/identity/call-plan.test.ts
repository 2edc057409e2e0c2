import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CallCriteria,
  type CallMade,
  firstCall,
  nextCall,
  type PlanTraits,
} from "../../../src/domain/identity/call-plan.js";

function traits(names: string, birthPlace = "63220", first?: string): PlanTraits {
  const birthGivenNames = names.split(" ").filter(Boolean);
  return { birthGivenNames, firstBirthGivenName: first ?? birthGivenNames[0] ?? "", birthPlace };
}

/** The calls made when the service answers these codes in turn; `01` once they run out. */
function calls(person: PlanTraits, ...codes: string[]): CallCriteria[] {
  const made: CallMade[] = [];
  for (let next: CallCriteria | null = firstCall(person); next !== null; next = nextCall(person, made)) {
    made.push({ criteria: next, code: codes[made.length] ?? "01" });
    if (made.length > 40) throw new Error("endless plan");
  }
  return made.map((call) => call.criteria);
}

describe("the official cases", () => {
  it("HOUILLES PIERRE PAUL JACQUES: four calls, none found", () => {
    expect(calls(traits("PIERRE PAUL JACQUES"))).toEqual([
      { givenName: "PIERRE" },
      { givenName: "PAUL" },
      { givenName: "JACQUES" },
      { givenName: "PIERRE PAUL JACQUES" },
    ]);
  });

  it("TCHITCHI OLA CATARINA BELLA: found at the second", () => {
    expect(calls(traits("OLA CATARINA BELLA"), "01", "00")).toEqual([{ givenName: "OLA" }, { givenName: "CATARINA" }]);
  });

  it("DE VINCI LEONARDO: several, then with the place of birth", () => {
    expect(calls(traits("LEONARDO"), "02", "02")).toEqual([
      { givenName: "LEONARDO" },
      { givenName: "LEONARDO", birthPlace: "63220" },
    ]);
  });

  it("ADRUN ZOE and a compound given name: one call", () => {
    expect(calls(traits("ZOE"))).toEqual([{ givenName: "ZOE" }]);
    expect(calls(traits("PIERRE-ALAIN"), "00")).toEqual([{ givenName: "PIERRE-ALAIN" }]);
  });
});

describe("after 02", () => {
  it("never sends a COG with a letter: INSi takes none (insi.md §3.3)", () => {
    expect(calls(traits("ANTHONY", "2B020"), "02", "02")).toEqual([{ givenName: "ANTHONY" }]);
    expect(calls(traits("ANNE LISE", "2A004"), "02", "02", "02")).toEqual([{ givenName: "ANNE" }, { givenName: "ANNE LISE" }]);
  });

  it("adds the other given names before the place", () => {
    expect(calls(traits("ANNE LISE"), "02", "02", "02")).toEqual([
      { givenName: "ANNE" },
      { givenName: "ANNE LISE" },
      { givenName: "ANNE LISE", birthPlace: "63220" },
    ]);
  });

  it("comes back to the ambiguous question when all the names find nobody", () => {
    expect(calls(traits("ANNE LISE"), "02", "01").at(-1)).toEqual({ givenName: "ANNE", birthPlace: "63220" });
  });

  it("never sends an unknown place", () => {
    expect(calls(traits("LEONARDO", "99999"), "02")).toEqual([{ givenName: "LEONARDO" }]);
  });
});

describe("the names asked", () => {
  it("takes the first given name as the practice wrote it", () => {
    expect(calls(traits("JEAN PIERRE PAUL", "63220", "JEAN-PIERRE")).map((call) => call.givenName)).toEqual([
      "JEAN-PIERRE",
      "PAUL",
      "JEAN-PIERRE PAUL",
    ]);
    expect(firstCall(traits("JEAN PIERRE", "63220", "PIERRE"))).toEqual({ givenName: "JEAN" });
    expect(firstCall(traits("JEAN", "63220", "LOUIS"))).toEqual({ givenName: "LOUIS" });
    expect(firstCall(traits("", "63220", "LOUIS"))).toEqual({ givenName: "LOUIS" });
  });

  it("stops at a fault or an unknown code", () => {
    expect(calls(traits("JEAN PAUL"), "siram_40")).toHaveLength(1);
    expect(calls(traits("JEAN PAUL"), "99")).toHaveLength(1);
  });

  it("ends, within given names + 2 calls, each different, nothing after 00", () => {
    const names = fc.array(fc.constantFrom("ANNE", "LISE", "JEAN-PAUL", "ZOE"), { maxLength: 5 });
    fc.assert(
      fc.property(names, fc.constantFrom("ANNE", "PAUL"), fc.array(fc.constantFrom("00", "01", "02")), (list, first, codes) => {
        const made = calls({ birthGivenNames: list, firstBirthGivenName: first, birthPlace: "63220" }, ...codes);
        expect(made.length).toBeLessThanOrEqual(new Set([first, ...list]).size + 2);
        expect(new Set(made.map((call) => JSON.stringify(call))).size).toBe(made.length);
        const found = codes.indexOf("00");
        if (found >= 0) expect(made.length).toBeLessThanOrEqual(found + 1);
      }),
    );
  });
});
