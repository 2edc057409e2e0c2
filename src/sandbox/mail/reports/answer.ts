import { PATIENT_DOMAIN } from "../names.js";
import { DAEMON, encodeWord, mailDate, message, newMessageId, type Original } from "./compose.js";

const SAYINGS = {
  colleague: "Cher confrère,\r\n\r\nBien reçu, je revois ce patient le mois prochain.\r\n\r\nBien confraternellement",
  patient: "Merci docteur, j'ai bien reçu le document.\r\n",
} as const;

/** A few words back from a colleague or from a patient, to the one who wrote (or where the message says that answers go). */
export function answer(original: Original, from: string, to: string, as: keyof typeof SAYINGS, at: Date): Buffer {
  return message(
    [
      ["Return-Path", `<${from}>`],
      ["Date", mailDate(at)],
      ["From", from],
      ["To", to],
      ["Subject", encodeWord(`Re: ${original.subject ?? ""}`)],
      ["Message-ID", newMessageId(as === "patient" ? PATIENT_DOMAIN : undefined)],
      ["In-Reply-To", original.messageId],
      ["References", original.messageId],
      ["MIME-Version", "1.0"],
      ["Content-Type", "text/plain; charset=utf-8"],
      ["Content-Transfer-Encoding", "8bit"],
    ],
    SAYINGS[as],
  );
}

export type PatientRefusal = "closed" | "unknown" | "invalid" | "too-big";

const CAUSES: Readonly<Record<PatientRefusal, string>> = {
  closed: "La messagerie de l'usager est fermée.",
  unknown: "Le patient n'a pas été trouvé.",
  invalid: "L'adresse du destinataire est invalide.",
  "too-big": "The message size exceeds the limit of 25 MB (552 5.3.4).",
};

/**
 * How Mon espace santé sends a message back (mss.md §1.6): « Message non distribué », or « Undelivered Mail Returned to Sender » for the
 * size. Plain text: it is no delivery status notification. The exact words of the real ones are not published.
 */
export function patientBounce(original: Original, address: string, why: PatientRefusal, at: Date): Buffer {
  const subject = why === "too-big" ? "Undelivered Mail Returned to Sender" : "Message non distribué";
  const body = [
    why === "too-big" ? "This is the mail system." : "Bonjour,",
    "",
    why === "too-big"
      ? `Your message to <${address}> could not be delivered.`
      : `Votre message adressé à ${address} n'a pas pu être distribué.`,
    CAUSES[why],
    "",
    ...(original.messageId === null ? [] : [`Message-ID: ${original.messageId}`]),
  ].join("\r\n");
  return message(
    [
      ["Return-Path", "<>"],
      ["Date", mailDate(at)],
      ["From", why === "too-big" ? DAEMON : `Mon espace sante <ne-pas-repondre@${PATIENT_DOMAIN}>`],
      ["To", original.sender],
      ["Subject", encodeWord(subject)],
      ["Auto-Submitted", "auto-replied"],
      ["In-Reply-To", original.messageId],
      ["References", original.messageId],
      ["Message-ID", newMessageId(PATIENT_DOMAIN)],
      ["MIME-Version", "1.0"],
      ["Content-Type", "text/plain; charset=utf-8"],
      ["Content-Transfer-Encoding", "8bit"],
    ],
    `${body}\r\n`,
  );
}
