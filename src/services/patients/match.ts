import { nameKey } from "../../domain/identity/search-tokens.js";
import type { StrictTraits } from "../../domain/identity/types.js";
import type { NewPatient, Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import type { Values } from "./cells.js";
import { Cells, place } from "./cells.js";
import { type Draft, type DraftRules, draftNew } from "./draft.js";
import { type Problem, problem } from "./problem.js";
import { readTraits, T } from "./traits.js";

const ID = place("id");
const FILE_NUMBER = place("dossier");

/** One line of a batch, with what it says about who it is. */
export interface Candidate {
  readonly line: number;
  readonly values: Values;
  readonly fileNumber: string | null;
  readonly id: string | null;
}

/** Which patient a line is about. `create` carries the draft, already made to know the traits. */
export type Match =
  | { readonly kind: "patient"; readonly patient: Patient }
  | { readonly kind: "create"; readonly draft: Draft<NewPatient> }
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

export function candidate(line: number, values: Values): Candidate {
  const id = values[ID.index]?.toUpperCase() ?? null;
  return { line, values, fileNumber: values[FILE_NUMBER.index] ?? null, id: id !== null && /^P\d{1,12}$/.test(id) ? id : null };
}

/** Reads all the patients that the lines of a batch may be about, at once. */
export async function loadMatches(cabinet: OpenCabinet, lines: readonly Candidate[]): Promise<Matches> {
  const numbers: string[] = [];
  const ids: string[] = [];
  for (const { fileNumber, id } of lines) {
    if (fileNumber !== null) numbers.push(fileNumber);
    else if (id !== null) ids.push(id);
  }
  const byFile = numbers.length === 0 ? new Map<string, Patient>() : await cabinet.patients.findByFileNumbers(numbers);
  const byId = new Map<string, Patient>();
  for (const patient of ids.length === 0 ? [] : await cabinet.patients.getMany(ids)) {
    if (patient !== null) byId.set(patient.id, patient);
  }
  return { byFile, byId };
}

export interface Matches {
  readonly byFile: ReadonlyMap<string, Patient>;
  readonly byId: ReadonlyMap<string, Patient>;
}

/**
 * By file number; without one, by id; without either, by the strict traits, so that importing the same file twice never makes
 * everyone twice.
 */
export async function match(cabinet: OpenCabinet, line: Candidate, { byFile, byId }: Matches, rules: DraftRules): Promise<Match> {
  if (line.fileNumber !== null) {
    const patient = byFile.get(line.fileNumber);
    return patient === undefined ? create(line, rules) : { kind: "patient", patient };
  }
  const named = line.id === null ? undefined : byId.get(line.id);
  if (named !== undefined)
    return samePerson(line, named, rules) ? { kind: "patient", patient: named } : { kind: "refused", problems: [FOREIGN_ID] };
  const created = create(line, rules);
  if (created.kind !== "create") return created;
  const { traits } = created.draft.patient.identity;
  const same = (await cabinet.patients.findNear(traits.birthDate)).filter((patient) =>
    sameTraits(patient.identity.traits, traits),
  );
  const [only, ...others] = same;
  if (only === undefined) return created;
  if (others.length > 0) return { kind: "refused", problems: [several(same)] };
  return { kind: "patient", patient: only };
}

function create(line: Candidate, rules: DraftRules): Match {
  const result = draftNew(line.values, rules);
  return result.ok ? { kind: "create", draft: result.draft } : { kind: "refused", problems: result.problems };
}

/** Key under which a line without file number is told from the others of its file. */
export function traitsKey(traits: StrictTraits): string {
  return `${traits.birthDate}|${traits.sex}|${nameKey(traits.birthName)}|${nameKey(traits.firstBirthGivenName)}`;
}

export function sameTraits(one: StrictTraits, other: StrictTraits): boolean {
  return traitsKey(one) === traitsKey(other);
}

const FOREIGN_ID = problem(
  "id",
  "patient.id_mismatch",
  "L'identifiant est celui d'un autre patient de ce cabinet : videz la colonne « id » si le fichier vient d'un autre cabinet.",
);

/** An id alone is trusted only if one of the traits given with it agrees: ids of another cabinet name other people. */
function samePerson(line: Candidate, patient: Patient, rules: DraftRules): boolean {
  const given = [T.birthName, T.birthDate, T.firstGivenName, T.givenNames].filter(({ index }) => line.values[index] !== null);
  if (given.length === 0) return true;
  const { traits } = patient.identity;
  const read = readTraits(new Cells(line.values), { traits, interpreted: false }, rules.today).traits;
  const agreed = [
    nameKey(read.birthName) === nameKey(traits.birthName) && line.values[T.birthName.index] !== null,
    read.birthDate === traits.birthDate && line.values[T.birthDate.index] !== null,
    nameKey(read.firstBirthGivenName) === nameKey(traits.firstBirthGivenName) &&
      (line.values[T.firstGivenName.index] !== null || line.values[T.givenNames.index] !== null),
  ];
  return agreed.includes(true);
}

function several(patients: readonly Patient[]): Problem {
  const ids = patients.map((patient) => patient.id).join(", ");
  return problem(
    "dossier",
    "patient.several",
    `Plusieurs patients ont ces traits (${ids}) : donnez leur numéro de dossier, ou réunissez-les (segur patient duplicates).`,
  );
}
