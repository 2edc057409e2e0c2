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

/** A message that is done is in the hands of the operator, and no more: what it did not reach is said. */
export function stateOf({ kind, state, recipients }: OutboxLine): { readonly text: string; readonly tone: Tone } {
  if (kind !== "mss.send" || state !== "done") return STATES[state];
  const failed = (recipients ?? []).filter((each) => each.state === "failed").length;
  if (failed === 0) return { text: "remis à l'opérateur", tone: "good" };
  const all = recipients?.length ?? failed;
  return { text: failed === all ? "échec" : `échec pour ${failed} sur ${all}`, tone: "bad" };
}

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
  "mss.refused_in_doubt": "arrivée inconnue",
  "mss.nobody_has_it": "arrivé chez personne",
  "mss.other_mailbox": "d'une autre boîte",
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

type Step = Pick<OutboxLine, "id" | "kind" | "state" | "documents" | "lastError"> & Partial<Pick<OutboxLine, "recipients">>;

/** What a person does next with a line in this state. */
export function nextStep({ id, kind, state, documents, lastError, recipients }: Step): string | null {
  switch (state) {
    case "queued":
      return `segur outbox retry ${id}   (ou : segur outbox cancel ${id})`;
    case "uncertain":
      return `Il est vérifié avant d'être refait : segur outbox retry ${id}`;
    case "refused":
      if (lastError?.code.startsWith("mss.hidden_from_") === true)
        return `Ce document ne lui est pas envoyé : segur outbox cancel ${id}`;
      if (kind === "mss.send" && lastError?.code.startsWith("mss.") === true)
        return `Voyez pourquoi : segur mss status ${id}   (puis : segur outbox retry ${id}, ou : segur outbox cancel ${id})`;
      return `Corrigez la cause, puis : segur outbox retry ${id}   (ou : segur outbox cancel ${id})`;
    case "cancelled":
      if (kind === "mss.send") return "Pour écrire de nouveau : segur mss send …";
      return documents[0] === undefined ? null : `Pour déposer de nouveau : segur dmp push ${documents.join(" ")}`;
    case "done":
      return (recipients ?? []).some((each) => each.state === "failed") ? `Voyez pourquoi : segur mss status ${id}` : null;
    default:
      return null;
  }
}

const TOGETHER: readonly (readonly [state: OutboxLine["state"], words: (ids: string) => string])[] = [
  ["uncertain", (ids) => `Ils sont vérifiés avant d'être refaits : segur outbox retry ${ids}`],
  ["refused", (ids) => `Corrigez la cause de chacun, puis : segur outbox retry ${ids}`],
  ["queued", (ids) => `segur outbox retry ${ids}`],
];
/** Lines named in one piece of advice. */
const NAMED_LINES = 8;

/** What to do next with several lines, one piece of advice for each state. */
export function nextSteps(lines: readonly OutboxLine[]): readonly string[] {
  return TOGETHER.flatMap(([state, words]) => {
    const found = lines.filter((line) => line.state === state);
    const [first, another] = found;
    if (first === undefined) return [];
    if (another === undefined) return [`${first.id} : ${nextStep(first)}`];
    const ids = found.map(({ id }) => id);
    const more = ids.length > NAMED_LINES ? "…" : "";
    return [
      `${ids.slice(0, NAMED_LINES).join(", ")}${more} : ${words(`${ids.slice(0, NAMED_LINES).join(" ")}${more === "" ? "" : " …"}`)}`,
    ];
  });
}
