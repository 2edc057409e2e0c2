import type { AccessMode } from "../../domain/dmp/transaction.js";
import type { DmpView } from "../../store/dmp-cache.port.js";
import type { OpenCabinet } from "../cabinet.port.js";

/**
 * What is seen in an emergency is kept apart: it may hold more, or less, than the same person sees in normal access, and must not
 * be read again without saying why.
 */
const EMERGENCY = "!bris_de_glace";

/** Whose copy of which DMP. */
export function viewOf({ actor }: Pick<OpenCabinet, "actor">, patientId: string, access: AccessMode = "normal"): DmpView {
  return { userId: access === "bris_de_glace" ? actor.userId + EMERGENCY : actor.userId, patientId };
}

/** How a view of this person was had, or null when it is somebody else's. */
export function accessOf({ actor }: Pick<OpenCabinet, "actor">, view: DmpView): AccessMode | null {
  if (view.userId === actor.userId) return "normal";
  return view.userId === actor.userId + EMERGENCY ? "bris_de_glace" : null;
}
