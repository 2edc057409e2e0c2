import type { OpenCabinet } from "../cabinet.port.js";
import { requireRight } from "../session/access.js";
import type { Values } from "./cells.js";
import { at } from "./columns.js";

/**
 * Diagnoses are shown to who has the right `medical` alone: nobody else writes over what they cannot see, nor learns by trying whether a
 * value is there. A file of patients still brings them (`patients.import`): it erases nothing.
 * @throws {SegurError} `rights.missing`
 */
export async function requireForDiagnoses(
  cabinet: Pick<OpenCabinet, "actor" | "rights" | "traces" | "clock">,
  values: Values,
  command: string,
): Promise<void> {
  if (values[at("diagnostics")] != null) await requireRight(cabinet, "medical", command);
}
