import type { MessageState, RecipientStatus } from "../../services/mss/status.js";
import type { Style, Tone } from "../../terminal/io.port.js";

export const STATES: Readonly<Record<MessageState, { readonly text: string; readonly tone: Tone }>> = {
  queued: { text: "en attente", tone: "warn" },
  uncertain: { text: "à vérifier", tone: "warn" },
  accepted: { text: "accepté", tone: "muted" },
  delivered: { text: "distribué", tone: "good" },
  read: { text: "lu", tone: "good" },
  failed: { text: "échec", tone: "bad" },
  cancelled: { text: "annulé", tone: "muted" },
};

/** State, then why: `échec : Cette boîte n'existe pas… (5.1.1)`. */
export function stateText({ state, cause, code }: Pick<RecipientStatus, "state" | "cause" | "code">, style: Style): string {
  const { text, tone } = STATES[state];
  if (cause === null) return style(tone, text);
  return `${style(tone, text)} : ${cause}${code === null ? "" : ` (${code})`}`;
}
