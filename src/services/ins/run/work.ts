import { setMaxListeners } from "node:events";
import type { SegurError } from "../../../domain/errors.js";
import type { Patient } from "../../../domain/patient.js";
import type { Machine } from "../../../domain/ports.js";
import type { CallContext, InsiClient, InsiFault, TraitsQuery } from "../../../gateways/insi/port.js";
import type { Worker } from "../../../store/runs.port.js";
import type { OpenCabinet } from "../../cabinet.port.js";
import { ADVICE } from "../advice.js";
import { type Decision, decide, marked } from "../decide.js";
import { mayAsk } from "../may-ask.js";
import { result } from "../outcome.js";
import { type Asked, askInsi } from "./ask.js";
import { Breaker } from "./breaker.js";
import { type Claimed, Claims, LEASE_MS } from "./claims.js";
import { Pacer, type Rate } from "./rate.js";
import { type Finished, OutcomeWriter } from "./writer.js";

export interface WorkOptions {
  /** Patients asked at the same time by this process. */
  readonly concurrency: number;
  readonly rate: Rate | null;
}

export interface WorkContext {
  readonly cabinet: OpenCabinet;
  readonly insi: InsiClient;
  readonly machine: Machine;
  /** First Ctrl-C: take nothing new, end what is under way. */
  readonly interrupted: AbortSignal;
  /** Outcomes are on disk: output and progress may look. */
  readonly written: () => void;
}

export type WorkEnd =
  | { readonly kind: "done" }
  | { readonly kind: "interrupted" }
  /** The service does not answer; what was not decided is still to be done. */
  | { readonly kind: "down"; readonly cause: SegurError };

/** An item without an answer after all its tries. */
interface Suspect {
  readonly finished: Finished;
  readonly fault: InsiFault;
  /** Calls made for it in this session. */
  readonly calls: number;
}

/** After Ctrl-C, calls under way have this long to end. */
const GRACE_MS = 10_000;

/**
 * Works on a run until nothing is left, until it is interrupted, or until the service is found to be down. Several processes
 * may work on the same run. Throws the fault of the service when it says « stop » (rights, configuration), a storage error
 * when outcomes can not be written; in every case what this process held is given back.
 */
export async function workRun(context: WorkContext, runId: string, options: WorkOptions): Promise<WorkEnd> {
  return new RunWork(context, runId, options).run();
}

class RunWork {
  readonly #worker: Worker;
  readonly #breaker: Breaker;
  readonly #pacer: Pacer;
  readonly #writer: OutcomeWriter;
  readonly #claims: Claims;
  /** Aborts on Ctrl-C, on a service found to be down, and on any error: no new call leaves. */
  readonly #stop = new AbortController();
  /** Aborts calls under way. */
  readonly #hardStop = new AbortController();
  /** Items that failed since the last answer: errors of theirs, or of the service? The next answer tells. */
  #suspects: Suspect[] = [];
  #down: InsiFault | null = null;
  #error: unknown;

