import type { OutboxLine } from "../../services/outbox/inspect.js";

/** As they are typed after `--state`. */
const TYPED: Readonly<Record<string, OutboxLine["state"]>> = {
  "en-attente": "queued",
  "en-cours": "sending",
  "a-verifier": "uncertain",
  arrive: "done",
  remis: "done",
  refuse: "refused",
  annule: "cancelled",
};
export const STATE_CHOICES: readonly string[] = [...Object.keys(TYPED), ...new Set(Object.values(TYPED))];

/** A state, in French or as JSON says it; the program has already refused any other word. */
export function readState(typed: string): OutboxLine["state"] {
  return TYPED[typed] ?? (typed as OutboxLine["state"]);
}
