import type { Trace, TraceKind, TraceLog } from "../../store/traces.port.js";

const PAGE = 200;

/** Every trace of these kinds of one patient, oldest first. */
export async function* tracesOf(traces: TraceLog, patientId: string, kinds: readonly TraceKind[]): AsyncGenerator<Trace> {
  let after: string | undefined;
  for (;;) {
    const page = await traces.list({ patientId, kinds, limit: PAGE, after });
    yield* page;
    after = page.at(-1)?.id;
    if (after === undefined || page.length < PAGE) return;
  }
}
