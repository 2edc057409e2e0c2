import type { ItemResult, Outcome } from "../../store/runs.port.js";

/** What one line of a run comes to. `advice` is French and free of patient data. */
export function result(
  outcome: Outcome,
  code: string,
  status: ItemResult["status"],
  calls: number,
  advice: string | null,
): ItemResult {
  return { outcome, code, status, calls, advice };
}
