import { maskMatricule } from "../../domain/identity/matricule.js";
import { plainLine } from "../../domain/message/plain-line.js";
import { quarantineBanner } from "../../services/inbox/problems.js";
import type { ShownMessage, ShownReceived } from "../../services/inbox/show.js";
import type { Received } from "../../services/inbox/shown.js";
import { patientNameOf, senderOf, stateOf, subjectOf, withoutMatricule } from "../../services/inbox/shown.js";
import { maskedAddress } from "../../services/mss/status.js";
import { alertWords } from "../../terminal/alerts.js";
import { frenchDate, frenchDateTime } from "../../terminal/french.js";
import type { Output, Style } from "../../terminal/io.port.js";
import { safeText } from "../../terminal/values.js";
import { coloured } from "../doc/drawn.js";
import { drawProposal } from "./proposal.js";
import { ACK_WORDS, ALERT_STATES, alertTone, authorWords, EVENT_WORDS, STATES } from "./words.js";

interface Drawing {
  readonly style: Style;
  readonly output: Output;
  /** Signs beside words: on a terminal. */
  readonly marks: boolean;
  readonly reveal: boolean;
}

/** A message for a person: who wrote, what they say, then its documents. */
export function drawMessage({ message, documents, writer, about: reported }: ShownMessage, drawing: Drawing): string {
  const { style, reveal } = drawing;
  const address = reveal ? message.from.address : maskedAddress(message.from.address);
  const who = message.sender === "patient" ? "patient : " : message.sender === "other" ? "hors MSSanté : " : "";
  const subject = reveal ? plainLine(message.subject) : subjectOf(message);
  const lines = [
    style("strong", `${message.id} · ${subject === "" ? "(sans objet)" : subject}`),
    message.from.address === ""
      ? "De : expéditeur inconnu"
      : `De : ${who}${plainLine(senderOf(message))} <${address}>${message.sender === "other" ? " (hors MSSanté)" : ""}`,
    `Reçu le ${frenchDateTime(message.receivedAt)}${sentWords(message)}${placeWords(message)}`,
  ];
  if (writer !== null) {
    const { traits } = writer.identity;
    lines.push(`Dossier : ${writer.id}, ${traits.birthName} ${traits.firstBirthGivenName}, ${frenchDate(traits.birthDate)}`);
  }
  if (message.done) lines.push(style("good", "Traité : il n'attend plus personne."));
  if (message.gone) lines.push(style("muted", "Le message n'est plus dans la boîte ; ce qui en est gardé est ici."));
  if (message.problem !== null) lines.push(style("warn", `${message.problem.message}${ruleCode(message.problem.code)}`));
  const text = message.text?.replaceAll("\r\n", "\n").trim() ?? "";
  if (text !== "") lines.push("", safeText(reveal ? text : withoutMatricule(text)));
  if (message.kind === "report" || message.reportOf !== undefined) lines.push(...reportWords(message, reported, style));
  for (const { fileName, mediaType, size } of message.attachments.filter((each) => !isForPrograms(each))) {
    const name = plainLine(fileName ?? mediaType);
    lines.push(style("muted", `Pièce jointe : ${reveal ? name : withoutMatricule(name)} (${Math.ceil(size / 1000)} ko)`));
  }
  for (const each of documents) lines.push("", ...drawDocument(message, each, drawing));
  return lines.join("\n");
}

/** What a report is about, and where it is told in words. */
function reportWords({ reportOf }: Received, about: string | null, style: Style): readonly string[] {
  if (reportOf === undefined) return ["C'est l'accusé ou l'échec d'un message parti d'ici : segur mss status"];
  if (about === null) return ["C'est l'accusé ou l'échec d'un message qui n'est pas parti d'ici."];
  if (reportOf.certain !== false) return [`C'est l'accusé ou l'échec du message ${about} : segur mss status ${about}`];
  return [
    style("warn", `Il se présente comme l'accusé ou l'échec du message ${about}, mais son origine n'est pas certaine.`),
    `Ce que l'opérateur en a dit : segur mss status ${about}`,
  ];
}

/** Parts of a report that repeat, for a program, what its text says (RFC 3464, RFC 8098). */
function isForPrograms({ mediaType }: Received["attachments"][number]): boolean {
  return /^(?:message\/(?:global-)?(?:delivery-status|disposition-notification)|text\/rfc822-headers)$/.test(mediaType);
}

/** One that was added as a file is in no mailbox. */
function placeWords({ place }: Received): string {
  return place.mailbox.startsWith("file:") ? ", ajouté depuis un fichier" : ` dans ${place.mailbox}`;
}

