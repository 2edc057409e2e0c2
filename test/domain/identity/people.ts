import { provisionalIdentity } from "../../../src/domain/identity/creation.js";
import type { Attributes, Identity, StrictTraits } from "../../../src/domain/identity/types.js";
import type { InsiIndividual, ReturnedTraits } from "../../../src/domain/insi/answer.js";

/** The official test person NESSI RUTH (insi.md §4), as a practice holds her. */
export const RUTH: StrictTraits = {
  birthName: "NESSI",
  birthGivenNames: ["RUTH"],
  firstBirthGivenName: "RUTH",
  birthDate: "1977-07-14",
  sex: "F",
  birthPlace: "63220",
};

export const RUTH_INS = { matricule: "277076322082910", oid: "1.2.250.1.213.1.4.8" };

export function ruth(changes: Partial<StrictTraits> = {}, attributes: Partial<Attributes> = {}): Identity {
  const identity = provisionalIdentity({ ...RUTH, ...changes });
  return { ...identity, attributes: { ...identity.attributes, ...attributes } };
}

/** A 00 answer about her; `changes` alter the returned traits. */
export function answered(
  changes: Partial<ReturnedTraits> = {},
  individual: Partial<Omit<InsiIndividual, "traits">> = {},
): InsiIndividual {
  const traits = { birthName: "NESSI", givenNames: "RUTH", sex: "F", birthDate: "1977-07-14", birthPlace: "63220", ...changes };
  return { number: "2770763220829", key: "10", oid: "1.2.250.1.213.1.4.8", history: [], ...individual, traits };
}
