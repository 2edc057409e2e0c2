import type { Actor, Clock, Environment, Ids } from "../domain/ports.js";
import type { Right } from "../domain/users/rights.js";
import type { InsiClient } from "../gateways/insi/port.js";
import type { PscClient } from "../gateways/psc/port.js";
import type { JournalStore } from "../store/journal.port.js";
import type { PatientStore } from "../store/patients.port.js";
import type { ReviewStore } from "../store/reviews.port.js";
import type { RunLedger } from "../store/runs.port.js";
import type { SettingsStore } from "../store/settings.port.js";
import type { TraceLog } from "../store/traces.port.js";
import type { UserStore } from "../store/users.port.js";

export interface CabinetInfo {
  readonly name: string;
  readonly environment: Environment;
  /** UUID, constant for this installation: `LPS/Instance` (insi.md §1.4). */
  readonly instanceId: string;
  readonly directory: string;
  readonly createdAt: string;
}

/** An opened cabinet: the ports that services take. Anything slow is made on first use. */
export interface OpenCabinet {
  readonly info: CabinetInfo;
  readonly actor: Actor;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly patients: PatientStore;
  readonly runs: RunLedger;
  readonly traces: TraceLog;
  /** The same traces as a journal: reading, verifying, purging. */
  readonly journal: JournalStore;
  readonly reviews: ReviewStore;
  readonly settings: SettingsStore;
  readonly users: UserStore;
  /** What the person of the session may do; empty when nobody is logged in. */
  readonly rights: ReadonlySet<Right>;
  /** Connects (lazily) to INSi as this cabinet's environment and settings say; throws a `config` error when it cannot. */
  insi(): Promise<InsiClient>;
  /** Connects (lazily) to Pro Santé Connect, directly or through the proxy e-Santé as the settings say; throws a `config` error when it cannot. */
  psc(): Promise<PscClient>;
}
