import type { InboxLine } from "../../services/inbox/list.js";
import { patientNameOf, senderOf, stateOf, subjectOf, withoutMatricule } from "../../services/inbox/shown.js";
import { maskedAddress } from "../../services/mss/status.js";
import { alertWords } from "../../terminal/alerts.js";
import { frenchDate } from "../../terminal/french.js";
import type { Column } from "../../terminal/io.port.js";
import { whenWords } from "../outbox/words.js";
import { alertIcons, alertTone, authorWords, STATES } from "./words.js";

/** Columns of MSS/va1.25: title, creation, patient, author and organisation, version, acts; what a screen has no room for, `show` says. */
export function columnsOf(now: Date): readonly Column<InboxLine>[] {
  return [
    { key: "id", title: "N°", value: ({ id }) => id, tone: ({ message }) => (message.read ? undefined : "strong") },
    {
      key: "alerts",
      title: "!",
      value: ({ document }) => document?.alerts ?? null,
      text: ({ document }) => alertIcons(document?.alerts ?? null),
      cell: ({ document }) => alertWords(document?.alerts ?? null, false).join(", "),
      tone: ({ document }) => alertTone(document),
    },
    {
      key: "state",
      title: "État",
      value: (line) => stateOf(line.message, line.document),
      text: (line) => STATES[stateOf(line.message, line.document)].text,
      tone: (line) => STATES[stateOf(line.message, line.document)].tone,
    },
    {
      key: "receivedAt",
      title: "Reçu",
      value: ({ message }) => message.receivedAt,
      text: ({ message }) => whenWords(message.receivedAt, now),
    },
    { key: "from", title: "De", value: ({ message }) => senderOf(message), text: fromWords },
    { key: "subject", title: "Objet", value: ({ message }) => subjectOf(message), text: shortSubject },
    { key: "type", title: "Document", value: ({ document }) => document?.type?.label ?? titleOf(document) },
    { key: "patient", title: "Patient", value: ({ document }) => patientName(document), text: patientWords },
    { key: "read", title: "Lu", value: ({ message }) => message.read, machineOnly: true },
    { key: "alert", title: "Acquittement", value: ({ document }) => document?.alert ?? null, machineOnly: true },
    { key: "sender", title: "Émetteur", value: ({ message }) => message.sender, machineOnly: true },
    { key: "address", title: "Adresse", value: ({ message }) => maskedAddress(message.from.address), machineOnly: true },
    {
      key: "institution",
      title: "Structure",
      value: ({ document }) => document?.author?.institution ?? null,
      machineOnly: true,
    },
    { key: "typeCode", title: "Code du type", value: ({ document }) => document?.type?.code ?? null, machineOnly: true },
    { key: "title", title: "Titre", value: ({ document }) => titleOf(document), machineOnly: true },
    { key: "createdAt", title: "Créé le", value: ({ document }) => document?.createdAt ?? null, machineOnly: true },
    { key: "actDate", title: "Acte", value: ({ document }) => document?.actDate ?? null, machineOnly: true },
    { key: "version", title: "Version", value: ({ document }) => document?.versionNumber ?? null, machineOnly: true },
    {
      key: "events",
      title: "Actes",
      value: ({ document }) => document?.events ?? [],
      cell: ({ document }) => (document?.events ?? []).map(({ label }) => label).join(", "),
      machineOnly: true,
    },
    {
      ...{ key: "birthDate", title: "Né le", pipedOnly: true },
      value: ({ document }) => document?.patient?.birthDate ?? null,
    },
    {
      ...{ key: "patientId", title: "Dossier", pipedOnly: true },
      value: ({ document }) => document?.patientId ?? null,
    },
    {
      ...{ key: "document", title: "Classé en", pipedOnly: true },
      value: ({ document }) => document?.document ?? null,
    },
    { key: "author", title: "Auteur", value: ({ document }) => document?.author?.name ?? null, pipedOnly: true },
    { key: "message", title: "Message", value: ({ message }) => message.id, machineOnly: true },
    {
      key: "problem",
      title: "Problème",
      value: ({ message, document }) => (document?.quarantine ?? message.problem)?.code ?? null,
      machineOnly: true,
    },
    { key: "mailbox", title: "Boîte", value: ({ message }) => message.place.mailbox, machineOnly: true },
  ];
}

function titleOf(document: InboxLine["document"]): string | null {
  return document?.title == null ? null : withoutMatricule(document.title);
}

function patientName(document: InboxLine["document"]): string | null {
  return document === null ? null : patientNameOf(document);
}

/**
 * Who wrote the document, when they are who sent it; else both, because an author is what the document says and no more. A patient, and
 * whoever writes from outside MSSanté, are told apart from a professional (UX.25).
 */
function fromWords({ message, document }: InboxLine): string {
  if (message.sender === "patient") return message.from.name === null ? "un patient" : `patient : ${senderOf(message)}`;
  const sender = senderOf(message);
  const author = document?.author ?? null;
  if (message.sender === "other") return `hors MSSanté : ${sender}`;
  if (author === null) return sender;
  const name = authorWords(author.name, null);
  return isSame(message, author) ? name : `${sender} (auteur déclaré : ${name})`;
}

type Author = NonNullable<NonNullable<InboxLine["document"]>["author"]>;

/** The mailbox bears the name of the author or of their organisation, in part at least; one without a name is judged by its address. */
function isSame({ from }: InboxLine["message"], { name, institution }: Author): boolean {
  const words = new Set(wordsOf(`${name} ${institution ?? ""}`));
  return wordsOf(from.name ?? from.address.replace(/@.*$/, "")).some((word) => words.has(word));
}

/** Words that tell somebody from somebody else: neither articles nor what every organisation is called. */
function wordsOf(text: string): readonly string[] {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase("fr");
  return (plain.match(/[\p{L}\p{N}]{3,}/gu) ?? []).filter((word) => !COMMON.test(word));
}

const COMMON =
  /^(?:laboratoire|laboratoires|labo|biologie|medicale|cabinet|medical|clinique|hopital|centre|sante|resultats|des|les|the|docteur)$/;

/** `P7 MARTIN JEANNE 12/03/1980`: in whose file it is, and whom it names. */
function patientWords({ document }: InboxLine): string {
  if (document === null) return "";
  const born = document.patient?.birthDate ?? null;
  return [document.patientId, patientName(document), born === null ? null : frenchDate(born)].filter(Boolean).join(" ");
}

/** The subject without what other columns say: `<libellé> <NOM> <prénom> <JJ/MM/AAAA>` says nothing more of a document. */
function shortSubject({ message, document }: InboxLine): string {
  const subject = subjectOf(message);
  if (document === null) return subject;
  const { birthDate } = document.patient ?? {};
  const told = [document.type?.label, document.title, patientName(document), birthDate == null ? null : frenchDate(birthDate)];
  let rest = subject;
  for (const each of told) if (each) rest = withoutWords(rest, each);
  return /[\p{L}\p{N}]/u.test(rest) ? rest.replaceAll(/\s+/g, " ").replace(/^[\s\-–:,]+|[\s\-–:,]+$/g, "") : "";
}

function withoutWords(text: string, words: string): string {
  const at = text.toLocaleLowerCase("fr").indexOf(words.toLocaleLowerCase("fr"));
  return at < 0 ? text : text.slice(0, at) + text.slice(at + words.length);
}
