import { idOf } from "../../documents/cda/draft.js";
import type { CdaHeader } from "../../documents/cda/header.js";
import type { PageBinary } from "../../documents/cda/html-binary.js";
import { confidentiality } from "../../documents/vocabularies/codes.js";
import { shownSubject } from "../../domain/message/subject.js";
import type { Received, ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import type { OpenedDocument } from "../documents/open.js";
import { attachmentBytes, type Mailboxes } from "./attachment.js";

type Cabinet = Pick<OpenCabinet, "contents" | "messageFiles" | "clock"> & Mailboxes;

/** More than a page can hold, in bytes. */
const LARGEST = 64_000_000;
/** What a screen or a page of ours shows of a file; anything else is only saved. */
const SHOWN = /^(?:application\/pdf|text\/plain|(?:text|application)\/(?:x-)?rtf|image\/(?:png|jpeg|gif|bmp|webp))$/;

/** What kind of file a document that is no CDA is, when it can be shown: its name speaks where its type says nothing. */
export function shownMediaType({ mediaType, content, attachment }: ReceivedDocument): string | null {
  const type = content === null ? (attachment?.mediaType ?? mediaType) : mediaType;
  if (SHOWN.test(type)) return type;
  return content === null && /\.pdf$/i.test(attachment?.fileName ?? "") ? "application/pdf" : null;
}

/**
 * A received file that is no CDA (a PDF, an image), as the body of a document whose header is what came with it: read before it is filed,
 * as MSS/va1.27 wants of who decides. What stayed in the mailbox is brought; nothing of it is written.
 * @throws what {@link attachmentBytes} throws
 */
export async function openedFile(
  cabinet: Cabinet,
  message: Received,
  document: ReceivedDocument,
  mediaType: string,
  signal?: AbortSignal,
): Promise<OpenedDocument> {
  const { content, attachment } = document;
  const pieces: Buffer[] = [];
  let size = 0;
  const source =
    content !== null
      ? cabinet.contents.read(content)
      : attachment === null
        ? []
        : attachmentBytes(cabinet, message, attachment, signal);
  for await (const piece of source) {
    size += piece.length;
    if (size <= LARGEST) pieces.push(piece);
    else pieces.length = 0;
  }
  const tooLarge = size > LARGEST;
  const binaries: PageBinary[] = tooLarge ? [] : [{ id: null, mediaType, contents: Buffer.concat(pieces) }];
  return {
    header: headerOf(message, document),
    body: { level: "n1", mediaType, compressed: false },
    binaries,
    attached: [],
    warnings: tooLarge ? [`Ce fichier est trop grand pour être affiché : segur inbox show ${document.id} --save FICHIER`] : [],
  };
}

/** What came with the file, as a header that is shown and never sent. */
function headerOf(message: Received, document: ReceivedDocument): CdaHeader {
  const { author, patient, title, type, createdAt, actDate, uniqueId, setId, versionNumber, replaces } = document;
  const institution = author?.institution == null ? null : { id: null, name: author.institution };
  const written = author === null ? (message.from.name ?? "") : author.name;
  return {
    id: idOf(uniqueId ?? ""),
    templateIds: [],
    setId: setId === null ? null : idOf(setId),
    versionNumber,
    code: type ?? { code: "", system: "", label: "" },
    title: title ?? type?.label ?? shownSubject(message.subject),
    createdAt: createdAt ?? message.sentAt ?? message.receivedAt,
    confidentiality: confidentiality("N"),
    language: "fr-FR",
    patient: {
      ...{ ids: [], ins: patient?.ins ?? null, otherIns: patient?.otherIns ?? [] },
      ...{ birthName: patient?.birthName ?? null, usedName: patient?.usedName ?? null },
      ...{ birthGivenNames: patient?.birthGivenNames ?? null, firstBirthGivenName: patient?.firstBirthGivenName ?? null },
      ...{ usedGivenName: patient?.usedGivenName ?? null, sex: patient?.sex ?? null },
      ...{ birthDate: patient?.birthDate ?? null, birthPlace: patient?.birthPlace ?? null },
    },
    otherPatients: [],
    authors: [
      {
        ...{ id: author?.id ?? null, familyName: written, givenName: null, specialty: null, role: null, institution },
        time: createdAt ?? message.receivedAt,
      },
    ],
    custodian: { id: null, name: null },
    recipients: [],
    legalAuthenticator: null,
    participants: [],
    events: [{ code: null, start: actDate, stop: null, performer: null, practiceSetting: null, status: null }],
    replaces: replaces === null ? null : { root: replaces, extension: null },
    encounter: null,
  };
}
