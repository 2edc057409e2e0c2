import { SegurError } from "../../domain/errors.js";

export function runUnknown(runId: string): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "run.unknown",
    message: `Le lot ${runId} n'existe pas dans ce cabinet.`,
    advice: "segur ins runs",
  });
}

/** A defect of ours: items are added while loading, claimed once open. */
export function runNotLoading(runId: string): SegurError {
  return new SegurError({
    kind: "internal",
    code: "run.not_loading",
    message: `Le lot ${runId} n'est plus en préparation.`,
  });
}
