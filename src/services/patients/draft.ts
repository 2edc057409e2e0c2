import { UNKNOWN_BIRTH_PLACE } from "../../domain/identity/birth-place.js";
import { createIdentity } from "../../domain/identity/creation.js";
import { type IdentityEvent, isLocked, transition } from "../../domain/identity/status.js";
import type { Attribute, Identity } from "../../domain/identity/types.js";
import type { NewPatient, Patient } from "../../domain/patient.js";
import type { ProofSettings } from "../ins/proof-settings.js";
import { Cells, type Place, place, type Values } from "./cells.js";
import { type PatientColumn, TRAIT_COLUMNS } from "./columns.js";
import { changedComplement, NO_COMPLEMENT, readComplement } from "./complement.js";
import { readMatricule } from "./hints.js";
import { fromRefusal, type Problem, problem } from "./problem.js";
import { readProof } from "./proof-cells.js";
import { keepEquivalent, readTraits, T } from "./traits.js";

/** What reading a record needs to know. */
export interface DraftRules {
  /** Today where the practice is. */
  readonly today: string;
  readonly proofs: ProofSettings;
  /** `file`: equivalent values are kept and nothing is erased; `hand`: what is typed is meant. */
  readonly origin: "file" | "hand";
  /** A super-user may change locked traits, which invalidates the INS (INS/va1.18). */
  readonly superUser?: boolean;
}

export interface Draft<P> {
  readonly patient: P;
  /** What differs from the stored patient, by canonical column or field name; empty when nothing does. */
  readonly changed: readonly string[];
  readonly warnings: readonly Problem[];
  /** Matricule of the file: a hint for the pre-flight checks, never recorded. */
  readonly matricule: string | null;
}
export type DraftResult<P> =
  | { readonly ok: true; readonly draft: Draft<P> }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const ATTRIBUTES: readonly (readonly [Attribute, Place])[] = [
  ["homonyme", place("homonyme")],
  ["douteuse", place("douteuse")],
  ["fictive", place("fictive")],
];

const PLACE_UNKNOWN: readonly Problem[] = [
  problem("lieu_naissance", "birth_place.unknown", "Lieu de naissance non renseigné : 99999 (inconnu) est enregistré."),
];

/** A patient from a record: needs the five fields of INS/va1.22 and nothing else; every wrong column is listed. */
export function draftNew(values: Values, rules: DraftRules): DraftResult<NewPatient> {
  const cells = new Cells(values);
  const text = (where: Place) => cells.raw(where) ?? undefined;
  const typedPlace = text(T.birthPlace);
  const created = createIdentity(
    {
      birthName: text(T.birthName),
      birthGivenNames: text(T.givenNames),
      firstBirthGivenName: text(T.firstGivenName),
      birthDate: text(T.birthDate),
      sex: text(T.sex),
      birthPlace: typedPlace ?? (rules.origin === "file" ? UNKNOWN_BIRTH_PLACE : undefined),
    },
    rules,
  );
  const complement = readComplement(cells, NO_COMPLEMENT, rules.today);
  const interpreted = cells.yesNo(T.interpreted, false);
  const matricule = readMatricule(cells);
  if (!created.ok) {
    const traits = created.problems.map(({ field, code, message, column }) => {
      const at = column === undefined ? "" : ` (caractère ${column})`;
      return problem(TRAIT_COLUMNS[field], code, `${message.replace(/\.$/, "")}${at}.`);
    });
    return { ok: false, problems: [...traits, ...cells.problems] };
  }
  const identity = applyEvents(cells, created.identity, rules);
  if (cells.problems.length > 0) return { ok: false, problems: cells.problems };
  const patient: NewPatient = {
    // Named one by one: spreading costs more than all the checks together, and a million lines come through here.
    fileNumber: complement.fileNumber,
    identity,
    usedName: complement.usedName,
    usedGivenName: complement.usedGivenName,
    birthDateInterpreted: created.interpreted || interpreted,
    billingBirthDate: complement.billingBirthDate,
    contact: complement.contact,
    medecinTraitant: complement.medecinTraitant,
    ald: complement.ald,
    diagnoses: complement.diagnoses,
    lastSeen: complement.lastSeen,
    lastVsm: complement.lastVsm,
    rcp: complement.rcp,
    consents: complement.consents,
    lastInsi: null,
  };
  const warnings = typedPlace === undefined ? PLACE_UNKNOWN : [];
  return { ok: true, draft: { patient, changed: ["created"], warnings, matricule } };
}

