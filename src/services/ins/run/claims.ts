import type { Patient } from "../../../domain/patient.js";
import type { Machine } from "../../../domain/ports.js";
import type { RunItem, Worker } from "../../../store/runs.port.js";
import type { OpenCabinet } from "../../cabinet.port.js";
import { intendedTrace } from "../call.js";
import { mayAsk } from "../may-ask.js";
import { firstQuery } from "./ask.js";

/** How long a worker may hold items without a sign of life. */
export const LEASE_MS = 30_000;
/** Between two looks at what other processes still hold. */
const POLL_MS = 250;

/** An item to work on, with its patient as just read and the MessageID of its first call, already on disk. */
export interface Claimed {
  readonly item: RunItem;
  readonly patient: Patient | null;
  readonly messageId: string | undefined;
}

/**
 * Gives items one by one to the slots of this process. They are taken from the ledger in groups, and the intentions of
 * their first calls are written in one commit: a call never leaves before its intention is on disk.
 */
export class Claims {
  #ready: Claimed[] = [];
  #refill: Promise<void> | null = null;
  #exhausted = false;
  #failure: unknown;

  constructor(
    private readonly cabinet: OpenCabinet,
    private readonly runId: string,
    private readonly worker: Worker,
    private readonly machine: Machine,
    private readonly groupSize: number,
    private readonly stop: AbortSignal,
  ) {}

  /** The next item; null when nothing is left to do for anybody, or when stopped. */
  async next(): Promise<Claimed | null> {
    for (;;) {
      if (this.stop.aborted) return null;
      const ready = this.#ready.shift();
      // The next group is taken while this one is worked on: no slot waits for the disk.
      if (this.#ready.length < this.groupSize / 2 && !this.#exhausted) this.#startFill();
      if (ready) return ready;
      if (this.#exhausted) return null;
      this.#startFill();
      await this.#refill;
      if (this.#failure !== undefined) throw this.#failure;
    }
  }

  /** Resolves when no group is being taken any more: what is given back after it stays given back. */
  async settled(): Promise<void> {
    await this.#refill;
  }

  #startFill(): void {
    this.#refill ??= this.#fill()
      .catch((error: unknown) => {
        this.#failure = error;
      })
      .finally(() => {
        this.#refill = null;
      });
  }

  async #fill(): Promise<void> {
    const { runs, patients, clock } = this.cabinet;
    const leaseUntil = new Date(clock.now().getTime() + LEASE_MS).toISOString();
    const items = await runs.claim(this.runId, this.worker, this.groupSize, leaseUntil);
    if (items.length > 0) {
      const found = await patients.getMany(items.map((item) => item.patientId ?? ""));
      this.#ready.push(...(await this.#intend(items, found)));
      return;
    }
    await this.#waitForOthers();
  }

  async #intend(items: readonly RunItem[], patients: readonly (Patient | null)[]): Promise<Claimed[]> {
    const claimed: Claimed[] = [];
    const traces = [];
    for (const [index, item] of items.entries()) {
      const patient = patients[index] ?? null;
      if (!patient || !mayAsk(patient).ask) {
        claimed.push({ item, patient, messageId: undefined });
        continue;
      }
      const messageId = this.cabinet.ids.uuid();
      const intent = {
        patientId: patient.id,
        runId: this.runId,
        operation: "search.traits" as const,
        automatic: true,
        criteria: firstQuery(patient),
      };
      traces.push(intendedTrace(this.cabinet, intent, messageId));
      claimed.push({ item, patient, messageId });
    }
    if (traces.length > 0) await this.cabinet.traces.append(traces);
    return claimed;
  }

  /** What others hold may come back (they die, or give it up): the run is not over before they are done. */
  async #waitForOthers(): Promise<void> {
    const { runs, clock } = this.cabinet;
    await reclaimFromDead(this.cabinet, this.runId, this.machine);
    const summary = await runs.summary(this.runId);
    if (summary.pending > 0) return;
    const others = (await runs.holders(this.runId)).filter((holder) => holder.id !== this.worker.id);
    if (others.length === 0) {
      this.#exhausted = true;
      return;
    }
    await clock.sleep(POLL_MS, this.stop);
  }
}

/** Takes back what is held by processes of this host that no longer exist, and under leases that ended. */
export async function reclaimFromDead(cabinet: OpenCabinet, runId: string, machine: Machine): Promise<number> {
  const now = cabinet.clock.now().toISOString();
  const holders = await cabinet.runs.holders(runId);
  const dead = holders.filter((holder) => holder.host === machine.host && !machine.isAlive(holder.pid));
  return cabinet.runs.reclaim(
    runId,
    now,
    dead.map((holder) => holder.id),
  );
}
