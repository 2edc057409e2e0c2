import { OIDS } from "../../domain/identity/matricule.js";
import type { Attachment, MessageKind, NewReceived, NewReceivedDocument, Problem } from "../../domain/inbox/received.js";
import { audienceOf, domainOf, isMssDomain, matriculeOfAddress } from "../../domain/message/address.js";
import { plainLine } from "../../domain/message/plain-line.js";
import { announcesXdm } from "../../domain/message/subject.js";
import type { InboxHead, InboxPart } from "../../gateways/mss/inbox.port.js";
import { fromMetadata } from "./cda-document.js";
import { onePatient } from "./checks.js";
import { documentsOfArchive, looseCda, type ReceiveDeps } from "./documents-of.js";
import { documentsOfForwarded } from "./forwarded.js";
import { messageText } from "./message-text.js";
import { namesAnother, pairPdfs } from "./pair-pdfs.js";
import { type DocumentKind, isDocumentPart, kindOfBytes, kindOfPart } from "./part-kinds.js";
import { gravest, leftInMailbox, problemOf } from "./problems.js";
import { choiceOfParts, PART_LIMITS, textPart } from "./wanted.js";

export type { ReceiveDeps } from "./documents-of.js";
export { wanted } from "./wanted.js";

/**
 * One message of the mailbox as the inbox keeps it, its CDA in the store. Never throws: what cannot be read is told in its `problem`, and
 * a failure of this machine is `technical`, never « no document » (mss.md §2.6). Several may run at once: their writes share a flush.
 * @param contents parts asked for by {@link wanted}; one that is absent was too large
 */
export async function receive(
  head: InboxHead,
  mailbox: string,
  uidValidity: string,
  contents: ReadonlyMap<string, Buffer>,
  deps: ReceiveDeps,
): Promise<NewReceived> {
  const message = about(head, { mailbox, uidValidity, uid: head.uid }, contents, deps);
  if (head.fault !== null) {
    return { ...message, kind: "unreadable", problem: { code: "inbox.structure", message: head.fault, technical: false } };
  }
  const told = await reportOf(head, deps);
  const reported = told === null ? {} : { reportOf: told.of };
  try {
    const { documents, problems } = await documentsOf(told === null ? { ...head, report: null } : head, message, contents, deps);
    const nobody = documents.length === 0 && told === null && message.from.address === "";
    const problem = gravest(problems) ?? (nobody ? NO_SENDER : null);
    // The header of the message says that no INS is in it (mss.md §1.1): it contradicts a document that has one. And a report vouches for
    // nothing: what comes with it waits for a person.
    const said = message.mss.ins === "N" || told !== null ? documents.map((each) => ({ ...each, vouched: false })) : documents;
    const kind = kindOf(documents, problem);
    const text = messageText(head, contents);
    return { ...message, ...reported, text, documents: said, problem, kind: kind === "text" && told?.alone ? "report" : kind };
  } catch (error) {
    return { ...message, ...reported, kind: "unreadable", problem: problemOf(error) };
  }
}

/**
 * What a message reports, if it is a report: a structure says so (RFC 3464, RFC 8098), or it sends back a message of ours. `alone`: it
 * waits for nobody, unless something is joined to it; a return that a stranger may have written is for a person to read.
 */
async function reportOf(
  { report }: InboxHead,
  { ours }: ReceiveDeps,
): Promise<{ readonly of: NonNullable<NewReceived["reportOf"]>; readonly alone: boolean } | null> {
  if (report === null) return null;
  const { envelopeId, messageId, kind } = report;
  const known = (await ours?.(report)) ?? null;
  if (kind === "bounce" && known === null) return null;
  const of = { envelopeId, messageId, ...(known === null ? {} : { certain: known.certain }) };
  return { of, alone: kind !== "bounce" || known?.certain === true };
}

