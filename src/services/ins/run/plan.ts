import type { NewItem } from "../../../store/runs.port.js";
import type { OpenCabinet } from "../../cabinet.port.js";
import { mayAsk } from "../may-ask.js";
import type { PlanLine, RunSource } from "./source.js";

export type { PlanLine } from "./source.js";

/** The plan of a run (`--dry-run`): opens no connection. */
export async function* planRun(cabinet: OpenCabinet, source: RunSource): AsyncGenerator<PlanLine> {
  if (source.preview) {
    yield* source.preview();
    return;
  }
  for await (const items of source.items("")) yield* planItems(cabinet, items);
}

async function* planItems(cabinet: OpenCabinet, items: readonly NewItem[]): AsyncGenerator<PlanLine> {
  const patients = await cabinet.patients.getMany(items.map((item) => item.patientId ?? ""));
  for (const [index, { line, key, patientId }] of items.entries()) {
    const patient = patients[index];
    if (!patient) continue;
    const allowed = mayAsk(patient);
    if (allowed.ask) yield { line, key, patientId, would: "call", code: null, advice: null };
    else {
      const { outcome, code, advice } = allowed.result;
      yield { line, key, patientId, would: outcome === "found" ? "known" : "refused", code, advice };
    }
  }
}
