import { type DivergentTrait, divergentTraits } from "../../domain/dmp/divergence.js";
import type { DmpStatus } from "../../domain/dmp/status.js";
import type { AccessMode } from "../../domain/dmp/transaction.js";
import type { IsoInstant } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { dmpAbsent, dmpClosed, dmpNotAuthorized } from "./access-errors.js";
import { withCall } from "./call.js";
import { requireQualified } from "./rules.js";
import type { Reading } from "./sync/registry.js";
import { viewOf } from "./view.js";

/** How the DMP is asked: in normal access unless an emergency says why. */
export interface Asking {
  readonly access?: AccessMode | undefined;
  readonly reason?: string | undefined;
  readonly secret?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface StatusFound {
  readonly status: DmpStatus;
  readonly at: IsoInstant;
  /** Traits that the DMP has otherwise than the file (DMP/CONF.01, .02): to be settled before anything is read or fed. */
  readonly divergences: readonly DivergentTrait[];
}

/**
 * TD0.2: whether the patient has a DMP, and whether the person of the session may read it; remembered, and never asked again by
 * itself (no automatic polling, dmp.md TD0.2).
 * @throws {SegurError} those of `requireQualified`; {@link DmpFault}
 */
export async function dmpStatus(cabinet: OpenCabinet, patient: Patient, asking: Asking = {}): Promise<StatusFound> {
  const ins = requireQualified(patient, cabinet.info.environment);
  const intent = { transaction: "TD0.2", patient, ...asking } as const;
  const status = await withCall(cabinet, intent, (client, call) => client.status(ins, call));
  const at = cabinet.clock.now().toISOString();
  await cabinet.dmpCache.putStatus(viewOf(cabinet, { patient, ins, access: asking.access }), status, at);
  return { status, at, divergences: divergencesOf(patient, status) };
}

export function divergencesOf(patient: Patient, status: DmpStatus): readonly DivergentTrait[] {
  if (status.state !== "open" || status.traits === null) return [];
  return divergentTraits(patient.identity.traits, status.traits);
}

/** An authorisation lasts for months: once seen valid it is not asked for again in the same working day. */
const VALID_MS = 12 * 3_600_000;

/**
 * Before anything is read: the DMP is there, open, and the person is authorised (DMP/UX.08), as remembered when that is recent and
 * good, else asked now. In an emergency only the DMP has to be there: the service decides who enters.
 * @throws {SegurError} `dmp.absent`, `dmp.closed`, `dmp.not_authorized`, `dmp.forbidden`
 */
export async function requireOpen(cabinet: OpenCabinet, reading: Reading): Promise<void> {
  const { patient, access } = reading;
  const known = await cabinet.dmpCache.status(viewOf(cabinet, reading));
  if (known !== null && isGood(known.status, access)) {
    const age = cabinet.clock.now().getTime() - Date.parse(known.at);
    if (age >= 0 && age < VALID_MS) return;
  }
  const { status } = await dmpStatus(cabinet, patient, reading);
  if (status.state === "absent") throw dmpAbsent(patient.id, "read");
  if (status.state === "closed") throw dmpClosed(patient.id, status.closedOn, "read");
  if (!isGood(status, access)) throw dmpNotAuthorized(patient.id, status.authorization);
}

/** A code that no public text lists does not stop anybody: the service will say. */
function isGood(status: DmpStatus, access: AccessMode): boolean {
  if (status.state !== "open") return false;
  return access === "bris_de_glace" || status.authorization === "valid" || status.authorization === "unknown";
}
