import { SegurError } from "../../domain/errors.js";
import { checkAnswer } from "../../domain/identity/acceptance.js";
import { compareTraits, type TraitComparison } from "../../domain/identity/compare.js";
import type { Patient } from "../../domain/patient.js";
import type { Review } from "../../store/reviews.port.js";
import type { ItemResult } from "../../store/runs.port.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { ADVICE } from "./advice.js";
import { type Decision, decide } from "./decide.js";
import { patientChanged, reviewDecided, reviewNotFound } from "./errors.js";
import { result } from "./outcome.js";

/** A waiting answer with what a person needs to decide: the patient as it is now, and the traits side by side. */
export interface ReviewCase {
  readonly review: Review;
  readonly patient: Patient;
  readonly comparison: TraitComparison;
  /** Other patients of the cabinet that already have this INS. */
  readonly sameIns: readonly string[];
}

/** Gives the pending answers, oldest first, streamed by pages. */
export async function* pendingReviews(
  cabinet: OpenCabinet,
  query: { runId?: string | undefined; patientId?: string | undefined },
): AsyncGenerator<ReviewCase> {
  let after: string | undefined;
  for (;;) {
    const page = await cabinet.reviews.list({ ...query, state: "pending", limit: 100, after });
    for (const review of page) {
      const found = await reviewCase(cabinet, review);
      if (found) yield found;
    }
    after = page.at(-1)?.id;
    if (page.length < 100) return;
  }
}

/** One pending answer. Throws `review.not_found` or `review.decided`. */
export async function getReview(cabinet: OpenCabinet, id: string): Promise<ReviewCase> {
  const review = await cabinet.reviews.get(id);
  const found = review && (await reviewCase(cabinet, review));
  if (!found) throw reviewNotFound(id);
  if (found.review.state !== "pending") throw reviewDecided(id);
  return found;
}

async function reviewCase(cabinet: OpenCabinet, review: Review): Promise<ReviewCase | null> {
  const patient = await cabinet.patients.get(review.patientId);
  const { individual } = review.answer;
  if (!patient || !individual) return null;
  const checked = checkAnswer(individual, cabinet.info.environment);
  const same = checked.ok ? await cabinet.patients.findByMatricule(checked.value.ins.matricule) : [];
  return {
    review,
    patient,
    comparison: compareTraits(patient.identity.traits, individual.traits),
    sameIns: same.filter((other) => other.id !== patient.id).map((other) => other.id),
  };
}

export interface ReviewOutcome {
  readonly id: string;
  readonly patientId: string;
  readonly runId: string | null;
  readonly line: number | null;
  readonly decision: "accepted" | "refused";
  readonly status: Patient["identity"]["status"];
}

/**
 * A person accepts the answer after seeing the differences (INS/va1.52.01): the traits of INSi replace the local ones, but for
 * the first birth given name and the used names. Throws `refused` when a rule forbids it (doubtful identity, same INS elsewhere).
 */
export async function acceptReview(cabinet: OpenCabinet, id: string, note?: string): Promise<ReviewOutcome> {
  const { review, patient } = await getReview(cabinet, id);
  const decision = await decide(cabinet, patient, review.answer, {
    runId: review.runId ?? undefined,
    messageId: review.messageId,
    calls: 0,
    acceptedByPerson: true,
  });
  if (decision.result.outcome !== "found") throw notAcceptable(review, decision);
  return conclude(cabinet, review, decision, "accepted", note);
}

/** The patient got this INS by another way (asked again, accepted then): the same answer, kept waiting, is settled with it. */
export async function settleWaiting(
  cabinet: OpenCabinet,
  patientId: string,
  matricule: string,
  outcome: ItemResult,
): Promise<void> {
  for await (const { review } of pendingReviews(cabinet, { patientId })) {
    const { individual } = review.answer;
    const checked = individual === null ? null : checkAnswer(individual, cabinet.info.environment);
    if (!checked?.ok || checked.value.ins.matricule !== matricule) continue;
    const at = cabinet.clock.now().toISOString();
    const closed = await cabinet.reviews.decide(review.id, { state: "accepted", at, by: cabinet.actor.userId });
    if (closed && review.runId !== null && review.line !== null) await resolveItem(cabinet, review.runId, review.line, outcome);
  }
}

/** A person refuses the answer: the identity stays as it is, and the refusal is traced. */
export async function refuseReview(cabinet: OpenCabinet, id: string, note?: string): Promise<ReviewOutcome> {
  const { review, patient } = await getReview(cabinet, id);
  const refused = result("refused", "review.refused", patient.identity.status, 0, ADVICE.refusedByPerson());
  return conclude(cabinet, review, { patient, traces: [], review: false, result: refused }, "refused", note);
}

/**
 * The patient is written first, then the review is closed: a crash between the two leaves a review that is accepted again
 * with the same effect, never an accepted review without its identity.
 */
async function conclude(
  cabinet: OpenCabinet,
  review: Review,
  decision: Decision,
  state: "accepted" | "refused",
  note: string | undefined,
): Promise<ReviewOutcome> {
  const at = cabinet.clock.now().toISOString();
  const { patient } = decision;
  if (!patient) throw patientChanged(review.patientId);
  const decided: NewTrace = {
    kind: "insi.decided",
    at,
    actor: cabinet.actor,
    patientId: review.patientId,
    runId: review.runId ?? undefined,
    messageId: review.messageId,
    code: state,
    data: note === undefined ? { review: review.id } : { review: review.id, note },
  };
  const saved = await cabinet.patients.save({
    updates: [{ patient, expectedVersion: patient.version, traces: [...decision.traces, decided] }],
  });
  if (saved.stale.length + saved.sameIns.length > 0) throw patientChanged(review.patientId);
  const closed = await cabinet.reviews.decide(review.id, { state, at, by: cabinet.actor.userId });
  if (!closed) throw reviewDecided(review.id);
  if (review.runId !== null && review.line !== null) await resolveItem(cabinet, review.runId, review.line, decision.result);
  const { id, patientId, runId, line } = review;
  return { id, patientId, runId, line, decision: state, status: patient.identity.status };
}

/** The run's line gets its final outcome; the calls it cost are kept. */
async function resolveItem(cabinet: OpenCabinet, runId: string, line: number, outcome: ItemResult): Promise<void> {
  const [item] = await cabinet.runs.items(runId, { afterLine: line - 1, limit: 1 });
  if (item?.line !== line) return;
  await cabinet.runs.resolveReview(runId, line, { ...outcome, calls: item.result?.calls ?? item.calls });
}

function notAcceptable(review: Review, { result: outcome, refusal }: Decision): SegurError {
  return new SegurError({
    kind: "refused",
    code: outcome.code === "00" ? "review.not_acceptable" : outcome.code,
    message: `La réponse ${review.id} ne peut pas être acceptée.`,
    why: refusal?.why ?? refusal?.message ?? outcome.advice ?? undefined,
    rule: refusal?.rule,
    advice: `Corrigez la fiche si elle est fausse (segur patient edit ${review.patientId}), sinon : segur ins review --refuse ${review.id}`,
  });
}
