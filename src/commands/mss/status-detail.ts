import { type MessageStatus, maskedAddress, type RecipientStatus } from "../../services/mss/status.js";
import { plainWords } from "../../terminal/errors.js";
import { frenchDateTime } from "../../terminal/french.js";
import type { Style } from "../../terminal/io.port.js";
import { whenWords } from "../outbox/words.js";
import { STATES } from "./status-words.js";

/** One message whole: each recipient with the cause and the rule in full, that a table would cut. */
export function detailText(message: MessageStatus, now: Date, style: Style): string {
  const { id, patientId, documents, sentAt, nextTryAt, giveUpAt, sentCopy, recipients, replaces, replacedBy } = message;
  const about = [...(patientId === null ? [] : [`patient ${patientId}`]), ...documents].join(", ");
  const rows = [
    `${style("strong", id)}${about === "" ? "" : ` : ${about}`}`,
    row("Écrit le", frenchDateTime(sentAt)),
    ...(replaces === null ? [] : [row("Remplace", replaces)]),
    ...(replacedBy.length === 0 ? [] : [row("Remplacé par", replacedBy.join(", "))]),
    ...(nextTryAt === null ? [] : [row("Prochain essai", frenchDateTime(nextTryAt))]),
    ...(giveUpAt === null ? [] : [row("Essayé jusqu'au", `${frenchDateTime(giveUpAt)} (RFC 5321 §4.5.4.1)`)]),
  ];
  if (sentCopy === false) {
    rows.push(row("Copie", `${style("warn", "manque dans « Envoyés »")} ; pour la ranger : segur outbox retry ${id}`));
  }
  return [...rows, ...recipients.flatMap((each) => recipientRows(each, now, style))].join("\n");
}

function recipientRows({ address, state, at, code, cause, rule }: RecipientStatus, now: Date, style: Style): readonly string[] {
  const { text, tone } = STATES[state];
  return [
    "",
    `${maskedAddress(address)} : ${style(tone, text)} (${whenWords(at, now)})`,
    ...(cause === null ? [] : [row("Cause", plainWords(cause))]),
    ...(rule === null ? [] : [row("Règle", rule)]),
    ...(code === null ? [] : [row("Code", code)]),
  ];
}

function row(title: string, text: string): string {
  return `  ${title.padEnd(15)} ${text}`;
}
