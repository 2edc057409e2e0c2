import { withoutMatricule } from "../../services/inbox/shown.js";
import { type MessageStatus, maskedAddress, type RecipientStatus } from "../../services/mss/status.js";
import { frenchDateTime } from "../../terminal/french.js";
import type { Style } from "../../terminal/io.port.js";
import { whenWords } from "../outbox/words.js";
import { adviceOf } from "./status-advice.js";
import { answerWords, causeWords, STATES } from "./status-words.js";

/** One message whole: each recipient with the cause and the rule in full, that a table would cut. */
export function detailText(message: MessageStatus, now: Date, style: Style): string {
  const { id, patientId, documents, sentAt, nextTryAt, giveUpAt, sentCopy, recipients, subject, from, handledAt } = message;
  const { replaces, replacedBy } = message;
  const about = [...(patientId === null ? [] : [`patient ${patientId}`]), ...documents].join(", ");
  const rows = [
    `${style("strong", id)}${about === "" ? "" : ` : ${about}`}`,
    ...(subject === null ? [] : [row("Objet", withoutMatricule(subject))]),
    row("De", from),
    row("Demandé le", frenchDateTime(sentAt)),
    row("Accusé lecture", message.readReceipt ? "demandé" : "non demandé"),
    ...(replaces === null ? [] : [row("Remplace", replaces)]),
    ...(replacedBy.length === 0 ? [] : [row("Remplacé par", replacedBy.join(", "))]),
    ...(nextTryAt === null ? [] : [row("Prochain essai", frenchDateTime(nextTryAt))]),
    ...(giveUpAt === null ? [] : [row("Essayé jusqu'au", `${frenchDateTime(giveUpAt)} (RFC 5321 §4.5.4.1)`)]),
  ];
  if (sentCopy === false) {
    rows.push(row("Copie", `${style("warn", "manque dans « Envoyés »")} ; pour la ranger : segur outbox retry ${id}`));
  }
  if (handledAt !== null) rows.push(row("Clos le", frenchDateTime(handledAt)));
  const next = adviceOf(message);
  return [
    ...rows,
    ...recipients.flatMap((each) => recipientRows(each, now, style)),
    ...(next.length === 0 ? [] : ["", ...next.map((each) => row("Que faire", each))]),
  ].join("\n");
}

function recipientRows({ address, state, at, code, cause, rule }: RecipientStatus, now: Date, style: Style): readonly string[] {
  const { text, tone } = STATES[state];
  return [
    "",
    `${maskedAddress(address)} : ${style(tone, text)} (${whenWords(at, now)})`,
    ...(cause === null ? [] : [row("Cause", causeWords(cause))]),
    ...(answerWords(cause) === null ? [] : [row("Réponse reçue", answerWords(cause) ?? "")]),
    ...(rule === null ? [] : [row("Règle", rule)]),
    ...(code === null ? [] : [row("Code", code)]),
  ];
}

function row(title: string, text: string): string {
  return `  ${title.padEnd(15)} ${text}`;
}
