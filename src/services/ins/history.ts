import type { IdentityStatus, IsoInstant } from "../../domain/identity/types.js";
import type { Trace, TraceKind, TraceLog } from "../../store/traces.port.js";
import { tracesOf } from "./traces-of.js";

/** One event of a patient's identity, told without trait or matricule. */
export interface HistoryLine {
  readonly at: IsoInstant;
  readonly kind: "call" | "status" | "change" | "decision" | "access";
  /** Call: the operation; change, status and decision: the event; access: where. */
  readonly what: string;
  /** Return code of a call; null when no answer was ever recorded (the process ended meanwhile). */
  readonly code: string | null;
  readonly from: IdentityStatus | null;
  readonly to: IdentityStatus | null;
  readonly userId: string;
  readonly authMode: string;
  readonly messageId: string | null;
  readonly runId: string | null;
}

const KINDS: readonly TraceKind[] = [
  "identity.changed",
  "identity.status",
  "ins.accessed",
  "insi.intended",
  "insi.answered",
  "insi.decided",
];

/** Calls, changes and accesses of one patient, oldest first (insi.md §6.8). */
export async function identityHistory(traces: TraceLog, patientId: string): Promise<readonly HistoryLine[]> {
  const all: Trace[] = [];
  for await (const trace of tracesOf(traces, patientId, KINDS)) all.push(trace);
  const answered = new Set(all.filter((trace) => trace.kind === "insi.answered").map((trace) => trace.messageId));
  const lines: HistoryLine[] = [];
  for (const trace of all) {
    // An intention is told by its answer; alone, it is a call whose answer was never written.
    if (trace.kind === "insi.intended" && answered.has(trace.messageId)) continue;
    lines.push(line(trace));
  }
  return lines;
}

function line(trace: Trace): HistoryLine {
  const { data } = trace;
  const common = {
    at: trace.at,
    code: trace.code ?? null,
    from: null,
    to: null,
    userId: trace.actor.userId,
    authMode: trace.actor.authMode,
    messageId: trace.messageId ?? null,
    runId: trace.runId ?? null,
  };
  switch (trace.kind) {
    case "insi.intended":
    case "insi.answered":
      return { ...common, kind: "call", what: text(data?.operation) };
    case "identity.status":
      return { ...common, kind: "status", what: text(data?.event), from: statusOf(data?.from), to: statusOf(data?.to) };
    case "ins.accessed":
      return { ...common, kind: "access", what: text(data?.where) };
    case "insi.decided":
      return { ...common, kind: "decision", what: trace.code ?? "" };
    default:
      return { ...common, kind: "change", what: text(data?.event) };
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function statusOf(value: unknown): IdentityStatus | null {
  return value === "provisoire" || value === "recuperee" || value === "validee" || value === "qualifiee" ? value : null;
}
