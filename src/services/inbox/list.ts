import { alertLevel } from "../../domain/inbox/acks.js";
import { RECEIVED_STATES, type SenderKind } from "../../domain/inbox/received.js";
import type { InboxQuery, Received, ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { requireType } from "../documents/requested.js";
import { resolvePatient } from "../patients/reference.js";
import { refreshProposals } from "./assess.js";

export interface InboxRequest {
  readonly unread: boolean;
  readonly alert?: "any" | "urgent" | undefined;
  readonly unresolved: boolean;
  readonly pending?: boolean;
  readonly problem?: boolean;
  readonly patient?: string | undefined;
  readonly type?: string | undefined;
  readonly from?: string | undefined;
  readonly sender?: SenderKind | undefined;
  readonly text?: string | undefined;
  /** Instant at which the day begins. */
  readonly since?: string | undefined;
  readonly states: readonly string[];
  readonly reports: boolean;
  readonly sort?: "date" | "patient" | "type" | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** A line of the work list: a document, or a message that has none (MSS/va1.25). */
export interface InboxLine {
  /** `M12.1`, or `M12` */
  readonly id: string;
  readonly message: Received;
  readonly document: ReceivedDocument | null;
}

export interface InboxPage {
  readonly lines: readonly InboxLine[];
  readonly next: string | null;
}

/** The work list, newest first unless asked otherwise. @throws {SegurError} `inbox.cursor`, `document.type_…`, `patient.not_found` */
export async function listInbox(cabinet: OpenCabinet, request: InboxRequest): Promise<InboxPage> {
  const query = await inboxQuery(cabinet, request);
  await refreshProposals(cabinet);
  const { items, next } = await cabinet.inbox.list({ ...query, sort: request.sort, limit: request.limit, after: request.after });
  return { lines: items.flatMap((message) => linesOf(message, query)), next };
}

type Query = Omit<InboxQuery, "sort" | "limit" | "after">;

async function inboxQuery(cabinet: OpenCabinet, request: InboxRequest): Promise<Query> {
  const { unread, pending, problem, alert, unresolved, from, sender, text, since, reports, states } = request;
  const chosen = RECEIVED_STATES.filter((state) => states.includes(state));
  return {
    ...{ unread, pending, problem, alert, unresolved, from, sender, text, since, reports },
    patientId: request.patient === undefined ? undefined : (await resolvePatient(cabinet, request.patient)).id,
    typeCode: request.type === undefined ? undefined : typeCode(request.type),
    states: states.length === 0 ? undefined : chosen,
  };
}

/** A code that the official table has not may have been received all the same. */
function typeCode(typed: string): string {
  const code = typed.trim();
  return /^\d{1,7}-\d$/.test(code) ? code : requireType(typed).code.code;
}

/** A message is listed for the documents that were asked for, not for those that came with them. */
function linesOf(message: Received, query: Query): InboxLine[] {
  if (message.documents.length === 0) return [{ id: message.id, message, document: null }];
  return message.documents.filter((each) => isWanted(each, query)).map((document) => ({ id: document.id, message, document }));
}

/** The same conditions as those of the store. */
function isWanted(document: ReceivedDocument, { states, patientId, typeCode: type, alert, unresolved }: Query): boolean {
  const level = alertLevel(document.alerts);
  return (
    (states === undefined || states.includes(document.state)) &&
    (patientId === undefined || document.patientId === patientId) &&
    (type === undefined || document.type?.code === type) &&
    (alert === undefined || (alert === "urgent" ? level === "urgent" : level !== null)) &&
    (unresolved !== true || (document.alert !== null && document.alert !== "resolved" && !document.toldElsewhere))
  );
}