/** RFC 5322 §3.6: a message has a sender. Without one, and without a document, its headers are what is broken. */
const NO_SENDER: Problem = {
  code: "inbox.no_sender",
  message: "Ce message n'a pas d'expéditeur : ses en-têtes sont abîmés, et rien ne dit qu'il a été lu en entier.",
  technical: false,
};

function kindOf(documents: readonly NewReceivedDocument[], problem: Problem | null): MessageKind {
  if (documents.length > 0) return "documents";
  return problem === null ? "text" : "unreadable";
}

type Place = NewReceived["place"];

/** What the head alone says. */
function about(head: InboxHead, place: Place, contents: ReadonlyMap<string, Buffer>, { domains = [] }: ReceiveDeps): NewReceived {
  const { headers, from } = head;
  const matricule = matriculeOfAddress(from.address);
  const domain = domainOf(from.address);
  const isPatient = audienceOf(from.address) === "patient";
  const ins = headers.get("x-mss-ins")?.trim().toUpperCase();
  return {
    place,
    messageId: head.messageId,
    from: { address: plainLine(from.address), name: from.name === null ? null : plainLine(from.name) || null },
    sender: isPatient ? "patient" : isMssDomain(domain, domains) ? "professional" : "other",
    // An address does not say whose number it is: that of the great majority, for a search that a person will confirm.
    senderIns: matricule === null ? null : { matricule, oid: OIDS.nir },
    replyTo: head.replyTo,
    subject: plainLine(head.subject),
    sentAt: head.sentAt,
    receivedAt: head.receivedAt,
    size: head.size,
    mss: {
      ins: ins === "O" || ins === "N" ? ins : null,
      codeCda: hint(headers.get("x-mss-codecda")),
      nil: hint(headers.get("x-mss-nil")),
      end: headers.get("x-mss-mes")?.trim().toUpperCase() === "FIN" || head.subject.trim() === "[FIN]",
    },
    inReplyTo: idsIn(headers.get("in-reply-to"))[0] ?? null,
    references: idsIn(headers.get("references")),
    text: null,
    attachments: attachmentsOf(head, contents),
    kind: "text",
    problem: null,
    seen: head.seen,
    documents: [],
  };
}

function hint(value: string | undefined): string | null {
  return value === undefined ? null : plainLine(value).slice(0, 200) || null;
}

const MOST_REFERENCES = 50;
function idsIn(header: string | undefined): readonly string[] {
  return (header?.slice(0, 20_000).match(/<[^<>\s]{1,600}>/g) ?? []).slice(-MOST_REFERENCES);
}

/** Every part that is a file: neither the text nor its other form. A text that was too long to be brought is a file too. */
function attachmentsOf(head: InboxHead, contents: ReadonlyMap<string, Buffer>): readonly Attachment[] {
  const body = textPart(head);
  return head.parts
    .filter((part) => (part === body ? !contents.has(part.part) && part.size > PART_LIMITS.text : isFile(part)))
    .map(({ part, fileName, mediaType, size }) => ({ part, fileName, mediaType, size }));
}

function isFile({ disposition, fileName, mediaType }: InboxPart): boolean {
  return disposition === "attachment" || fileName !== null || !/^(?:text\/(?:plain|html)|multipart\/)/.test(mediaType);
}

interface Read {
  readonly documents: readonly NewReceivedDocument[];
  readonly problems: readonly Problem[];
}

