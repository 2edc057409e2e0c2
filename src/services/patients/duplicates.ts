import { nameKey } from "../../domain/identity/search-tokens.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";

/** Why patients may be one person, surest first. */
export type DuplicateReason = "matricule" | "traits" | "married_name" | "similar_name";

export interface DuplicateGroup {
  readonly number: number;
  readonly why: DuplicateReason;
  readonly patients: readonly Patient[];
}

/** Groups of patients who may be the same person (rule 17, INS/va1.02), as the store finds them; nothing is merged. */
export async function* duplicateGroups(cabinet: OpenCabinet): AsyncGenerator<DuplicateGroup> {
  let number = 0;
  for await (const patients of cabinet.patients.duplicateGroups()) {
    number += 1;
    yield { number, why: reason(patients), patients };
  }
}

function reason(patients: readonly Patient[]): DuplicateReason {
  const matricules = new Set(patients.map(({ identity }) => identity.ins?.matricule ?? ""));
  if (matricules.size === 1 && !matricules.has("")) return "matricule";
  const names = patients.map(({ identity }) => nameKey(identity.traits.birthName));
  if (new Set(names).size === 1) return "traits";
  const used = new Set(patients.map((patient) => nameKey(patient.usedName ?? "")));
  return names.some((name) => used.has(name)) ? "married_name" : "similar_name";
}
