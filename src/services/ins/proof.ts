import { transition } from "../../domain/identity/status.js";
import type { IdentityProof, IdentityStatus } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolvePatient } from "../patients/reference.js";
import { attestationNeedsRpps, attestationNeedsVitale, proofForMinors, proofMissing } from "./identity-errors.js";
import { changeTraces, savePatient } from "./identity-store.js";
import { localDay, majority, parseProofDate } from "./proof-date.js";
import { readProofSettings, requireProof } from "./proof-settings.js";
import { lastFoundByVitale } from "./vitale-found.js";

/** Sentinelle: a professional who knows the patient attests the identity, in place of a document (product.md §1.3). */
export const ATTESTATION = "PS";

export interface ProofInput {
  readonly type: string;
  /** As typed; see {@link parseProofDate}. */
  readonly date: string;
  /** Who saw the document; null: the acting user. */
  readonly by: string | null;
  /** A person validates explicitly, whatever `proofs.autoValidate` says. */
  readonly validate: boolean;
}

export interface ProofResult {
  readonly id: string;
  readonly from: IdentityStatus;
  readonly status: IdentityStatus;
  readonly proof: IdentityProof | null;
  readonly confidence: "high" | "low" | null;
  /** The proof is of high confidence but the cabinet asks for an explicit validation, which has not been given. */
  readonly awaitsValidation: boolean;
  /** A document of lower confidence did not replace the one that validated the identity. */
  readonly kept: boolean;
}

/** Records the document that was seen and lets the status machine draw the consequence (INS/va1.23, .33, .55, .26). */
export async function recordProof(cabinet: OpenCabinet, id: string, input: ProofInput): Promise<ProofResult> {
  const patient = await resolvePatient(cabinet, id);
  const settings = await readProofSettings(cabinet.settings);
  const kind = requireProof(input.type, settings);
  const { birthDate } = patient.identity.traits;
  const checkedOn = parseProofDate(input.date, localDay(cabinet.clock.now()), birthDate);
  if (kind.minorOnly === true && checkedOn >= majority(birthDate)) throw proofForMinors(patient.id);
  const checkedBy = kind.code === ATTESTATION ? await attestedBy(cabinet, patient) : (input.by ?? (await actingUser(cabinet)));
  const validates = input.validate || settings.autoValidate;
  return apply(cabinet, patient, { type: kind.code, checkedOn, checkedBy }, kind.confidence, validates, "proof");
}

/** Explicit validation of an identity on the proof that is already recorded (manual validation, INS/va1.33). */
export async function validateProof(cabinet: OpenCabinet, id: string): Promise<ProofResult> {
  const patient = await resolvePatient(cabinet, id);
  const { proof } = patient.identity;
  if (proof === null) throw proofMissing(patient.id);
  const { code, confidence } = requireProof(proof.type, await readProofSettings(cabinet.settings));
  if (code === ATTESTATION) await attestedBy(cabinet, patient);
  return apply(cabinet, patient, proof, confidence, true, "proof.validated");
}

/** Takes a proof away (entered by mistake): the status goes down, the INS stays where it was recovered. */
export async function removeProof(cabinet: OpenCabinet, id: string): Promise<ProofResult> {
  const patient = await resolvePatient(cabinet, id);
  const former = patient.identity.proof;
  if (former === null) throw proofMissing(patient.id);
  const moved = transition(patient.identity, { type: "proofRemoved" });
  if (!moved.ok) throw moved.refusal;
  const identity = moved.identity;
  const change = { event: "proofRemoved", data: { removed: former } };
  await savePatient(cabinet, { ...patient, identity }, changeTraces(cabinet, patient, identity, change));
  return { ...told(patient, identity), confidence: null, awaitsValidation: false, kept: false };
}

async function apply(
  cabinet: OpenCabinet,
  patient: Patient,
  proof: IdentityProof,
  confidence: "high" | "low",
  validates: boolean,
  event: string,
): Promise<ProofResult> {
  // An identity that a document already validated keeps its status: there is nothing left to validate.
  const { status } = patient.identity;
  const validated = validates || status === "validee" || status === "qualifiee";
  const moved = transition(patient.identity, { type: "proof", proof, highConfidence: confidence === "high" && validated });
  if (!moved.ok) throw moved.refusal;
  const identity = moved.identity;
  const change = { event, data: { proof, confidence, validated, effects: moved.effects } };
  await savePatient(cabinet, { ...patient, identity }, changeTraces(cabinet, patient, identity, change));
  return {
    ...told(patient, identity),
    confidence,
    awaitsValidation: confidence === "high" && !validated,
    kept: moved.effects.includes("proof.kept"),
  };
}

function told(before: Patient, identity: Patient["identity"]): Pick<ProofResult, "id" | "from" | "status" | "proof"> {
  return {
    id: before.id,
    from: before.identity.status,
    status: identity.status,
    proof: identity.proof,
  };
}

async function attestedBy(cabinet: OpenCabinet, patient: Patient): Promise<string> {
  if (cabinet.actor.rpps === null) throw attestationNeedsRpps();
  if (patient.identity.ins === null || !(await lastFoundByVitale(cabinet.traces, patient.id)))
    throw attestationNeedsVitale(patient.id);
  return cabinet.actor.rpps;
}

/** Label of the user in whose name we act. */
export async function actingUser(cabinet: OpenCabinet): Promise<string> {
  return (await cabinet.users.get(cabinet.actor.userId))?.label ?? cabinet.actor.userId;
}
