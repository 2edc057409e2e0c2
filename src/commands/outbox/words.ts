import type { OutboxLine } from "../../services/outbox/inspect.js";
import { frenchDate } from "../../terminal/french.js";
import type { Tone } from "../../terminal/io.port.js";

export const STATES: Readonly<Record<OutboxLine["state"], { readonly text: string; readonly tone: Tone }>> = {
  queued: { text: "en attente", tone: "warn" },
  sending: { text: "en cours", tone: "warn" },
  uncertain: { text: "à vérifier", tone: "warn" },
  done: { text: "arrivé", tone: "good" },
  refused: { text: "refusé", tone: "bad" },
  cancelled: { text: "annulé", tone: "muted" },
};

/** `21:49` today, else `03/12 21:49`, local time. */
export function whenWords(at: string, now: Date): string {
  const date = new Date(at);
  const time = `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
  return date.toDateString() === now.toDateString() ? time : `${frenchDate(date).slice(0, 5)} ${time}`;
}

/** Room for the reason in a line of eighty columns. */
const REASON = 24;
const REASONS: Readonly<Record<string, string>> = {
  "dmp.absent": "pas de DMP",
  "dmp.closed": "DMP fermé",
  "dmp.traits_differ": "identité à confirmer",
  "dmp.feeding_opposed": "opposition du patient",
  "dmp.not_qualified": "identité non qualifiée",
  "dmp.identity_unsure": "identité douteuse",
  "dmp.identity_changed": "INS changée",
  "dmp.login_too_weak": "connexion à refaire",
  "dmp.session_none": "connexion à refaire",
  "mss.unconfirmed": "arrivée inconnue",
  "mss.recipient_deferred": "destinataire différé",
  "mss.gave_up": "différé trop longtemps",
  "mss.sent_copy_missing": "parti, copie à ranger",
  "sandbox.not_running": "bac à sable arrêté",
};

/** Why, in a few words: `outbox show` has the sentence. */
export function shortReason(error: OutboxLine["lastError"]): string {
  if (error === null) return "";
  const known = REASONS[error.code];
  if (known !== undefined) return known;
  if (error.code.includes("network.") || error.code.includes("unavailable"))
    return error.code.startsWith("mss.") ? "MSSanté injoignable" : "DMP injoignable";
  const [first = ""] = error.message.split(/[.:;](?:\s|$)/);
  const words = first.replace(/^Le DMP (a |refuse )/, "$1").trim();
  if (words.length <= REASON) return words;
  return `${words.slice(0, REASON - 1).replace(/\s+\S*$/, "")}…`;
}

export const KINDS: Readonly<Record<OutboxLine["kind"], string>> = {
  "dmp.submit": "dépôt au DMP",
  "mss.send": "message MSSanté",
};

/** What a person does next with a line in this state. */
export function nextStep({ id, kind, state, documents, lastError }: OutboxLine): string | null {
  switch (state) {
    case "queued":
      return `segur outbox retry ${id}   (ou : segur outbox cancel ${id})`;
    case "uncertain":
      return `Il est vérifié avant d'être refait : segur outbox retry ${id}`;
    case "refused":
      if (lastError?.code.startsWith("mss.hidden_from_") === true)
        return `Ce document ne lui est pas envoyé : segur outbox cancel ${id}`;
      return `Corrigez la cause, puis : segur outbox retry ${id}   (ou : segur outbox cancel ${id})`;
    case "cancelled":
      if (kind === "mss.send") return "Pour écrire de nouveau : segur mss send …";
      return documents[0] === undefined ? null : `Pour déposer de nouveau : segur dmp push ${documents.join(" ")}`;
    default:
      return null;
  }
}
