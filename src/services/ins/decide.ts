import type { SegurError } from "../../domain/errors.js";
import { checkAnswer } from "../../domain/identity/acceptance.js";
import { compareTraits } from "../../domain/identity/compare.js";
import { previousOf } from "../../domain/identity/previous.js";
import { nameKey } from "../../domain/identity/search-tokens.js";
import { transition } from "../../domain/identity/status.js";
import type { InsiAnswer } from "../../domain/insi/answer.js";
import type { InsiOutcome, Patient } from "../../domain/patient.js";
import type { ItemResult, Outcome } from "../../store/runs.port.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { ADVICE } from "./advice.js";
import { result } from "./outcome.js";

/** What an answer of INSi leads to for one patient: what to write, and what to tell. */
export interface Decision {
  /** Patient to save (its `version` is the one that was read), null when nothing of it changes. */
  readonly patient: Patient | null;
  readonly traces: readonly NewTrace[];
  /** The answer waits for a person. */
  readonly review: boolean;
  /** The rule that keeps it from being taken, even by a person. */
  readonly refusal?: SegurError;
  readonly result: ItemResult;
}

export interface DecideOptions {
  readonly runId?: string | undefined;
  readonly messageId: string;
  readonly calls: number;
  /**
   * Leaves it to the store to say whether another patient has this INS (`SaveResult.sameIns`): a run then decides again, with
   * the question asked. True for nobody but a run, which would ask it thousands of times for nothing.
   */
  readonly storeChecksIns?: boolean | undefined;
  /** A person has seen the differences and accepts them (INS/va1.52.01). */
  readonly acceptedByPerson?: boolean | undefined;
}

/**
 * Turns an answer into a decision. A single identity whose traits agree up to typography is taken; any other difference, or
 * a matricule that another patient of the cabinet already has, goes to a person; nothing is ever overwritten in silence.
 */
export async function decide(
  cabinet: OpenCabinet,
  patient: Patient,
  answer: InsiAnswer,
  options: DecideOptions,
): Promise<Decision> {
  if (answer.code === "01") return without(cabinet, patient, "not_found", "01", ADVICE.notFound(patient), options);
  if (answer.code === "02") return without(cabinet, patient, "several", "02", ADVICE.several(), options);
  if (answer.code !== "00" || !answer.individual) {
    // A code that the specification does not know is no outcome of ours: it passes through, and may be asked again.
    return without(cabinet, patient, "error", answer.code, ADVICE.unknownCode(answer.code), options);
  }
  const checked = checkAnswer(answer.individual, cabinet.info.environment);
  if (!checked.ok)
    return without(cabinet, patient, "refused", checked.code, `${checked.message} ${ADVICE.answerRefused()}`, options, "00");

  const other = options.storeChecksIns === true ? undefined : await sameInsAs(cabinet, patient, checked.value.ins.matricule);
  if (other) return waiting(cabinet, patient, "ins.duplicate", ADVICE.sameIns(patient.id, other.id), options);

  const comparison = compareTraits(patient.identity.traits, answer.individual.traits);
  if (comparison.verdict === "different" && options.acceptedByPerson !== true) {
    return waiting(cabinet, patient, "00", ADVICE.review(comparison.rows), options);
  }
  const moved = transition(patient.identity, {
    type: "insiAccepted",
    individual: answer.individual,
    environment: cabinet.info.environment,
  });
  if (!moved.ok) {
    const advice = moved.refusal.advice ?? moved.refusal.message;
    return { ...waiting(cabinet, patient, moved.refusal.code, advice, options), refusal: moved.refusal };
  }

  const at = cabinet.clock.now().toISOString();
  const next: Patient = {
    ...patient,
    identity: moved.identity,
    usedName: usedNameAfter(patient, moved.identity.traits.birthName),
    lastInsi: { outcome: "00", at },
  };
  const to = moved.identity.status;
  const previous = previousOf(patient.identity, moved.identity);
  // One trace tells the change and the move of the status: a run writes thousands of them.
  const trace: NewTrace = {
    kind: "identity.status",
    at,
    actor: cabinet.actor,
    patientId: patient.id,
    runId: options.runId,
    messageId: options.messageId,
    data: {
      from: patient.identity.status,
      to,
      event: "insiAccepted",
      comparison: comparison.verdict,
      effects: moved.effects,
      acceptedByPerson: options.acceptedByPerson === true,
      usedNameReplaced: next.usedName !== patient.usedName,
      ...(previous === null ? {} : { previous }),
    },
  };
  const advice = to === "recuperee" ? ADVICE.needsProof(patient.id) : null;
  return { patient: next, traces: [trace], review: false, result: result("found", "00", to, options.calls, advice) };
}

async function sameInsAs(cabinet: OpenCabinet, patient: Patient, matricule: string): Promise<Patient | undefined> {
  const holders = await cabinet.patients.findByMatricule(matricule);
  return holders.find((holder) => holder.id !== patient.id);
}

/**
 * Birth name and used name had been typed one for the other, and INSi says which is the birth name: the other stays, as the used
 * name, or the practice would no longer find the patient under the name it knows.
 */
function usedNameAfter({ usedName, identity }: Patient, birthName: string): string | null {
  const former = identity.traits.birthName;
  const swapped = usedName !== null && nameKey(usedName) === nameKey(birthName) && nameKey(former) !== nameKey(birthName);
  return swapped ? former : usedName;
}

/** The outcome of an item that leaves the identity as it is, but for the last INSi result. */
function without(
  cabinet: OpenCabinet,
  patient: Patient,
  outcome: Outcome,
  code: string,
  advice: string,
  options: DecideOptions,
  last: InsiOutcome = code === "01" || code === "02" ? code : "error",
): Decision {
  return {
    patient: marked(cabinet, patient, last),
    traces: [],
    review: false,
    result: result(outcome, code, patient.identity.status, options.calls, advice),
  };
}

function waiting(cabinet: OpenCabinet, patient: Patient, code: string, advice: string, options: DecideOptions): Decision {
  return {
    patient: marked(cabinet, patient, "00"),
    traces: [],
    review: true,
    result: result("review", code, patient.identity.status, options.calls, advice),
  };
}

/** The patient with its last INSi result. */
export function marked(cabinet: OpenCabinet, patient: Patient, outcome: InsiOutcome): Patient {
  return { ...patient, lastInsi: { outcome, at: cabinet.clock.now().toISOString() } };
}
