import { readCda } from "../../../src/documents/cda/reader.js";
import type { NewReceived, NewReceivedDocument } from "../../../src/domain/inbox/received.js";
import type { Patient } from "../../../src/domain/patient.js";
import { fromCda } from "../../../src/services/inbox/cda-document.js";
import type { ReceivedDocument } from "../../../src/store/inbox.port.js";
import { MAILBOX, received } from "../../support/inbox.js";
import { cdaOf } from "../documents/support.js";
import type { TestCabinet } from "../support/cabinet.js";

let uid = 0;

/** Keeps a message with these documents, as a synchronisation does; gives its id. */
export async function arrives(
  cabinet: TestCabinet,
  documents: readonly NewReceivedDocument[],
  message: Partial<NewReceived> = {},
): Promise<string> {
  uid += 1;
  const position = { mailbox: MAILBOX, uidValidity: "1700000000", lastUid: uid, modseq: null };
  const [id] = await cabinet.inbox.keep([received(uid, { documents, ...message })], position);
  if (id === undefined) throw new Error("the message was known");
  return id;
}

/** A level 1 report about a patient, whose content is in the store. */
export async function report(
  cabinet: TestCabinet,
  patient: Patient,
  change: NonNullable<Parameters<typeof cdaOf>[1]> = {},
  rest: Partial<NewReceivedDocument> = {},
): Promise<NewReceivedDocument> {
  const bytes = await cdaOf(patient, change);
  const { id: content } = await cabinet.contents.write([bytes]);
  const cda = await readCda([bytes], { biology: true });
  return { ...fromCda(cda, null, { content, size: bytes.length, attachment: null, quarantine: null }), vouched: true, ...rest };
}

export async function documentOf(cabinet: TestCabinet, id: string): Promise<ReceivedDocument> {
  const found = await cabinet.inbox.document(id);
  if (found === null) throw new Error(`no ${id}`);
  return found;
}
