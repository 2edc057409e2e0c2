import type { AccessMode } from "../../domain/dmp/transaction.js";
import type { Ins } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { DmpView } from "../../store/dmp-cache.port.js";
import type { OpenCabinet } from "../cabinet.port.js";

/**
 * What is seen in an emergency is kept apart: it may hold more, or less, than the same person sees in normal access, and must not
 * be read again without saying why.
 */
const EMERGENCY = "!bris_de_glace";

/** Whose copy of which DMP: that of this INS, and not of the one that the patient's file had before. */
export function viewOf(
  { actor }: Pick<OpenCabinet, "actor">,
  { patient, ins, access = "normal" }: { readonly patient: Patient; readonly ins: Ins; readonly access?: AccessMode | undefined },
): DmpView {
  const userId = access === "bris_de_glace" ? actor.userId + EMERGENCY : actor.userId;
  return { userId, patientId: patient.id, ins: insKey(ins) };
}

/** How a view of this person was had, or null when it is somebody else's. */
export function accessOf({ actor }: Pick<OpenCabinet, "actor">, view: DmpView): AccessMode | null {
  if (view.userId === actor.userId) return "normal";
  return view.userId === actor.userId + EMERGENCY ? "bris_de_glace" : null;
}

/** Whether a view is of the DMP that the patient has now: their INS may have been corrected since. */
export function isOfNow(view: DmpView, { identity }: Patient): boolean {
  return identity.ins !== null && view.ins === insKey(identity.ins);
}

function insKey({ oid, matricule }: Ins): string {
  return `${oid}^${matricule}`;
}
