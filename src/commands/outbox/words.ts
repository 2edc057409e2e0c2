import type { OutboxLine } from "../../services/outbox/inspect.js";
import type { Tone } from "../../terminal/io.port.js";

export const STATES: Readonly<Record<OutboxLine["state"], { readonly text: string; readonly tone: Tone }>> = {
  queued: { text: "en attente", tone: "warn" },
  sending: { text: "en cours", tone: "warn" },
  uncertain: { text: "à vérifier", tone: "warn" },
  done: { text: "arrivé", tone: "good" },
  refused: { text: "refusé", tone: "bad" },
  cancelled: { text: "annulé", tone: "muted" },
};

export const KINDS: Readonly<Record<OutboxLine["kind"], string>> = {
  "dmp.submit": "dépôt au DMP",
  "mss.send": "message MSSanté",
};

/** What a person does next with a line in this state. */
export function nextStep({ id, state, documents }: OutboxLine): string | null {
  switch (state) {
    case "queued":
      return `segur outbox retry ${id}   (ou : segur outbox cancel ${id})`;
    case "uncertain":
      return `Il est vérifié avant d'être refait : segur outbox retry ${id}`;
    case "refused":
      return `Corrigez la cause, puis : segur outbox retry ${id}   (ou : segur outbox cancel ${id})`;
    case "cancelled":
      return documents[0] === undefined ? null : `Pour déposer de nouveau : segur dmp push ${documents.join(" ")}`;
    default:
      return null;
  }
}
