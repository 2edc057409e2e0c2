import { parseBirthDate } from "./birth-date.js";
import { checkBirthPlace } from "./birth-place.js";
import { normaliseBirthName, normaliseGivenName, normaliseGivenNames } from "./names.js";
import { type Check, refused } from "./result.js";
import { parseSex } from "./sex.js";
import type { Identity, IsoDate, StrictTraits } from "./types.js";

/** Raw texts, as typed or as read in a file. */
export interface CreationFields {
  readonly birthName?: string | undefined;
  /** May be left out when the list is given: its first name is taken. */
  readonly firstBirthGivenName?: string | undefined;
  readonly birthGivenNames?: string | readonly string[] | undefined;
  readonly birthDate?: string | undefined;
  readonly sex?: string | undefined;
  readonly birthPlace?: string | undefined;
}

export interface FieldProblem {
  readonly field: keyof StrictTraits;
  readonly code: string;
  readonly message: string;
  readonly column?: number;
}

export type Creation =
  | { readonly ok: true; readonly identity: Identity; readonly interpreted: boolean }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/**
 * Creates a provisional identity (INS/va1.45). The five fields of rule 5 are needed and nothing else (INS/va1.21, .22): birth
 * name, first birth given name, birth date, sex and birth place (99999 when unknown). Every wrong field is listed, not only
 * the first. `interpreted` tells that the birth date has an unknown part.
 */
export function createIdentity(fields: CreationFields, options: { readonly today?: IsoDate } = {}): Creation {
  const problems: FieldProblem[] = [];
  const read = <T>(field: keyof StrictTraits, check: Check<T>): T | null => {
    if (check.ok) return check.value;
    const { code, message, column } = check;
    problems.push(column === undefined ? { field, code, message } : { field, code, message, column });
    return null;
  };

  const birthName = read("birthName", normaliseBirthName(fields.birthName ?? ""));
  const list = fields.birthGivenNames ?? [];
  const birthGivenNames = isBlank(list) ? [] : read("birthGivenNames", normaliseGivenNames(list));
  const first = fields.firstBirthGivenName ?? "";
  const firstBirthGivenName =
    first.trim() === "" && !isBlank(list)
      ? (birthGivenNames?.[0] ?? null)
      : read("firstBirthGivenName", first.trim() === "" ? FIRST_MISSING : normaliseGivenName(first));
  const birthDate = read("birthDate", parseBirthDate(fields.birthDate ?? "", options));
  const sex = read("sex", parseSex(fields.sex ?? ""));
  const birthPlace = read("birthPlace", checkBirthPlace(fields.birthPlace ?? ""));

  if (!birthName || !birthGivenNames || !firstBirthGivenName || !birthDate || !sex || !birthPlace) return { ok: false, problems };
  const traits = { birthName, birthGivenNames, firstBirthGivenName, birthDate: birthDate.date, sex, birthPlace };
  return { ok: true, identity: provisionalIdentity(traits), interpreted: birthDate.interpreted };
}

/** A provisional identity with checked traits: the state before any document and any INSi answer. */
export function provisionalIdentity(traits: StrictTraits): Identity {
  return {
    traits,
    status: "provisoire",
    ins: null,
    insHistory: [],
    attributes: { homonyme: false, douteuse: false, fictive: false },
    proof: null,
  };
}

const FIRST_MISSING = refused("name.empty", "Le premier prénom de naissance est vide.");

function isBlank(names: string | readonly string[]): boolean {
  return typeof names === "string" ? names.trim() === "" : names.length === 0;
}
