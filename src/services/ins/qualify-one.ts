import { compareTraits, type TraitComparison } from "../../domain/identity/compare.js";
import type { InsiAnswer } from "../../domain/insi/answer.js";
import type { Patient } from "../../domain/patient.js";
import type { InsiFault, VitaleQuery } from "../../gateways/insi/port.js";
import type { ItemResult } from "../../store/runs.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { retryLater, tracedCall } from "./call.js";
import { type Decision, decide, marked } from "./decide.js";
import { callInterrupted, patientChanged } from "./errors.js";
import { mayAsk } from "./may-ask.js";
import { result } from "./outcome.js";
import { settleWaiting } from "./review.js";
import { askInsi } from "./run/ask.js";
import { Breaker } from "./run/breaker.js";
import { Pacer } from "./run/rate.js";

/** What INSi said of one patient, before anything is decided. */
export interface OneAnswer {
  readonly answer: InsiAnswer;
  readonly messageId: string;
  readonly calls: number;
  /** Present when exactly one identity was found. */
  readonly comparison: TraitComparison | null;
}

export type AskedOne = { readonly kind: "told"; readonly result: ItemResult } | ({ readonly kind: "answered" } & OneAnswer);

/**
 * Asks INSi about one patient in the name of a person (INSI-MANU): by traits, or by an already read carte Vitale. The answer
 * is on disk when this resolves; the identity is not touched. Throws the fault when the service gave no answer.
 */
export async function askOne(cabinet: OpenCabinet, patient: Patient, stop: AbortSignal, vitale?: VitaleQuery): Promise<AskedOne> {
  const allowed = mayAsk(patient);
  if (!allowed.ask) return { kind: "told", result: allowed.result };
  const insi = await cabinet.insi();
  if (vitale) {
    let messageId = "";
    let calls = 0;
    const intent = { patientId: patient.id, operation: "search.vitale" as const, automatic: false, criteria: vitale };
    const once = () => {
      calls += 1;
      messageId = cabinet.ids.uuid();
      return tracedCall(cabinet, intent, messageId, (call) => insi.searchByVitale(vitale, call));
    };
    const answer = await retryLater(cabinet.clock, once, stop);
    return { kind: "answered", answer, messageId, calls, comparison: comparison(patient, answer) };
  }
  const asked = await askInsi(
    {
      cabinet,
      search: (query, call) => insi.searchByTraits(query, call),
      automatic: false,
      pacer: new Pacer(null, cabinet.clock),
      breaker: new Breaker(1),
      stop,
    },
    patient,
  );
  if (asked.traces.length > 0) await cabinet.traces.append(asked.traces);
  if (asked.kind === "answered") {
    const { answer, messageId, calls } = asked;
    return { kind: "answered", answer, messageId, calls, comparison: comparison(patient, answer) };
  }
  if (asked.kind === "stopped") throw callInterrupted(patient.id);
  if (asked.kind === "failed") throw asked.fault;
  await save(cabinet, {
    patient: marked(cabinet, patient, "error"),
    traces: [],
    review: false,
    result: rejected(patient, asked),
  });
  throw asked.fault;
}

/**
 * Applies the answer: by the rules alone (a difference that is more than typography then waits in the reviews), or as a person
 * who saw the differences accepts it.
 */
export async function settleOne(
  cabinet: OpenCabinet,
  patientId: string,
  one: OneAnswer,
  acceptedByPerson: boolean,
): Promise<ItemResult> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const patient = await cabinet.patients.get(patientId);
    if (!patient) break;
    const { answer, messageId, calls } = one;
    const decision = await decide(cabinet, patient, answer, { messageId, calls, acceptedByPerson });
    if (!(await save(cabinet, decision))) continue;
    if (decision.review) await keepForReview(cabinet, patientId, one);
    const matricule = decision.patient?.identity.ins?.matricule;
    if (decision.result.outcome === "found" && matricule !== undefined) {
      await settleWaiting(cabinet, patientId, matricule, decision.result);
    }
    return decision.result;
  }
  throw patientChanged(patientId);
}

/** A person puts the decision off: the identity keeps its traits, INSi's last result is told, the answer waits (`segur ins review`). */
export async function putOff(cabinet: OpenCabinet, patientId: string, one: OneAnswer): Promise<string> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const patient = await cabinet.patients.get(patientId);
    if (!patient) break;
    const next = marked(cabinet, patient, "00");
    const { stale } = await cabinet.patients.save({ updates: [{ patient: next, expectedVersion: patient.version }] });
    if (stale.length === 0) return keepForReview(cabinet, patientId, one);
  }
  throw patientChanged(patientId);
}

async function keepForReview(cabinet: OpenCabinet, patientId: string, one: OneAnswer): Promise<string> {
  const createdAt = cabinet.clock.now().toISOString();
  const { answer, messageId } = one;
  const [id] = await cabinet.reviews.add([{ patientId, runId: null, line: null, messageId, answer, createdAt }]);
  return id ?? "";
}

async function save(cabinet: OpenCabinet, decision: Decision): Promise<boolean> {
  const { patient, traces } = decision;
  if (!patient) return true;
  const saved = await cabinet.patients.save({ updates: [{ patient, expectedVersion: patient.version, traces }] });
  return saved.stale.length + saved.sameIns.length === 0;
}

function comparison(patient: Patient, answer: InsiAnswer): TraitComparison | null {
  return answer.individual ? compareTraits(patient.identity.traits, answer.individual.traits) : null;
}

function rejected(patient: Patient, asked: { readonly fault: InsiFault; readonly calls: number }): ItemResult {
  return result("refused", asked.fault.serviceCode, patient.identity.status, asked.calls, asked.fault.why ?? null);
}
