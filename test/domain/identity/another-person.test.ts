import { describe, expect, it } from "vitest";
import { isAnotherPerson } from "../../../src/domain/identity/another-person.js";
import { transition } from "../../../src/domain/identity/status.js";
import type { Identity, StrictTraits } from "../../../src/domain/identity/types.js";
import { answered, RUTH, RUTH_INS, ruth } from "./people.js";

const proof = { type: "CN", checkedOn: "2026-11-01", checkedBy: "U1" };
const QUALIFIED: Identity = { ...ruth(), status: "qualifiee", ins: RUTH_INS, proof };
const edit = (identity: Identity, traits: StrictTraits): Identity => {
  const moved = transition(identity, { type: "traitsChanged", traits, superUser: true });
  if (!moved.ok) throw moved.refusal;
  return moved.identity;
};

describe("corrected traits", () => {
  it.each<[string, Partial<StrictTraits>, boolean]>([
    ["an accent, a hyphen", { birthName: "NES-SÎ" }, false],
    ["the birth place", { birthPlace: "75056" }, false],
    ["a longer given name", { firstBirthGivenName: "RUTH-ANNE" }, false],
    ["another birth name", { birthName: "NESSY" }, true],
    ["another birth date", { birthDate: "1977-07-15" }, true],
    ["another sex", { sex: "M" }, true],
    ["the given name of a twin", { firstBirthGivenName: "ESTHER" }, true],
  ])("%s", (_, change, another) => {
    expect(isAnotherPerson(RUTH, { ...RUTH, ...change })).toBe(another);
    // The table of insi.md §6.4 for the status; the document only when it still bears these traits.
    expect(edit(QUALIFIED, { ...RUTH, ...change })).toMatchObject({
      status: "validee",
      ins: null,
      proof: another ? null : proof,
    });
  });

  it("of another person are recovered by INSi, and qualified by a document of their own only", () => {
    const unproved = edit(QUALIFIED, { ...RUTH, birthName: "NESSY" });
    const individual = answered({ birthName: "NESSY" });
    const asked = transition(unproved, { type: "insiAccepted", individual });
    expect(asked).toMatchObject({ ok: true, identity: { status: "recuperee" } });
    if (!asked.ok) return;
    const shown = transition(asked.identity, {
      type: "proof",
      proof: { ...proof, checkedOn: "2026-11-20" },
      highConfidence: true,
    });
    expect(shown).toMatchObject({ ok: true, identity: { status: "qualifiee" } });
  });
});
