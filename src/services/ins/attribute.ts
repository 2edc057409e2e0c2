import { transition } from "../../domain/identity/status.js";
import type { Attribute, Attributes, Identity, IdentityStatus } from "../../domain/identity/types.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolvePatient } from "../patients/reference.js";
import { attributeContradiction } from "./identity-errors.js";
import { changeTraces, savePatient } from "./identity-store.js";

export interface AttributeChange {
  readonly set: readonly Attribute[];
  readonly unset: readonly Attribute[];
}

export interface AttributeResult {
  readonly id: string;
  readonly from: IdentityStatus;
  readonly status: IdentityStatus;
  readonly attributes: Attributes;
  /** The INS that the patient had is no longer valid. */
  readonly insInvalidated: boolean;
  readonly changed: boolean;
}

/**
 * Sets and unsets RNIV attributes, unset first so that `fictive` can replace `douteuse` in one command. A refusal of the
 * machine (fictive goes with nothing, EXI ID 24, 26) leaves the patient as it was.
 */
export async function changeAttributes(cabinet: OpenCabinet, id: string, change: AttributeChange): Promise<AttributeResult> {
  for (const attribute of change.set) {
    if (change.unset.includes(attribute)) throw attributeContradiction(attribute);
  }
  const patient = await resolvePatient(cabinet, id);
  let identity: Identity = patient.identity;
  const steps = [
    ...change.unset.map((attribute) => ({ attribute, value: false })),
    ...change.set.map((attribute) => ({ attribute, value: true })),
  ];
  for (const { attribute, value } of steps) {
    if (identity.attributes[attribute] === value) continue;
    const moved = transition(identity, { type: "attribute", attribute, value });
    if (!moved.ok) throw moved.refusal;
    identity = moved.identity;
  }
  const changed = identity !== patient.identity;
  if (changed) {
    const data = { set: change.set, unset: change.unset };
    await savePatient(cabinet, { ...patient, identity }, changeTraces(cabinet, patient, identity, { event: "attribute", data }));
  }
  return {
    id: patient.id,
    from: patient.identity.status,
    status: identity.status,
    attributes: identity.attributes,
    insInvalidated: patient.identity.ins !== null && identity.ins === null,
    changed,
  };
}
