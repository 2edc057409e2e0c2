import { isAnotherPerson } from "../../domain/identity/another-person.js";
import type { Patient } from "../../domain/patient.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { patientChanged } from "../ins/errors.js";
import { changeTraces } from "../ins/identity-store.js";
import { localDay } from "../ins/proof-date.js";
import { readProofSettings } from "../ins/proof-settings.js";
import type { Values } from "./cells.js";
import { CONSENT_USES } from "./consent.js";
import { requireForDiagnoses } from "./diagnoses.js";
import { draftUpdate } from "./draft.js";
import { fieldsRefused, fileNumberTaken, nothingToChange, unlockReasonMissing } from "./errors.js";
import { resolvePatient } from "./reference.js";

export interface EditResult {
  readonly patient: Patient;
  /** Names of what changed; empty when everything already was so. */
  readonly changed: readonly string[];
  /** The INS was invalidated, because a locked trait changed. */
  readonly insInvalidated: boolean;
  /** The traits are now those of another person: proof and consents of the former one no longer count. */
  readonly anotherPerson: boolean;
}

/**
 * Changes what is given, keeps the rest; an empty value erases. The strict traits of a recovered or qualified identity are
 * locked (INS/va1.18, .47); with a reason, a super-user may change them, which invalidates the INS and is traced.
 */
export async function editPatient(
  cabinet: OpenCabinet,
  reference: string,
  values: Values,
  options: { readonly unlock: string | null },
): Promise<EditResult> {
  const stored = await resolvePatient(cabinet, reference);
  if (values.every((value) => value === null)) throw nothingToChange(stored.id);
  if (options.unlock?.trim() === "") throw unlockReasonMissing();
  await requireForDiagnoses(cabinet, values, "patient edit");
  const now = cabinet.clock.now();
  const rules = {
    today: localDay(now),
    proofs: await readProofSettings(cabinet.settings),
    origin: "hand",
    superUser: options.unlock !== null,
  } as const;
  const result = draftUpdate(stored, values, rules);
  if (!result.ok) throw fieldsRefused(result.problems, stored.id);
  const { changed } = result.draft;
  const insInvalidated = stored.identity.ins !== null && result.draft.patient.identity.ins === null;
  const anotherPerson = insInvalidated && isAnotherPerson(stored.identity.traits, result.draft.patient.identity.traits);
  const { patient, traces: withdrawn } = anotherPerson
    ? withoutConsents(cabinet, stored, result.draft.patient)
    : { patient: result.draft.patient, traces: [] };
  if (changed.length === 0) return { patient, changed, insInvalidated, anotherPerson };
  if (patient.fileNumber !== null && patient.fileNumber !== stored.fileNumber) {
    const taken = (await cabinet.patients.findByFileNumbers([patient.fileNumber])).get(patient.fileNumber);
    if (taken !== undefined && taken.id !== stored.id) throw fileNumberTaken(taken.id);
  }
  const source = { source: "patient edit", fields: changed, ...(options.unlock === null ? {} : { unlock: options.unlock }) };
  const traces: NewTrace[] = [
    { kind: "patient.updated", at: now.toISOString(), actor: cabinet.actor, patientId: stored.id, data: source },
  ];
  if (changed.some((field) => IDENTITY.has(field))) {
    traces.push(...changeTraces(cabinet, stored, patient.identity, { event: "edit", data: source }));
  }
  traces.push(...withdrawn);
  const saved = await cabinet.patients.save({ updates: [{ patient, expectedVersion: stored.version, traces }] });
  if (saved.stale.length > 0) throw patientChanged(stored.id);
  return { patient, changed, insInvalidated, anotherPerson };
}

/** Consents and oppositions are those of the person who said them (DMP/UX.06): what the former one said is forgotten, with its trace. */
function withoutConsents(
  cabinet: OpenCabinet,
  stored: Patient,
  edited: Patient,
): { readonly patient: Patient; readonly traces: readonly NewTrace[] } {
  const at = cabinet.clock.now().toISOString();
  const consents = { ...edited.consents };
  const traces: NewTrace[] = [];
  for (const use of CONSENT_USES) {
    const from = stored.consents[use];
    // What this very edit says is of the person of today.
    if (from === "none" || edited.consents[use] !== from) continue;
    consents[use] = "none";
    const data = { use, from, to: "none", because: "another person" };
    traces.push({ kind: "patient.consent", at, actor: cabinet.actor, patientId: stored.id, data });
  }
  return { patient: { ...edited, consents }, traces };
}

const IDENTITY: ReadonlySet<string> = new Set(["traits", "attributes", "proof", "status", "birthDateInterpreted"]);
