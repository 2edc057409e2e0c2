import { transition } from "../../domain/identity/status.js";
import type { Identity } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { InsiClient, VerifyQuery } from "../../gateways/insi/port.js";
import { InsiFault } from "../../gateways/insi/port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { type CallIntent, retryLater, tracedCall } from "./call.js";
import { changeTraces } from "./identity-store.js";
import { faulted, type VerifyItem, verified } from "./verify-item.js";

/** Birth place « unknown », which INSi never takes (insi.md §3.3). */
const UNKNOWN_PLACE = "99999";
/** How often a KO is applied again to a patient that another process keeps changing. */
const SAVE_ATTEMPTS = 5;

export interface VerifyOneOptions {
  /** Part of a cohort, as opposed to a person asking for this very patient. */
  readonly automatic: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** WS_INS3 criteria of an identity, or why it can not be verified: only qualified and recovered identities have an INS. */
export function verifyQuery(identity: Identity): VerifyQuery | "verify.no_ins" | "identity.sex_undetermined" {
  const { ins, status, traits } = identity;
  if (ins === null || (status !== "qualifiee" && status !== "recuperee")) return "verify.no_ins";
  if (traits.sex === "I") return "identity.sex_undetermined";
  return {
    matricule: ins.matricule,
    oid: ins.oid,
    birthName: traits.birthName,
    firstGivenName: traits.firstBirthGivenName,
    givenNames: traits.birthGivenNames.length > 0 ? traits.birthGivenNames : [traits.firstBirthGivenName],
    sex: traits.sex,
    birthDate: traits.birthDate,
    birthPlace: traits.birthPlace === UNKNOWN_PLACE ? undefined : traits.birthPlace,
  };
}

/**
 * Verifies one patient. A fault that trying later may cure is tried twice more; a configuration fault (`stop`) is thrown.
 * @returns what to tell; on KO the patient is already demoted, without INS, and on the `ins-ko` list (INS/va1.08).
 */
export async function verifyOne(
  cabinet: OpenCabinet,
  client: InsiClient,
  patient: Patient,
  options: VerifyOneOptions,
): Promise<VerifyItem> {
  const query = verifyQuery(patient.identity);
  if (typeof query === "string") return verified(patient, "refused", query, 0);
  const intent: CallIntent = { patientId: patient.id, operation: "verify", automatic: options.automatic, criteria: query };
  let calls = 0;
  // The MessageID of the last attempt joins the change of status to the answer that caused it.
  let messageId = "";
  try {
    const answer = await retryLater(
      cabinet.clock,
      () => {
        calls += 1;
        messageId = cabinet.ids.uuid();
        return tracedCall(cabinet, intent, messageId, (call) => client.verify(query, call));
      },
      options.signal,
    );
    const saved = await applyAnswer(cabinet, patient, query, answer.result, messageId);
    if (saved === null) return verified(patient, "error", "verify.changed_meanwhile", calls);
    return verified(saved, answer.result === "OK" ? "ok" : "ko", answer.result, calls);
  } catch (error) {
    if (error instanceof InsiFault && error.retry !== "stop") return faulted(patient, error, calls);
    throw error;
  }
}

/**
 * Writes OK or KO on the patient. When another process wrote it meanwhile, the answer still counts if the identity is the
 * one that was asked about; otherwise (null) nothing is written: the answer is about an identity that is no more.
 */
async function applyAnswer(
  cabinet: OpenCabinet,
  read: Patient,
  asked: VerifyQuery,
  result: "OK" | "KO",
  messageId: string,
): Promise<Patient | null> {
  let patient: Patient | null = read;
  for (let attempt = 0; attempt < SAVE_ATTEMPTS && patient !== null; attempt++) {
    const query = verifyQuery(patient.identity);
    if (JSON.stringify(query) !== JSON.stringify(asked)) return null;
    const next = afterAnswer(cabinet, patient, result);
    const traces = result === "KO" ? changeTraces(cabinet, patient, next.identity, { event: "verificationKo", messageId }) : [];
    const saved = await cabinet.patients.save({ updates: [{ patient: next, expectedVersion: patient.version, traces }] });
    if (saved.stale.length + saved.sameIns.length === 0) return next;
    patient = await cabinet.patients.get(read.id);
  }
  return null;
}

function afterAnswer(cabinet: OpenCabinet, patient: Patient, result: "OK" | "KO"): Patient {
  const at = cabinet.clock.now().toISOString();
  if (result === "OK") return { ...patient, lastInsi: { outcome: "00", at } };
  const moved = transition(patient.identity, { type: "verificationKo" });
  if (!moved.ok) throw moved.refusal;
  return { ...patient, identity: moved.identity, lastInsi: { outcome: "KO", at } };
}