function sentWords({ sentAt }: Received): string {
  return sentAt === null ? "" : ` (écrit le ${frenchDateTime(sentAt)})`;
}

function drawDocument(message: Received, shown: ShownReceived, drawing: Drawing): readonly string[] {
  const { document, results, lines, fault, events } = shown;
  const { style, reveal } = drawing;
  const state = STATES[stateOf(message, document)];
  const named = plainLine(document.type?.label ?? document.title ?? "document");
  const kind = reveal ? named : withoutMatricule(named);
  const banner = quarantineBanner(document);
  const told = [style("strong", `${document.id} · ${kind}`), style(state.tone ?? "muted", state.text), alertLine(shown, drawing)];
  return [
    ...(banner === null ? [] : [style("bad", banner)]),
    told.filter((text) => text !== "").join(" · "),
    ...about(shown, drawing),
    ...(results.length === 0 ? [] : ["", ...coloured(results, style)]),
    ...(lines === null ? [] : ["", ...coloured(lines, style)]),
    ...(fault === null ? [] : [style("warn", `Il ne se lit pas : ${fault}`)]),
    ...apart(drawProposal(shown, drawing)),
    ...events.map((event) => style("muted", eventLine(event))),
  ];
}

/** After a blank line, when there is something. */
function apart(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", ...lines];
}

/** The alerts in words, and what is left to do of them. */
function alertLine({ document }: ShownReceived, { style, marks }: Drawing): string {
  const words = alertWords(document.alerts, marks).join("  ");
  if (words === "") return "";
  const left = document.alert === null ? "" : ` (${ALERT_STATES[document.alert].text})`;
  return style(alertTone(document) ?? "muted", words + left);
}

/** What a work list must tell of a document (MSS/va1.25): title, creation, patient, author and organisation, version, acts. */
function about({ document, versions }: ShownReceived, { style, reveal }: Drawing): readonly string[] {
  const { author, patient, title, type, events, attachment, content, state } = document;
  const name = patientNameOf(document);
  const ins = patient?.ins ?? null;
  const born = patient?.birthDate ?? null;
  const matricule = ins === null ? "sans INS" : `INS ${reveal ? ins.matricule : maskMatricule(ins.matricule)}`;
  const rows: (string | null)[] = [
    title === null || title === type?.label ? null : `Titre : ${reveal ? plainLine(title) : withoutMatricule(plainLine(title))}`,
    document.createdAt === null ? null : `Créé le ${frenchDateTime(document.createdAt)}`,
    author === null ? null : `Auteur : ${plainLine(authorWords(author.name, author.institution))}`,
    name === null
      ? null
      : `Patient : ${[plainLine(name), born === null ? null : frenchDate(born), matricule].filter(Boolean).join(" · ")}`,
    document.patientId === null ? null : `Dossier : ${[document.patientId, document.document].filter(Boolean).join(" · ")}`,
    document.versionNumber === null ? null : `Version : ${document.versionNumber}`,
    ...events.map(
      ({ label, performer, setting }) =>
        `Acte : ${[label, performer, setting]
          .map((each) => plainLine(each ?? "").trim())
          .filter((each) => each !== "")
          .join(", ")}`,
    ),
    ...versions.map(
      ({ id, state, versionNumber }) => `Aussi reçu : ${id}, version ${versionNumber ?? "?"}, ${STATES[state].text}`,
    ),
  ];
  const lines = rows.filter((each) => each !== null).map((each) => `  ${each}`);
  if (document.partial) lines.push(style("warn", "  Compte rendu partiel : d'autres résultats sont à venir."));
  for (const warning of document.warnings) lines.push(style("warn", `  Attention : ${warning}`));
  if (content === null && attachment !== null && state !== "filed") {
    lines.push(style("muted", `  Le fichier est resté dans la boîte : segur inbox show ${document.id} --save FICHIER`));
  }
  return lines;
}

/** Integration codes (mss.md §1.7) are what a sender is told; ours say nothing to a reader, and stand in the JSON. */
function ruleCode(code: string): string {
  return /^9\d\d$/.test(code) ? ` (${code})` : "";
}

function eventLine({ at, userId, kind, ack, note }: ShownReceived["events"][number]): string {
  const what = ack === null ? EVENT_WORDS[kind] : ACK_WORDS[ack];
  return `  ${frenchDateTime(at)} ${userId} : ${what}${note === null ? "" : ` « ${plainLine(note)} »`}`;
}
