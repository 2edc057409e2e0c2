import type { CallRecord } from "../insi/call-log.js";
import type { FaultRule, NewFault } from "../insi/script.js";
import type { Population } from "../populations.js";

/** The control of a sandbox, the same in process and over its loopback HTTP. */
export interface SandboxControl {
  status(): Promise<SandboxStatus>;
  /** Adds a scripted fault to those already there. */
  addFault(fault: NewFault): Promise<readonly FaultRule[]>;
  clearFaults(): Promise<void>;
  /** Makes the people of a generated file known to INSi, now and after a restart. */
  addPopulation(population: Population): Promise<void>;
  /** Requests since start or reset, oldest first (the last 200,000). */
  calls(): Promise<readonly CallRecord[]>;
  clearCalls(): Promise<void>;
  /** Forgets faults, calls and generated people, and renews every key and certificate. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export interface SandboxStatus {
  readonly pid: number | null;
  readonly startedAt: string;
  readonly seed: number;
  readonly url: string;
  readonly latencyMs: number;
  /** People INSi knows: official ones, then those of each population. */
  readonly people: { readonly official: number; readonly populations: readonly Population[] };
  readonly calls: { readonly total: number; readonly outcomes: Readonly<Record<string, number>> };
  readonly faults: readonly FaultRule[];
}
