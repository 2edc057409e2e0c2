import { maskMatricule } from "../../domain/identity/matricule.js";
import type { ShownMessage, ShownReceived } from "../../services/inbox/show.js";
import type { Received } from "../../services/inbox/shown.js";
import { senderOf, stateOf, subjectOf, withoutMatricule } from "../../services/inbox/shown.js";
import { maskedAddress } from "../../services/mss/status.js";
import { plainText } from "../doc/drawn.js";

type Fields = Readonly<Record<string, unknown>>;

/** A message for machines. Matricules are masked unless `reveal`, whose access the caller has traced. */
export function messageFields({ message, documents, receipt, writer, about }: ShownMessage, reveal: boolean): Fields {
  return {
    id: message.id,
    state: stateOf(message, null),
    kind: message.kind,
    from: senderOf(message),
    address: reveal ? message.from.address : maskedAddress(message.from.address),
    sender: message.sender,
    patientId: writer?.id ?? null,
    done: message.done,
    subject: reveal ? message.subject : subjectOf(message),
    sentAt: message.sentAt,
    receivedAt: message.receivedAt,
    mailbox: message.place.mailbox,
    size: message.size,
    gone: message.gone,
    receipt: receipt?.id ?? null,
    about,
    aboutCertain: about === null ? null : (message.reportOf?.certain ?? null),
    problem: message.problem,
    text: told(message.text, reveal),
    attachments: message.attachments.map((each) => ({ ...each, fileName: told(each.fileName, reveal) })),
    documents: documents.map((each) => documentFields(message, each, reveal)),
  };
}

/** What somebody wrote, titles and names of files included, holds no matricule unless it is asked for (GEN.16). */
function told(text: string | null, reveal: boolean): string | null {
  return text === null || reveal ? text : withoutMatricule(text);
}

function documentFields(message: Received, shown: ShownReceived, reveal: boolean): Fields {
  const { document, events, versions, biology, lines, fault } = shown;
  const {
    content: _content,
    filing,
    rowVersion: _rowVersion,
    messageId: _message,
    patient,
    type,
    title,
    attachment,
    ...rest
  } = document;
  const ins = patient?.ins ?? null;
  const { otherIns: _others, ...traits } = patient ?? {};
  return {
    ...rest,
    title: told(title, reveal),
    attachment: attachment === null ? null : { ...attachment, fileName: told(attachment.fileName, reveal) },
    state: stateOf(message, document),
    type: type?.code ?? null,
    typeLabel: type?.label ?? null,
    patient:
      patient === null
        ? null
        : { ...traits, ins: ins === null ? null : { ...ins, matricule: reveal ? ins.matricule : maskMatricule(ins.matricule) } },
    proposal:
      filing === null
        ? null
        : { certain: filing.certain, rule: filing.rule, candidates: filing.certain ? [filing.candidate] : filing.candidates },
    versions: versions.map((each) => ({
      id: each.id,
      state: each.state,
      version: each.versionNumber,
      document: each.document,
    })),
    decisions: events.map(({ at, userId, kind, ack, note }) => ({ at, userId, kind, ack, note })),
    results: biology?.results ?? null,
    comments: biology?.comments ?? null,
    fault,
    text: lines === null ? null : plainText(lines),
  };
}
