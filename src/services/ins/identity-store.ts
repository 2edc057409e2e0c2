import { previousOf } from "../../domain/identity/previous.js";
import type { Identity } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { requireRight } from "../session/access.js";
import { patientChanged } from "./errors.js";

/** What is told of a change of identity: the event, and details that hold no trait and no matricule. */
export interface IdentityChange {
  readonly event: string;
  readonly messageId?: string | undefined;
  readonly runId?: string | undefined;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The traces of a change of identity (RNIV EXI SI 06): the change itself, and the move of the status when there is one,
 * with the former values and status, who and when. The former values stay in the store: no list and no export shows them.
 */
export function changeTraces(
  cabinet: OpenCabinet,
  before: Patient,
  after: Identity,
  change: IdentityChange,
): readonly NewTrace[] {
  const common = {
    at: cabinet.clock.now().toISOString(),
    actor: cabinet.actor,
    patientId: before.id,
    messageId: change.messageId,
    runId: change.runId,
  };
  const previous = previousOf(before.identity, after);
  const data = { event: change.event, ...change.data, ...(previous === null ? {} : { previous }) };
  const traces: NewTrace[] = [{ ...common, kind: "identity.changed", data }];
  const from = before.identity.status;
  if (from !== after.status) {
    traces.push({ ...common, kind: "identity.status", data: { from, to: after.status, event: change.event } });
  }
  return traces;
}

/** Writes a patient as it was read, with the traces of the change, all or nothing. */
export async function savePatient(cabinet: OpenCabinet, patient: Patient, traces: readonly NewTrace[]): Promise<void> {
  const saved = await cabinet.patients.save({ updates: [{ patient, expectedVersion: patient.version, traces }] });
  if (saved.stale.length + saved.sameIns.length > 0) throw patientChanged(patient.id);
}

/** Every display of a matricule in clear asks for the right to see it, and is traced (INS/va1.39, .49, .50). */
export async function traceAccess(cabinet: OpenCabinet, patientId: string | undefined, where: string): Promise<void> {
  await requireRight(cabinet, "ins.see", where);
  const at = cabinet.clock.now().toISOString();
  await cabinet.traces.append([{ kind: "ins.accessed", at, actor: cabinet.actor, patientId, data: { where } }]);
}
