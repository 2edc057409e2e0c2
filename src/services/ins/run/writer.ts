import type { InsiAnswer } from "../../../domain/insi/answer.js";
import type { Patient } from "../../../domain/patient.js";
import type { ItemResult, Worker } from "../../../store/runs.port.js";
import type { NewTrace } from "../../../store/traces.port.js";
import type { OpenCabinet } from "../../cabinet.port.js";
import type { Decision } from "../decide.js";

/** One item whose outcome is known and not yet on disk. */
export interface Finished {
  readonly line: number;
  /** Traces of the calls, still to be written. */
  readonly traces: readonly NewTrace[];
  readonly decision: Decision;
  /** The answer that waits for a person, when the decision says so. */
  readonly answered?: { readonly patientId: string; readonly answer: InsiAnswer; readonly messageId: string } | undefined;
  /** Decides again from the same answer when the patient, or who else has this INS, was changed meanwhile. */
  readonly redo?: ((patient: Patient) => Promise<Decision>) | undefined;
}

/** How long the first outcome of a group waits for others: one disk synchronisation serves them all. */
const GROUP_MS = 50;
const GROUP_SIZE = 100;
const MAX_REDO = 5;

/**
 * Writes outcomes in groups: the cabinet store first (patient, traces, reviews), then the ledger. A crash between the two
 * leaves an item that is asked again by nobody: its patient already has the INS, and the next attempt sees it (rule 52).
 */
export class OutcomeWriter {
  #queue: Finished[] = [];
  #flushing: Promise<void> | null = null;
  #failure: unknown;

  constructor(
    private readonly cabinet: OpenCabinet,
    private readonly runId: string,
    private readonly worker: Worker,
    private readonly written: () => void,
  ) {}

  /** Resolves at once, or when the queue has room again. Rejects when a write failed: nothing more may be asked then. */
  async push(finished: Finished): Promise<void> {
    this.#throwFailure();
    this.#queue.push(finished);
    this.#flushing ??= this.#loop();
    if (this.#queue.length > 4 * GROUP_SIZE) await this.#flushing;
  }

  /** Everything pushed is on disk when it resolves. */
  async drain(): Promise<void> {
    while (this.#flushing) await this.#flushing;
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #loop(): Promise<void> {
    await this.cabinet.clock.sleep(GROUP_MS);
    try {
      while (this.#queue.length > 0) await this.#flush(this.#queue.splice(0, GROUP_SIZE));
    } catch (error) {
      this.#failure = error;
      this.#queue = [];
    } finally {
      this.#flushing = null;
    }
  }

  async #flush(group: readonly Finished[]): Promise<void> {
    const results: { line: number; result: ItemResult }[] = [];
    const settled = await this.#saveDecisions(group);
    const reviews = settled.filter(({ finished, decision }) => decision.review && finished.answered !== undefined);
    if (reviews.length > 0) {
      const createdAt = this.cabinet.clock.now().toISOString();
      await this.cabinet.reviews.add(
        reviews.flatMap(({ finished }) =>
          finished.answered ? [{ ...finished.answered, runId: this.runId, line: finished.line, createdAt }] : [],
        ),
      );
    }
    for (const { finished, decision } of settled) results.push({ line: finished.line, result: decision.result });
    await this.cabinet.runs.finish(this.runId, this.worker, results, this.cabinet.clock.now().toISOString());
    this.written();
  }

  async #saveDecisions(group: readonly Finished[]): Promise<readonly { finished: Finished; decision: Decision }[]> {
    const saved = await this.cabinet.patients.save({
      traces: group.flatMap((finished) => finished.traces),
      updates: group.flatMap(({ decision }) => update(decision)),
    });
    const unsaved = new Set([...saved.stale, ...saved.sameIns]);
    const settled: { finished: Finished; decision: Decision }[] = [];
    for (const finished of group) {
      const id = finished.decision.patient?.id;
      const decision = id !== undefined && unsaved.has(id) ? await this.#redo(finished, id) : finished.decision;
      settled.push({ finished, decision });
    }
    return settled;
  }

  async #redo(finished: Finished, patientId: string): Promise<Decision> {
    let decision = finished.decision;
    for (let attempt = 0; attempt < MAX_REDO; attempt++) {
      const fresh = await this.cabinet.patients.get(patientId);
      if (!fresh || !finished.redo) return decision;
      decision = await finished.redo(fresh);
      const saved = await this.cabinet.patients.save({ updates: update(decision) });
      if (saved.stale.length + saved.sameIns.length === 0) return decision;
    }
    return { ...decision, patient: null, result: { ...decision.result, outcome: "error", code: "patient.changed_meanwhile" } };
  }
}

function update(decision: Decision): { patient: Patient; expectedVersion: number; traces: readonly NewTrace[] }[] {
  if (!decision.patient) return [];
  return [{ patient: decision.patient, expectedVersion: decision.patient.version, traces: decision.traces }];
}
