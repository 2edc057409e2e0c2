import { type FamilyHistory, MEDICAL_SYSTEMS, type Problem, type Treatment } from "../../../src/domain/medical/medical.js";
import { actor, NOW } from "../journal-lines.js";

export const who = { at: NOW, by: actor.userId };
export const entered = { from: "entered", document: null } as const;

const WORDS = { code: null, since: null, until: null, closed: false, note: null };

export function problem(label: string, code: string | null, rest: Partial<Problem> = {}): Problem {
  const coded = code === null ? null : { code, system: MEDICAL_SYSTEMS.cim10, label };
  return { ...WORDS, kind: "problem", label, ...rest, code: coded };
}

export function treatment(label: string, rest: Partial<Treatment> = {}): Treatment {
  return { ...WORDS, kind: "treatment", label, cip13: null, dosage: null, schedule: null, route: null, reason: null, ...rest };
}

export function family(label: string, rest: Partial<FamilyHistory> = {}): FamilyHistory {
  return { ...WORDS, kind: "family", label, relative: "mother", ...rest };
}
