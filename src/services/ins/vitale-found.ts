import type { TraitComparison } from "../../domain/identity/compare.js";
import type { TraceLog } from "../../store/traces.port.js";
import { tracesOf } from "./traces-of.js";

/** Verdicts of a comparison without any difference: INSi may write otherwise, or more. */
const AGREED: ReadonlySet<unknown> = new Set<TraitComparison["verdict"]>(["same", "typography", "completed"]);

/**
 * Whether the INS of a patient comes from a search by carte Vitale whose traits agreed with the local ones: what an attestation
 * may stand on (product.md §1.3). The last accepted answer decides; a difference that a person accepted is no agreement.
 */
export async function lastFoundByVitale(traces: TraceLog, patientId: string): Promise<boolean> {
  const byVitale = new Set<string>();
  let found = false;
  for await (const trace of tracesOf(traces, patientId, ["insi.answered", "identity.changed", "identity.status"])) {
    if (trace.messageId === undefined) continue;
    if (trace.kind === "insi.answered") {
      if (trace.code === "00" && trace.data?.operation === "search.vitale") byVitale.add(trace.messageId);
    } else if (trace.data?.event === "insiAccepted" && trace.data.comparison !== undefined) {
      found = AGREED.has(trace.data.comparison) && byVitale.has(trace.messageId);
    }
  }
  return found;
}