async function documentsOf(
  head: InboxHead,
  { attachments }: Pick<NewReceived, "attachments">,
  contents: ReadonlyMap<string, Buffer>,
  deps: ReceiveDeps,
): Promise<Read> {
  const documents: NewReceivedDocument[] = [];
  const problems: Problem[] = [];
  const choices = choiceOfParts(head);
  const parts = new Map(head.parts.map((part) => [part.part, part]));
  const kinds = new Map(
    attachments.map((each) => {
      const [said, bytes] = [kindOfPart(each), contents.get(each.part)];
      return [each, said === "unknown" && bytes !== undefined ? kindOfBytes(bytes) : said] as const;
    }),
  );
  for (const [attachment, kind] of kinds) {
    const its = { attachment, kind };
    // What a report returns is a message of ours.
    if (!isDocumentPart(its) || (head.report !== null && kind === "message")) continue;
    const bytes = contents.get(attachment.part);
    const choice = choices.get(attachment.part);
    const left = choice !== undefined && "left" in choice ? choice.left : "size";
    if (bytes === undefined) {
      // A large file that says nothing is a film as well as an archive.
      if (kind !== "unknown" || left === "count") problems.push(leftInMailbox(left, kind));
      continue;
    }
    try {
      const found = await documentsIn(its.kind, bytes, attachment, head, deps);
      documents.push(...found.documents);
      problems.push(...found.problems);
    } catch (error) {
      const problem = problemOf(error);
      // A ZIP of photographs is a file like another, unless the message says that it is an archive of documents.
      if (problem.code !== "xdm.not_xdm" || isAnnounced(head, attachment)) problems.push(problem);
    }
  }
  const files = attachments.filter((each) => kinds.get(each) === "pdf");
  const isJoined = (each: Attachment) => kinds.get(each) === "image" && parts.get(each.part)?.disposition === "attachment";
  const images = head.report === null ? attachments.filter(isJoined) : [];
  return { documents: onePatient(withFiles(documents, files, images)), problems };
}

async function documentsIn(
  kind: DocumentKind,
  bytes: Buffer,
  attachment: Attachment,
  head: InboxHead,
  deps: ReceiveDeps,
): Promise<Read> {
  if (kind === "message") return documentsOfForwarded(bytes, attachment, deps, { at: head.receivedAt });
  if (kind === "cda") return { documents: await looseCda(bytes, attachment, deps), problems: [] };
  const { documents, problem } = await documentsOfArchive(bytes, attachment, deps);
  return { documents, problems: problem === null ? [] : [problem] };
}

/** Each PDF with its CDA; those that are left, and joined images, as documents of their own, still in the mailbox. */
function withFiles(
  documents: readonly NewReceivedDocument[],
  pdfs: readonly Attachment[],
  images: readonly Attachment[],
): readonly NewReceivedDocument[] {
  const cdas = documents.map((document, index) => ({ document, index })).filter(({ document }) => isCda(document));
  const pairs = pairPdfs(
    cdas.map(({ document }) => document),
    pdfs,
  );
  const pdfOf = new Map([...pairs].map(([rank, pdf]) => [cdas[rank]?.index, pdf]));
  const paired = documents.map((document, index) => {
    const pdf = pdfs[pdfOf.get(index) ?? -1];
    return pdf === undefined ? document : { ...document, attachment: pdf };
  });
  const alone = [...pdfs.filter((_, rank) => ![...pairs.values()].includes(rank)), ...images];
  const another = ({ fileName }: Attachment) =>
    cdas.length > 0 && cdas.every(({ document }) => namesAnother(document, fileName ?? ""));
  return [...paired, ...alone.map((each) => fileAlone(each, another(each) ? [OTHER_NAME] : []))];
}

function isCda({ mediaType, content, patient }: NewReceivedDocument): boolean {
  return mediaType === "text/xml" && content !== null && patient !== null;
}

const OTHER_NAME = "Le nom du fichier désigne une autre personne que le document qui l'accompagne.";

function fileAlone(attachment: Attachment, warnings: readonly string[]): NewReceivedDocument {
  const { mediaType, size, fileName } = attachment;
  const type = /pdf/.test(mediaType) || mediaType === "application/octet-stream" ? "application/pdf" : mediaType;
  const document = fromMetadata(null, { content: null, attachment, mediaType: type, size, quarantine: null });
  return { ...document, title: fileName === null ? null : plainLine(fileName), warnings };
}

function isAnnounced({ subject, headers }: InboxHead, { fileName }: Attachment): boolean {
  return announcesXdm(subject) || headers.has("x-mss-codecda") || /ihe_?xdm/i.test(fileName ?? "");
}
