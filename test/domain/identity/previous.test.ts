import { describe, expect, it } from "vitest";
import { previousOf } from "../../../src/domain/identity/previous.js";
import type { Identity } from "../../../src/domain/identity/types.js";

const IDENTITY: Identity = {
  traits: {
    birthName: "DURAND",
    birthGivenNames: ["RUTH"],
    firstBirthGivenName: "RUTH",
    birthDate: "1977-07-14",
    sex: "F",
    birthPlace: "63220",
  },
  status: "provisoire",
  ins: null,
  insHistory: [],
  attributes: { homonyme: false, douteuse: false, fictive: false },
  proof: null,
};

describe("what an identity was", () => {
  it("is nothing when nothing is replaced: a first INS, a first document, a status", () => {
    expect(previousOf(IDENTITY, IDENTITY)).toBeNull();
    const after = {
      ...IDENTITY,
      status: "qualifiee" as const,
      ins: { matricule: "277076322082910", oid: "1" },
      proof: { type: "CN", checkedOn: "2026-11-25", checkedBy: "U1" },
    };
    expect(previousOf(IDENTITY, after)).toBeNull();
    expect(previousOf(after, IDENTITY)).toEqual({ ins: after.ins, proof: after.proof });
  });

  it("is each trait and attribute that changed, and no other", () => {
    const traits = { ...IDENTITY.traits, birthName: "NESSI", birthGivenNames: ["RUTH", "ISABELLE"] };
    const attributes = { ...IDENTITY.attributes, douteuse: true };
    expect(previousOf(IDENTITY, { ...IDENTITY, traits, attributes })).toEqual({
      birthName: "DURAND",
      birthGivenNames: ["RUTH"],
      attributes: IDENTITY.attributes,
    });
  });
});
