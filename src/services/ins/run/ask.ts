import { birthNameCandidates } from "../../../domain/identity/alternate-names.js";
import { type CallCriteria, firstCall, nextCall } from "../../../domain/identity/call-plan.js";
import type { InsiAnswer } from "../../../domain/insi/answer.js";
import type { Patient } from "../../../domain/patient.js";
import { type CallContext, InsiFault, type TraitsQuery } from "../../../gateways/insi/port.js";
import type { NewTrace } from "../../../store/traces.port.js";
import type { OpenCabinet } from "../../cabinet.port.js";
import { answeredTrace, intendedTrace } from "../call.js";
import type { Breaker } from "./breaker.js";
import type { Pacer } from "./rate.js";

/** Tries for one call when the fault says « later » (insi.md §3.2): each has its own MessageID and its own traces. */
const MAX_TRIES = 3;
const FIRST_PAUSE_MS = 500;

interface Answered {
  readonly kind: "answered";
  readonly answer: InsiAnswer;
  readonly messageId: string;
}
type Step =
  | Answered
  /** INSi refuses the input: asking again as it is would be refused again. */
  | { readonly kind: "rejected"; readonly fault: InsiFault }
  /** No answer after all tries; may be asked again later. */
  | { readonly kind: "failed"; readonly fault: InsiFault }
  /** Stopped before an answer (Ctrl-C, or the service was found to be down). */
  | { readonly kind: "stopped" };

/** What came of asking INSi about one patient; `traces` are still to be written, with the decision. */
export type Asked = Step & { readonly calls: number; readonly traces: readonly NewTrace[] };

export interface AskContext {
  readonly cabinet: OpenCabinet;
  readonly search: (query: TraitsQuery, call: CallContext) => Promise<InsiAnswer>;
  readonly runId?: string | undefined;
  readonly automatic: boolean;
  readonly pacer: Pacer;
  readonly breaker: Breaker;
  /** Aborted: no new call; the one under way ends. */
  readonly stop: AbortSignal;
}

/** The query of one planned call. Only patients that `mayCallInsi` allows and whose sex is M or F come here. */
export function traitsQuery(
  patient: Patient,
  criteria: CallCriteria,
  birthName = patient.identity.traits.birthName,
): TraitsQuery {
  const { sex, birthDate } = patient.identity.traits;
  return {
    birthName,
    givenName: criteria.givenName,
    sex: sex === "F" ? "F" : "M",
    birthDate,
    ...(criteria.birthPlace === undefined ? {} : { birthPlace: criteria.birthPlace }),
  };
}

/** The first query of a patient's plan, known before any answer: a run writes its intention ahead, many in one commit. */
export function firstQuery(patient: Patient): TraitsQuery {
  return traitsQuery(patient, firstCall(patient.identity.traits));
}

/**
 * Follows the call plan of insi.md §3.4 (given names in order, all together, then the COG after 02), then, after 01, one
 * call for each other birth name that the file knows (product.md §3.3).
 * @param first intention already on disk for the first call, if any.
 */
export async function askInsi(context: AskContext, patient: Patient, first?: { readonly messageId: string }): Promise<Asked> {
  const asker = new Asker(context, patient, first?.messageId);
  const step = await followPlan(asker, patient);
  return { ...step, calls: asker.calls, traces: asker.unsaved };
}

async function followPlan(asker: Asker, patient: Patient): Promise<Step> {
  const { traits } = patient.identity;
  const made: { criteria: CallCriteria; code: string }[] = [];
  // « Several » says more than « none »: it is kept when a later call finds nobody.
  let best: Answered | null = null;

  for (let criteria: CallCriteria | null = firstCall(traits); criteria; criteria = nextCall(traits, made)) {
    const step = await asker.call(traitsQuery(patient, criteria));
    if (step.kind !== "answered" || step.answer.code === "00") return step;
    if (!best || step.answer.code !== "01") best = step;
    made.push({ criteria, code: step.answer.code });
  }
  if (best?.answer.code !== "01") return best ?? { kind: "stopped" };
  const known = { birthName: traits.birthName, usedName: patient.usedName, sex: traits.sex };
  for (const birthName of birthNameCandidates(known)) {
    const step = await asker.call(traitsQuery(patient, firstCall(traits), birthName));
    if (step.kind !== "answered" || step.answer.code === "00") return step;
    if (step.answer.code !== "01") best = step;
  }
  return best;
}

/** Makes the calls of one patient one after the other, with their traces and retries. */
class Asker {
  calls = 0;
  /** Outcomes not yet on disk: they share the commit of the next intention, or of the decision. */
  unsaved: NewTrace[] = [];
  #ready: string | undefined;

  constructor(
    private readonly context: AskContext,
    private readonly patient: Patient,
    ready: string | undefined,
  ) {
    this.#ready = ready;
  }

  async call(query: TraitsQuery): Promise<Step> {
    const { context } = this;
    for (let attempt = 1; ; attempt++) {
      await this.#wait(() => context.pacer.turn(context.stop), context.pacer.limited);
      if (context.stop.aborted) return { kind: "stopped" };
      const outcome = await this.#once(query);
      if (!(outcome instanceof InsiFault)) return outcome;
      if (outcome.retry === "never") return { kind: "rejected", fault: outcome };
      if (context.breaker.open || attempt >= MAX_TRIES) return { kind: "failed", fault: outcome };
      // Half of the pause is random, so that slots that failed together do not come back together.
      const pause = FIRST_PAUSE_MS * 2 ** (attempt - 1);
      await this.#wait(() => context.cabinet.clock.sleep(pause / 2 + Math.random() * (pause / 2), context.stop), true);
    }
  }

  /** Nothing known stays off the disk while we wait. */
  async #wait(wait: () => Promise<void>, long: boolean): Promise<void> {
    if (long) await this.save();
    await wait();
  }

  async save(): Promise<void> {
    if (this.unsaved.length === 0) return;
    await this.context.cabinet.traces.append(this.unsaved.splice(0));
  }

  async #once(query: TraitsQuery): Promise<Answered | InsiFault> {
    const { cabinet, breaker, runId, automatic } = this.context;
    const intent = { patientId: this.patient.id, runId, operation: "search.traits" as const, automatic, criteria: query };
    let messageId = this.#ready;
    this.#ready = undefined;
    if (messageId === undefined) {
      messageId = cabinet.ids.uuid();
      this.unsaved.push(intendedTrace(cabinet, intent, messageId));
      await this.save();
    }
    this.calls += 1;
    try {
      const answer = await this.context.search(query, { messageId });
      breaker.answered();
      this.unsaved.push(answeredTrace(cabinet, intent, messageId, { ok: true, answer }));
      return { kind: "answered", answer, messageId };
    } catch (error) {
      this.unsaved.push(answeredTrace(cabinet, intent, messageId, { ok: false, error }));
      if (!(error instanceof InsiFault) || error.retry === "stop") {
        await this.save();
        throw error;
      }
      if (error.retry === "later") breaker.failed();
      else breaker.answered();
      return error;
    }
  }
}
