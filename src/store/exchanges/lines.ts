import type { Connection } from "../connection.js";
import { localDay } from "./days.js";
import { factsOf } from "./facts.js";
import type { Schema } from "./kinds.js";
import { projectFact } from "./project.js";

/** What the ledger reads of a line of the journal beside its facts. */
export interface Line {
  readonly seq: number;
  readonly kind: string;
  readonly at: string;
  readonly offset: number;
  readonly patient: number | null;
}

/** Writes in the ledger the facts that a line carries; most carry none. */
export function projectLine(connection: Connection, schema: Schema, line: Line, data: unknown): void {
  const facts = factsOf(data);
  if (facts.length === 0) return;
  const { seq: trace, kind, at, offset, patient } = line;
  const day = localDay(at, offset);
  const isReport = kind === "mss.report";
  for (const [index, fact] of facts.entries()) {
    // Alone, or which of several: an exchange of several documents is found by it (`exchange_entries_several`).
    const rank = facts.length === 1 ? 0 : index + 1;
    projectFact(connection, schema, { fact, trace, rank, day, known: day, at, isReport, patient });
  }
}
