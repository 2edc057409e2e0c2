import type { MessageState, RecipientStatus } from "../../services/mss/status.js";
import { plainWords } from "../../terminal/errors.js";
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

/** What a server answered, in its own words: for who repairs. */
const ANSWER = /\s*Réponse (?:de l'opérateur|du serveur) : (.*)$/s;

/** A cause in the words of people. */
export function causeWords(cause: string | null): string {
  return cause === null ? "" : plainWords(cause.replace(ANSWER, ""));
}

/** What the server answered; null when the cause does not say. */
export function answerWords(cause: string | null): string | null {
  return ANSWER.exec(cause ?? "")?.[1] ?? null;
}

/** State, then why, and by which rule: `échec : Cette boîte n'existe pas… [RFC 3463 §3.2 (5.1.1)]`. */
export function stateText({ state, cause, rule }: Pick<RecipientStatus, "state" | "cause" | "rule">, style: Style): string {
  const { text, tone } = STATES[state];
  if (cause === null) return style(tone, text);
  return `${style(tone, text)} : ${causeWords(cause)}${rule === null ? "" : ` [${rule}]`}`;
}
