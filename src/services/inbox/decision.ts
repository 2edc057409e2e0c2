import type { IdentityField } from "../../domain/document/compare-identity.js";
import type { Filing } from "../../domain/inbox/filing.js";
import type { Decision, ReceivedDocument, ReceivedEventKind } from "../../store/inbox.port.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";

/** What is written of a decision: its event with the values, its line in the journal with the rule and the names of the fields (UX.37). */
export interface Decided {
  readonly document: ReceivedDocument;
  readonly next: Decision["next"];
  readonly kind: ReceivedEventKind;
  /** Stable: a rule of filing, a code 900–906, or what was found of its versions. */
  readonly rule: string;
  readonly fields?: readonly IdentityField[];
  /** A person said so. */
  readonly byHand: boolean;
  readonly note?: string | null;
  readonly data?: Readonly<Record<string, unknown>>;
}

export function decisionOf(
  { clock, actor }: Pick<OpenCabinet, "clock" | "actor">,
  { document, next, kind, rule, fields, byHand, note = null, data }: Decided,
): Decision {
  const at = clock.now().toISOString();
  const trace: NewTrace = {
    kind: "inbox.decided",
    at,
    actor,
    patientId: next.patientId ?? document.patientId ?? undefined,
    code: rule,
    data: { received: document.id, to: kind, document: next.document ?? document.document ?? undefined, byHand, fields },
  };
  return {
    next,
    event: { at, userId: actor.userId, kind, ack: null, note, data: { rule, byHand, ...data } },
    // A proposal decides nothing: its event is enough.
    traces: kind === "proposed" ? [] : [trace],
  };
}

/** What a filing is remembered by, in the event: the rule and, of each candidate, what was compared. */
export function filingData(filing: Filing): Readonly<Record<string, unknown>> {
  const candidates = filing.certain ? [filing.candidate] : filing.candidates;
  return {
    certain: filing.certain,
    candidates: candidates.map(({ patientId, score, comparison, compared }) => ({ patientId, score, comparison, compared })),
  };
}
