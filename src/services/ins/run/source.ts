import type { NewItem } from "../../../store/runs.port.js";

/** What a run is made of. */
export interface RunSource {
  readonly label: string;
  /** Known before reading, or null (stdin): then `fingerprintAfter` gives it once the items were consumed. */
  readonly fingerprint: string | null;
  readonly fingerprintAfter?: () => string;
  /** A file says the same thing each time, so its finished run is shown again; a filter or a list of patients does not. */
  readonly stable: boolean;
  readonly items: (runId: string) => AsyncIterable<readonly NewItem[]>;
  /** What `--dry-run` shows when the items can not be told from the store alone (a file that is not imported). */
  readonly preview?: () => AsyncIterable<PlanLine>;
}

/** What a run would do for one line, without any call nor writing. */
export interface PlanLine {
  readonly line: number;
  readonly key: string;
  readonly patientId: string | null;
  /** `call`: INSi would be asked; `known`: the identity already has its INS; `refused`: it can not be asked. */
  readonly would: "call" | "known" | "refused";
  readonly code: string | null;
  readonly advice: string | null;
}
