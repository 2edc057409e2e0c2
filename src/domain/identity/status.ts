import type { InsiIndividual } from "../insi/answer.js";
import type { Environment } from "../ports.js";
import { isAnotherPerson } from "./another-person.js";
import { isStartOfList } from "./compare.js";
import { attributesExclusive, firstGivenNameIncoherent, proofBlocked, traitsLocked } from "./errors.js";
import { acceptInsi, acceptVerified } from "./status-insi.js";
import { blockingAttribute, type Effect, isLocked, type Transition } from "./status-rules.js";
import type { Attribute, Identity, IdentityProof, IdentityStatus, Ins, StrictTraits } from "./types.js";

export { blockingAttribute, type Effect, isLocked, mayCallInsi, type Transition } from "./status-rules.js";

/**
 * What can happen to an identity. The reading of an apCV (RNIV 1 §4.3.4) is `insiAccepted` followed by a `proof` of type
 * `AV`. A received identity whose verification is KO is never applied to an existing one (rule 51): there is no event for it.
 */
export type IdentityEvent =
  /** An identity document was seen; its level comes from `proofConfidence` and the cabinet's own list (rule 19). */
  | { readonly type: "proof"; readonly proof: IdentityProof; readonly highConfidence: boolean }
  /** A person, or the rule for typographic differences, accepted a 00 answer. */
  | { readonly type: "insiAccepted"; readonly individual: InsiIndividual; readonly environment?: Environment }
  /** An INS received from another domain with these very traits, and the verification answered OK. */
  | { readonly type: "insVerified"; readonly ins: Ins }
  | { readonly type: "traitsChanged"; readonly traits: StrictTraits; readonly superUser: boolean }
  | { readonly type: "attribute"; readonly attribute: Attribute; readonly value: boolean }
  /** The verification of the INS held here answered KO (rule 49, INS/va1.08). */
  | { readonly type: "verificationKo" }
  | { readonly type: "proofRemoved" };

/**
 * The identity status machine: the whole table of insi.md §6.4 and the attributes of §6.3. Pure; the caller stores the
 * identity and traces the effects. Invariants, whatever the events: an INS is held only when `recuperee` or `qualifiee`;
 * `douteuse` or `fictive` means `provisoire`; `qualifiee` means an INS and a high-confidence proof.
 */
export function transition(identity: Identity, event: IdentityEvent): Transition {
  switch (event.type) {
    case "proof":
      return recordProof(identity, event.proof, event.highConfidence);
    case "insiAccepted":
      return acceptInsi(identity, event.individual, event.environment);
    case "insVerified":
      return acceptVerified(identity, event.ins);
    case "traitsChanged":
      return changeTraits(identity, event.traits, event.superUser);
    case "attribute":
      return setAttribute(identity, event.attribute, event.value);
    case "verificationKo":
      return demote(identity, identity.status === "validee" ? "validee" : "provisoire", ["work_list.ins_ko"]);
    case "proofRemoved":
      return removeProof(identity);
  }
}

const WITH_PROOF: Readonly<Record<IdentityStatus, IdentityStatus>> = {
  provisoire: "validee",
  recuperee: "qualifiee",
  validee: "validee",
  qualifiee: "qualifiee",
};
const WITHOUT_PROOF: Readonly<Record<IdentityStatus, IdentityStatus>> = {
  provisoire: "provisoire",
  recuperee: "recuperee",
  validee: "provisoire",
  qualifiee: "recuperee",
};

function recordProof(identity: Identity, proof: IdentityProof, highConfidence: boolean): Transition {
  const blocking = blockingAttribute(identity);
  if (blocking !== null) return { ok: false, refusal: proofBlocked(blocking) };
  if (highConfidence) return changed(identity, { ...identity, status: WITH_PROOF[identity.status], proof }, ["proof.recorded"]);
  if (identity.status === "validee" || identity.status === "qualifiee") return { ok: true, identity, effects: ["proof.kept"] };
  return { ok: true, identity: { ...identity, proof }, effects: ["proof.recorded"] };
}

function removeProof(identity: Identity): Transition {
  if (identity.proof === null) return { ok: true, identity, effects: [] };
  return changed(identity, { ...identity, status: WITHOUT_PROOF[identity.status], proof: null }, ["proof.removed"]);
}

function changeTraits(identity: Identity, traits: StrictTraits, superUser: boolean): Transition {
  const fields = changedFields(identity.traits, traits);
  if (fields.length === 0) return { ok: true, identity, effects: [] };
  // The document that was seen proves the traits that it bears: those of another person have none yet, and no INS qualifies them.
  const unproved = identity.proof !== null && isAnotherPerson(identity.traits, traits);
  const next = unproved ? { ...identity, traits, proof: null } : { ...identity, traits };
  const effects: readonly Effect[] = unproved ? ["traits.changed", "proof.removed"] : ["traits.changed"];
  if (!isLocked(identity)) return { ok: true, identity: next, effects };
  if (fields.length === 1 && fields[0] === "firstBirthGivenName") {
    if (isStartOfList(traits.firstBirthGivenName, traits.birthGivenNames))
      return { ok: true, identity: { ...identity, traits }, effects: ["traits.changed"] };
    if (!superUser) return { ok: false, refusal: firstGivenNameIncoherent() };
  }
  if (!superUser) return { ok: false, refusal: traitsLocked(fields) };
  return demote(next, identity.status === "qualifiee" ? "validee" : "provisoire", effects);
}

function setAttribute(identity: Identity, attribute: Attribute, value: boolean): Transition {
  const { attributes } = identity;
  if (attributes[attribute] === value) return { ok: true, identity, effects: [] };
  const combined = attribute === "fictive" ? attributes.homonyme || attributes.douteuse : attributes.fictive;
  if (value && combined) return { ok: false, refusal: attributesExclusive() };
  const next = { ...identity, attributes: { ...attributes, [attribute]: value } };
  // Lifting an attribute never gives a status back: the identity is checked again from the start.
  if (!value || attribute === "homonyme") return { ok: true, identity: next, effects: ["attribute.changed"] };
  return demote(next, "provisoire", ["attribute.changed"]);
}

/** Lowers the status and invalidates the INS with its history, which may be another person's. The trace of the call keeps it all. */
function demote(identity: Identity, status: IdentityStatus, effects: readonly Effect[]): Transition {
  const invalidated: Effect[] = identity.ins === null ? [] : ["ins.invalidated"];
  return changed(identity, { ...identity, status, ins: null, insHistory: [] }, [...effects, ...invalidated]);
}

function changed(before: Identity, after: Identity, effects: readonly Effect[]): Transition {
  return { ok: true, identity: after, effects: before.status === after.status ? effects : [...effects, "status.changed"] };
}

function changedFields(before: StrictTraits, after: StrictTraits): (keyof StrictTraits)[] {
  const fields: (keyof StrictTraits)[] = [];
  for (const field of ["birthName", "firstBirthGivenName", "birthDate", "sex", "birthPlace"] as const) {
    if (before[field] !== after[field]) fields.push(field);
  }
  // JSON, because a list of one compound name with a space differs from a list of two.
  if (JSON.stringify(before.birthGivenNames) !== JSON.stringify(after.birthGivenNames)) fields.push("birthGivenNames");
  return fields;
}
