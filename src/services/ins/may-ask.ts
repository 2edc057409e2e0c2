import { mayCallInsi } from "../../domain/identity/status.js";
import type { Patient } from "../../domain/patient.js";
import type { ItemResult } from "../../store/runs.port.js";
import { ADVICE } from "./advice.js";
import { result } from "./outcome.js";

/** Whether INSi may be asked about this patient; if not, the outcome it has without any call. */
export type MayAsk = { readonly ask: true } | { readonly ask: false; readonly result: ItemResult };

/**
 * Rule 52: an identity that already has its INS is not asked again. Rules 25 (INS/va1.20, .44) and EF_INS25_04: a doubtful or
 * fictitious identity, or an undetermined sex, can not be asked.
 */
export function mayAsk(patient: Patient): MayAsk {
  const { status, ins, traits } = patient.identity;
  if (ins && (status === "qualifiee" || status === "recuperee")) {
    const advice = status === "recuperee" ? ADVICE.needsProof(patient.id) : null;
    return { ask: false, result: result("found", "00", status, 0, advice) };
  }
  const allowed = mayCallInsi(patient.identity);
  if (!allowed.ok) {
    const { code, message, advice } = allowed.refusal;
    return { ask: false, result: result("refused", code, status, 0, advice ?? message) };
  }
  if (traits.sex === "I") {
    return { ask: false, result: result("refused", "identity.sex_undetermined", status, 0, ADVICE.sexUndetermined()) };
  }
  return { ask: true };
}