  constructor(
    private readonly context: WorkContext,
    private readonly runId: string,
    private readonly options: WorkOptions,
  ) {
    const { cabinet, machine } = context;
    this.#worker = { id: cabinet.ids.uuid(), host: machine.host, pid: machine.pid };
    this.#breaker = new Breaker(options.concurrency);
    this.#pacer = new Pacer(options.rate, cabinet.clock);
    this.#writer = new OutcomeWriter(cabinet, runId, this.#worker, context.written);
    // One group ahead keeps every slot busy; a slow pace does not need to hold more than a few.
    const group = Math.max(4, options.concurrency);
    this.#claims = new Claims(cabinet, runId, this.#worker, machine, group, this.#stop.signal);
    // Every call and every pause listens to these: past ten at a time, Node would warn of a leak on stderr.
    setMaxListeners(0, this.#stop.signal, this.#hardStop.signal);
  }

  async run(): Promise<WorkEnd> {
    const { interrupted } = this.context;
    const onInterrupt = (): void => {
      this.#stop.abort();
      void this.context.cabinet.clock.sleep(GRACE_MS, this.#hardStop.signal).then(() => this.#hardStop.abort());
    };
    if (interrupted.aborted) onInterrupt();
    else interrupted.addEventListener("abort", onInterrupt, { once: true });
    const heartbeat = setInterval(() => this.#renew(), LEASE_MS / 3);
    heartbeat.unref();
    try {
      await Promise.all(Array.from({ length: this.options.concurrency }, () => this.#slot()));
      await this.#settleSuspects();
      await this.#writer.drain();
    } catch (error) {
      this.#error ??= error;
    } finally {
      clearInterval(heartbeat);
      interrupted.removeEventListener("abort", onInterrupt);
      this.#hardStop.abort();
      await this.#giveBack();
    }
    if (this.#error !== undefined) throw this.#error;
    if (this.#down) return { kind: "down", cause: this.#down };
    return interrupted.aborted ? { kind: "interrupted" } : { kind: "done" };
  }

  async #slot(): Promise<void> {
    try {
      for (let claimed = await this.#claims.next(); claimed; claimed = await this.#claims.next()) {
        await this.#handle(claimed);
      }
    } catch (error) {
      this.#error ??= error;
      this.#stop.abort();
    }
  }

  async #handle(claimed: Claimed): Promise<void> {
    const { item, patient } = claimed;
    const { cabinet } = this.context;
    if (!patient) {
      const gone = result("refused", "patient.not_found", null, item.calls, ADVICE.unknownPatient());
      return this.#push({ line: item.line, traces: [], decision: { patient: null, traces: [], review: false, result: gone } });
    }
    const allowed = mayAsk(patient);
    if (!allowed.ask) {
      const told = { ...allowed.result, calls: item.calls };
      return this.#push({ line: item.line, traces: [], decision: { patient: null, traces: [], review: false, result: told } });
    }
    const first = claimed.messageId === undefined ? undefined : { messageId: claimed.messageId };
    const asked = await askInsi(
      {
        cabinet,
        search: (query, call) => this.#search(query, call),
        runId: this.runId,
        automatic: true,
        pacer: this.#pacer,
        breaker: this.#breaker,
        stop: this.#stop.signal,
      },
      patient,
      first,
    );
    await this.#record(claimed, patient, asked);
  }

  #search(query: TraitsQuery, call: CallContext) {
    return this.context.insi.searchByTraits(query, { ...call, signal: this.#hardStop.signal });
  }

  async #record(claimed: Claimed, patient: Patient, asked: Asked): Promise<void> {
    const { cabinet } = this.context;
    const { line } = claimed.item;
    const calls = claimed.item.calls + asked.calls;
    if (asked.kind === "answered") {
      const { answer, messageId } = asked;
      const options = { runId: this.runId, messageId, calls };
      const decision = await decide(cabinet, patient, answer, { ...options, storeChecksIns: true });
      const again = (fresh: Patient) => decide(cabinet, fresh, answer, options);
      const answered = { patientId: patient.id, answer, messageId };
      await this.#push({ line, traces: asked.traces, decision, answered, redo: again });
      return this.#acquitSuspects();
    }
    if (asked.kind === "stopped" || (asked.kind === "failed" && this.context.interrupted.aborted)) {
      return this.#putBack([{ line, traces: asked.traces, calls: asked.calls }]);
    }
    const told =
      asked.kind === "rejected"
        ? result("refused", asked.fault.serviceCode, patient.identity.status, calls, asked.fault.why ?? ADVICE.rejected())
        : result("error", asked.fault.serviceCode, patient.identity.status, calls, ADVICE.failed());
    const mark = (fresh: Patient): Decision => ({
      patient: marked(cabinet, fresh, "error"),
      traces: [],
      review: false,
      result: told,
    });
    const finished: Finished = { line, traces: asked.traces, decision: mark(patient), redo: async (fresh) => mark(fresh) };
    if (asked.kind === "rejected") return this.#push(finished);
    this.#suspects.push({ finished, fault: asked.fault, calls: asked.calls });
    if (this.#breaker.open) this.#serviceIsDown(asked.fault);
  }

  /** The service answers: those that failed meanwhile failed by themselves. */
  async #acquitSuspects(): Promise<void> {
    for (const suspect of this.#suspects.splice(0)) await this.#push(suspect.finished);
  }

  #serviceIsDown(cause: InsiFault): void {
    this.#down ??= cause;
    this.#stop.abort();
  }

  /** At the end: when nothing was ever answered, or the breaker opened, the failures are the service's. */
  async #settleSuspects(): Promise<void> {
    const last = this.#suspects.at(-1);
    if (!last) return;
    const { aborted } = this.context.interrupted;
    if (!aborted && this.#breaker.neverAnswered) this.#down ??= last.fault;
    if (!this.#down && !aborted) return this.#acquitSuspects();
    await this.#putBack(
      this.#suspects.splice(0).map(({ finished, calls }) => ({ line: finished.line, traces: finished.traces, calls })),
    );
  }

  async #putBack(items: readonly { line: number; traces: Finished["traces"]; calls: number }[]): Promise<void> {
    const { runs, traces } = this.context.cabinet;
    const unsaved = items.flatMap((item) => item.traces);
    if (unsaved.length > 0) await traces.append(unsaved);
    for (const item of items) {
      if (item.calls > 0) await runs.addCalls(this.runId, item.line, item.calls);
    }
    await runs.release(
      this.runId,
      this.#worker,
      items.map((item) => item.line),
    );
  }

  #push(finished: Finished): Promise<void> {
    return this.#writer.push(finished);
  }

  #renew(): void {
    const { clock, runs } = this.context.cabinet;
    const until = new Date(clock.now().getTime() + LEASE_MS).toISOString();
    // A lease that could not be renewed is lost at worst: the outcome of a reclaimed item is then left alone.
    runs.renew(this.runId, this.#worker, until).catch((error: unknown) => {
      this.#error ??= error;
      this.#stop.abort();
    });
  }

  /** Never hides the first error behind a second one. */
  async #giveBack(): Promise<void> {
    await this.#claims.settled();
    try {
      await this.context.cabinet.runs.release(this.runId, this.#worker);
    } catch (error) {
      this.#error ??= error;
    }
  }
}
