import type { BiologyAlerts } from "../../domain/inbox/biology.js";
import type { LineState, ReceivedDocument, ReceivedEvent } from "../../services/inbox/shown.js";
import type { Tone } from "../../terminal/io.port.js";

export const STATES: Readonly<Record<LineState, { readonly text: string; readonly tone: Tone | undefined }>> = {
  new: { text: "nouveau", tone: "strong" },
  proposed: { text: "proposé", tone: "strong" },
  filed: { text: "classé", tone: "good" },
  new_version: { text: "nouvelle version", tone: "warn" },
  deletion: { text: "suppression demandée", tone: "warn" },
  duplicate: { text: "doublon", tone: "muted" },
  obsolete: { text: "obsolète", tone: "muted" },
  quarantined: { text: "quarantaine", tone: "bad" },
  set_aside: { text: "écarté", tone: "muted" },
  unread: { text: "non lu", tone: "strong" },
  read: { text: "lu", tone: undefined },
  done: { text: "traité", tone: "muted" },
  report: { text: "accusé", tone: "muted" },
  unreadable: { text: "illisible", tone: "bad" },
};

export const ALERT_STATES: Readonly<
  Record<NonNullable<ReceivedDocument["alert"]>, { readonly text: string; readonly tone: Tone }>
> = {
  waiting: { text: "à acquitter", tone: "bad" },
  in_progress: { text: "en cours", tone: "warn" },
  resolved: { text: "résolu", tone: "good" },
};

export const ACK_WORDS: Readonly<Record<NonNullable<ReceivedEvent["ack"]>, string>> = {
  read: "pris connaissance",
  patient_called: "patient appelé",
  summoned: "patient convoqué",
  referred: "patient adressé",
  resolved: "résolu",
  note: "note",
};

export const EVENT_WORDS: Readonly<Record<ReceivedEvent["kind"], string>> = {
  proposed: "proposé",
  filed: "classé",
  unfiled: "classement annulé",
  replaced: "remplacement accepté",
  withdrawn: "suppression acceptée",
  refused: "refusé",
  quarantined: "mis en quarantaine",
  set_aside: "écarté",
  reopened: "remis à classer",
  ack: "acquitté",
};

/** `DUPONT Anne (CABINET X)` with its institution said once, `null` leaving it out: senders write it in both places. */
export function authorWords(name: string, institution: string | null): string {
  const alone = name.replace(/\s*\([^()]*\)\s*$/, "");
  if (institution === null) return alone === "" ? name : alone;
  return name.includes(institution) ? name : `${name}, ${institution}`;
}

const ICONS: readonly (readonly [keyof BiologyAlerts, string])[] = [
  ["urgent", "‼"],
  ["outside", "⚠"],
  ["comment", "✎"],
];

/** `‼⚠✎`, with `?` as soon as one is not known: what terminal/alerts.ts says in words, in the room of a list. */
export function alertIcons(alerts: BiologyAlerts | null): string {
  if (alerts === null) return "";
  const told = ICONS.filter(([alert]) => alerts[alert] === "yes").map(([, icon]) => icon);
  return [...told, ...(Object.values(alerts).includes("undetermined") ? ["?"] : [])].join("");
}

/** The icons of an alert that nobody resolved, beside the document that it became; nothing else. */
export function alertMark(document: Pick<ReceivedDocument, "alerts"> | undefined): string {
  return document === undefined ? "" : alertIcons(document.alerts);
}

/** Tone of an alert: an urgent one is red until it is resolved (mss.md §8.3). */
export function alertTone(document: Pick<ReceivedDocument, "alerts" | "alert"> | null): Tone | undefined {
  if (document === null || document.alert === null) return undefined;
  if (document.alert === "resolved") return "muted";
  return document.alerts?.urgent === "yes" ? "bad" : "warn";
}
