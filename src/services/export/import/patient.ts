import type { Ins, Sex } from "../../../domain/identity/types.js";
import type { Consent, NewPatient, Patient } from "../../../domain/patient.js";
import { ATTESTATION } from "../../ins/proof.js";
import { PATIENT_COLUMNS } from "../../patients/columns.js";
import { type DraftRules, draftNew } from "../../patients/draft.js";
import { exportRow } from "../../patients/export.js";
import type { Problem } from "../../patients/problem.js";
import type { Shape } from "./shape.js";

/** A patient of an export, read and held to the rules of an import of patients. */
export interface ReadPatient {
  /** As the file has it: whom its documents are compared with. */
  readonly said: Pick<Patient, "id" | "identity" | "usedName" | "usedGivenName">;
  /** INS of the file, for who looks for the same person; never recorded. */
  readonly ins: Ins | null;
  readonly draft: NewPatient | null;
  readonly problems: readonly Problem[];
  /** French. */
  readonly warnings: readonly string[];
}

const CONSENTS = ["none", "given", "opposed"] as const satisfies readonly Consent[];
const SEXES = ["M", "F", "I"] as const satisfies readonly Sex[];
const STATUSES = ["provisoire", "recuperee", "validee", "qualifiee"] as const;

/**
 * A file proves no identity: it goes through the rules of any import (INS/va1.05, .07, va1.45). The INS comes from INSi alone and is not
 * recorded; the proof, when it is one of this cabinet, makes the identity « validée » at most; a new call to INSi qualifies it again.
 */
export function readPatient(json: Shape, rules: DraftRules): ReadPatient {
  const stored = storedOf(json);
  const { identity } = stored;
  const said = { id: stored.id, identity, usedName: stored.usedName, usedGivenName: stored.usedGivenName };
  const warnings: string[] = [];
  if (identity.status === "qualifiee" || identity.status === "recuperee") warnings.push(TO_CALL_AGAIN);
  let values = valuesOf(stored);
  if (identity.proof?.type === ATTESTATION) {
    values = valuesOf({ ...stored, identity: { ...identity, proof: null } });
    warnings.push(ATTESTED);
  }
  let result = draftNew(values, rules);
  if (!result.ok && result.problems.every(({ column }) => column?.startsWith("preuve_") === true)) {
    warnings.push(`La preuve d'identité n'est pas reprise : ${result.problems.map(({ message }) => message).join(" ")}`);
    result = draftNew(valuesOf({ ...stored, identity: { ...identity, proof: null } }), rules);
  }
  const problems = result.ok ? [] : result.problems;
  return { said, ins: identity.ins, draft: result.ok ? result.draft.patient : null, problems, warnings };
}

const TO_CALL_AGAIN = "L'INS n'est pas reprise d'un fichier : segur ins qualify la redemande à INSi.";
const ATTESTED =
  "L'attestation d'un professionnel qui connaît le patient n'est pas reprise : elle suit un appel par carte Vitale.";

/** The cells of a file of patients, so that an export is read by the very rules of one. */
function valuesOf(patient: Patient): readonly (string | null)[] {
  const row = exportRow(patient, { reveal: false, medical: true });
  return PATIENT_COLUMNS.map((name) => (name === "matricule" || name === "oid" || name === "id" ? null : row[name]));
}

function storedOf(json: Shape): Patient {
  const identity = json.inner("identity");
  const contact = json.inner("contact");
  const consents = json.inner("consents");
  const consent = (name: string) => consents.one(name, CONSENTS);
  const ins = identity.innerOrNull("ins");
  const proof = identity.innerOrNull("proof");
  const attributes = identity.inner("attributes");
  return {
    id: json.like("id", /^P[1-9]\d{0,11}$/),
    fileNumber: json.textOrNull("fileNumber"),
    identity: {
      status: identity.one("status", STATUSES),
      traits: {
        birthName: identity.text("birthName"),
        birthGivenNames: identity.texts("birthGivenNames"),
        firstBirthGivenName: identity.text("firstBirthGivenName"),
        birthDate: identity.day("birthDate"),
        sex: identity.one("sex", SEXES),
        birthPlace: identity.text("birthPlace"),
      },
      ins: ins === null ? null : { matricule: ins.like("matricule", /^\d[\dAB]{12}\d{2}$|^\d{15}$/), oid: ins.text("oid") },
      insHistory: [],
      attributes: {
        homonyme: attributes.flag("homonyme"),
        douteuse: attributes.flag("douteuse"),
        fictive: attributes.flag("fictive"),
      },
      proof:
        proof === null
          ? null
          : { type: proof.text("type"), checkedOn: proof.day("checkedOn"), checkedBy: proof.text("checkedBy") },
    },
    usedName: json.textOrNull("usedName"),
    usedGivenName: json.textOrNull("usedGivenName"),
    birthDateInterpreted: identity.flag("birthDateInterpreted"),
    billingBirthDate: json.textOrNull("billingBirthDate"),
    contact: {
      address: contact.textOrNull("address"),
      postcode: contact.textOrNull("postcode"),
      city: contact.textOrNull("city"),
      phone: contact.textOrNull("phone"),
      email: contact.textOrNull("email"),
    },
    medecinTraitant: json.textOrNull("medecinTraitant"),
    // Null: who exported may not see them.
    ald: json.raw("ald") !== null && json.flag("ald"),
    diagnoses: json.raw("diagnoses") === null ? [] : json.texts("diagnoses"),
    lastSeen: json.dayOrNull("lastSeen"),
    lastVsm: json.dayOrNull("lastVsm"),
    rcp: json.list("rcp").map((each) => ({ date: each.day("date"), done: each.flag("done") })),
    consents: {
      dmpFeed: consent("dmpFeed"),
      dmpRead: consent("dmpRead"),
      mssProfessionals: consent("mssProfessionals"),
      mssPatient: consent("mssPatient"),
    },
    lastInsi: null,
    version: 1,
    createdAt: json.instant("createdAt"),
    updatedAt: json.instant("updatedAt"),
  };
}