/** A stored patient with what a record changes. Nothing is changed at all when one value is refused. */
export function draftUpdate(stored: Patient, values: Values, rules: DraftRules): DraftResult<Patient> {
  const cells = new Cells(values);
  const before: Identity = stored.identity;
  const read = readTraits(cells, { traits: before.traits, interpreted: stored.birthDateInterpreted }, rules.today);
  const kept =
    rules.origin === "file" && isLocked(before)
      ? keepEquivalent(cells, before.traits, read.traits)
      : keepPlace(before, read.traits, rules);
  const complement = readComplement(cells, stored, rules.today);
  const matricule = readMatricule(cells);
  const identity = applyEvents(cells, changeTraits(cells, before, kept, rules), rules);
  if (cells.problems.length > 0) return { ok: false, problems: cells.problems };
  const changed: string[] = changedComplement(stored, complement);
  if (read.interpreted !== stored.birthDateInterpreted) changed.push("birthDateInterpreted");
  for (const key of ["traits", "attributes", "proof", "status"] as const) {
    if (JSON.stringify(before[key]) !== JSON.stringify(identity[key])) changed.push(key);
  }
  const patient = { ...stored, ...complement, identity, birthDateInterpreted: read.interpreted };
  return { ok: true, draft: { patient, changed, warnings: [], matricule } };
}

/** A file that does not know a birth place teaches nothing; a person who types 99999 means it. */
function keepPlace(before: Identity, traits: Identity["traits"], rules: DraftRules): Identity["traits"] {
  if (rules.origin === "hand" || traits.birthPlace !== UNKNOWN_BIRTH_PLACE) return traits;
  return { ...traits, birthPlace: before.traits.birthPlace };
}

function changeTraits(cells: Cells, identity: Identity, traits: Identity["traits"], rules: DraftRules): Identity {
  const moved = transition(identity, { type: "traitsChanged", traits, superUser: rules.superUser === true });
  if (moved.ok) return moved.identity;
  for (const column of refusedColumns(identity.traits, traits)) cells.problems.push(fromRefusal(column, moved.refusal));
  return identity;
}

function refusedColumns(before: Identity["traits"], after: Identity["traits"]): readonly PatientColumn[] {
  const columns: PatientColumn[] = [];
  for (const key of ["birthName", "birthGivenNames", "firstBirthGivenName", "birthDate", "sex", "birthPlace"] as const) {
    if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) columns.push(TRAIT_COLUMNS[key]);
  }
  return columns;
}

interface AttributeChange {
  readonly attribute: Attribute;
  readonly where: Place;
  readonly value: boolean;
}

/** Unset first, so that `fictive` can take the place of `douteuse`. */
function attributeChanges(cells: Cells, { attributes }: Identity): readonly AttributeChange[] {
  const changes: AttributeChange[] = [];
  for (const [attribute, where] of ATTRIBUTES) {
    const value = cells.yesNo(where, attributes[attribute]);
    if (value === attributes[attribute]) continue;
    if (value) changes.push({ attribute, where, value });
    else changes.unshift({ attribute, where, value });
  }
  return changes;
}

/** Attributes first: a doubtful identity accepts no proof (rule 25). */
function applyEvents(cells: Cells, start: Identity, rules: DraftRules): Identity {
  let identity = start;
  const apply = (column: PatientColumn, event: IdentityEvent) => {
    const moved = transition(identity, event);
    if (moved.ok) identity = moved.identity;
    else cells.problems.push(fromRefusal(column, moved.refusal));
  };
  for (const { attribute, where, value } of attributeChanges(cells, start))
    apply(where.name, { type: "attribute", attribute, value });
  const event = readProof(cells, identity, rules);
  if (event === null || JSON.stringify(event.proof) === JSON.stringify(identity.proof)) return identity;
  apply("preuve_type", event);
  return identity;
}
