import type { InsiIndividual } from "../insi/answer.js";
import type { Environment } from "../ports.js";
import { type AcceptableAnswer, checkAnswer } from "./acceptance.js";
import { compareTraits, isStartOfList } from "./compare.js";
import { answerNotImportable, insDiffers, insiBlocked, traitsDiffer, verificationNotEnough } from "./errors.js";
import { blockingAttribute, type Effect, isLocked, type Transition } from "./status-rules.js";
import type { Identity, Ins, StrictTraits } from "./types.js";

/**
 * A 00 answer accepted: `provisoire` → `recuperee`, `validee` → `qualifiee` when the traits agree (INS/va1.43, .54). Fills the
 * strict traits from the answer (rule 6) but never the first given name nor the used names (EXI ID 10).
 */
export function acceptInsi(identity: Identity, individual: InsiIndividual, environment: Environment | undefined): Transition {
  const blocking = blockingAttribute(identity);
  if (blocking !== null) return { ok: false, refusal: insiBlocked(blocking) };
  const answer = checkAnswer(individual, environment);
  if (!answer.ok) return { ok: false, refusal: answerNotImportable(answer.code, answer.message) };
  if (isLocked(identity)) return confirmLocked(identity, individual, answer.value);

  const differing = differences(identity.traits, individual);
  // A document proved the local traits: they give way to typography and to completion, not to other traits.
  if (identity.status === "validee" && differing.length > 0) return { ok: false, refusal: traitsDiffer(differing) };
  const traits = fill(identity.traits, answer.value);
  const effects: Effect[] = ["ins.recorded", "traits.filled", "status.changed"];
  if (!isStartOfList(traits.firstBirthGivenName, traits.birthGivenNames)) effects.push("first_given_name.mismatch");
  const qualified = identity.status === "validee" && identity.proof !== null;
  const status = qualified ? "qualifiee" : "recuperee";
  return { ok: true, identity: { ...identity, traits, status, ins: answer.value.ins, insHistory: individual.history }, effects };
}

/** A verification OK of an INS received with these traits recovers a provisional identity; it never qualifies (insi.md §6.4). */
export function acceptVerified(identity: Identity, ins: Ins): Transition {
  const blocking = blockingAttribute(identity);
  if (blocking !== null) return { ok: false, refusal: insiBlocked(blocking) };
  if (isLocked(identity)) return sameIns(identity.ins, ins) ? unchanged(identity) : { ok: false, refusal: insDiffers() };
  if (identity.status === "validee") return { ok: false, refusal: verificationNotEnough() };
  return { ok: true, identity: { ...identity, status: "recuperee", ins }, effects: ["ins.recorded", "status.changed"] };
}

/** Locked: the answer may only confirm what is held (rule 26); another INS or other traits need a person. */
function confirmLocked(identity: Identity, individual: InsiIndividual, answer: AcceptableAnswer): Transition {
  if (!sameIns(identity.ins, answer.ins)) return { ok: false, refusal: insDiffers() };
  const differing = differences(identity.traits, individual);
  if (differing.length > 0) return { ok: false, refusal: traitsDiffer(differing) };
  return { ok: true, identity: { ...identity, insHistory: individual.history }, effects: [] };
}

function differences(local: StrictTraits, individual: InsiIndividual): string[] {
  const traits: string[] = [];
  for (const row of compareTraits(local, individual.traits).rows) if (row.verdict === "different") traits.push(row.trait);
  return traits;
}

function fill(local: StrictTraits, { traits }: AcceptableAnswer): StrictTraits {
  return { ...traits, birthPlace: traits.birthPlace ?? local.birthPlace, firstBirthGivenName: local.firstBirthGivenName };
}

function sameIns(held: Ins | null, other: Ins): boolean {
  return held !== null && held.matricule === other.matricule && held.oid === other.oid;
}

function unchanged(identity: Identity): Transition {
  return { ok: true, identity, effects: [] };
}
