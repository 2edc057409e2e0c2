import type { SegurError } from "../../domain/errors.js";
import type { Patient } from "../../domain/patient.js";
import { DmpFault, type DmpPart } from "../../gateways/dmp/port.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { depositFacts } from "../exchange/deposit-facts.js";
import { payloadUnreadable } from "../outbox/errors.js";
import type { Delivery, Judgement, OutboxHandler, Sending } from "../outbox/handler.js";
import { patientNotFound } from "../patients/errors.js";
import { withCall } from "./call.js";
import { requireExisting } from "./existence.js";
import {
  contentChanged,
  documentUnknown,
  identityChanged,
  maybeWithdrawn,
  notCurrent,
  PARTLY_TAKEN,
  partlyTaken,
  withdrawn,
} from "./feed-errors.js";
import { requireFeedable } from "./feed-rules.js";
import { markPushed } from "./mark-pushed.js";
import { submissionPayload } from "./payload.js";

export const DUPLICATE = "XDSDuplicateUniqueIdInRegistry";
/** The second is the older name of the same refusal (ITI TF-3 §4.2.4.1). */
const DUPLICATES: readonly string[] = [DUPLICATE, "XDSDuplicateDocumentUniqueIdInRegistry"];

export interface SubmitOptions {
  /** A person has just confirmed that the traits that differ are those of this patient. */
  readonly traitsConfirmed?: boolean | undefined;
}

/** How submissions leave for the DMP (TD2.1), and how one finds out whether they have arrived (TD3.1, references only). */
export function submitHandler(cabinet: OpenCabinet, options: SubmitOptions = {}): OutboxHandler {
  return {
    kind: "dmp.submit",

    async send(item, sending) {
      const { prepared, checked, traitsConfirmed } = submissionPayload(item);
      const patient = await patientOf(cabinet, item);
      const ins = requireFeedable(patient, cabinet);
      const { matricule, oid } = prepared.patientId;
      if (ins.matricule !== matricule || ins.oid !== oid) throw identityChanged(patient.id);
      await requireUnchanged(cabinet, item);
      if (!checked) {
        const confirmed = traitsConfirmed || options.traitsConfirmed === true;
        const again = `segur outbox retry ${item.id} --confirm-traits`;
        await requireExisting(cabinet, patient, ins, { confirmed, again, signal: sending.signal });
      }
      return submit(cabinet, item, patient, sending);
    },

    async confirm(item, signal) {
      const patient = await patientOf(cabinet, item);
      const { there, missing, entries } = await lookFor(cabinet, item, patient, signal);
      if (there.length === 0) return null;
      if (missing.length > 0) {
        await markPushed(cabinet, item, { only: there });
        throw partlyTaken(item.id, there, missing);
      }
      const unverified = await isRestored(cabinet, item);
      return {
        code: "confirmed",
        result: { entries, unverified },
        warnings: unverified ? [maybeWithdrawn(item.documents)] : [],
      };
    },

    isDuplicate: (error) => error instanceof DmpFault && DUPLICATES.includes(error.serviceCode),
    judge,
    delivered: (item, { result }) => markPushed(cabinet, item, { unverified: isUnverified(result) }),

    arrivedOf: ({ code, details }) => (code === PARTLY_TAKEN && Array.isArray(details?.there) ? details.there.map(String) : []),

    async describe(item, settled) {
      const { types, author } = submissionPayload(item);
      // At the time of sending, not of queueing. A line is settled whatever became of the record.
      const status = (await cabinet.patients.get(item.patientId ?? ""))?.identity.status ?? null;
      const exchange = await depositFacts(cabinet, item, settled);
      return { identityStatus: status, qualified: status === "qualifiee", types, author, exchange };
    },
  };
}

/**
 * The line carries what the file holds today: a document that was corrected, withdrawn or written again since never leaves in its former
 * state, which would be in force in the DMP after its correction (EX_GEN-1060).
 */
async function requireUnchanged({ documents }: OpenCabinet, item: OutboxItem): Promise<void> {
  for (const [index, id] of item.documents.entries()) {
    const document = await documents.get(id);
    if (document === null) throw documentUnknown(id);
    if (document.state !== "current") throw notCurrent(id, document.state, document.patientId);
    if (document.dmp?.direction === "pushed" && item.documents.length > 1) throw await partlyThere(documents, item);
    if (document.cda !== item.contents[index]) throw contentChanged(id, item.id);
    if (document.dmp?.withdrawnAt !== undefined) throw withdrawn(id, document.dmp.withdrawnAt);
  }
}

async function submit(cabinet: OpenCabinet, item: OutboxItem, patient: Patient, sending: Sending): Promise<Delivery> {
  const { prepared } = submissionPayload(item);
  const parts: DmpPart[] = item.contents.map((content, index) => ({
    size: prepared.documents[index]?.size ?? 0,
    open: () => cabinet.contents.read(content),
  }));
  const intent = { transaction: "TD2.1" as const, patient, documents: item.documents, signal: sending.signal };
  const { warnings } = await withCall(cabinet, intent, (client, call) => {
    sending.leaving();
    return client.submit(prepared, parts, call);
  });
  return {
    code: "accepted",
    result: { warnings },
    warnings: warnings.map(({ code, message }) => `${code} : ${message}`),
  };
}

/** Which documents of a line the DMP has, by reference only: what a structure may ask in the mode in which it feeds (dmp.md §2). */
async function lookFor(cabinet: OpenCabinet, item: OutboxItem, patient: Patient, signal: AbortSignal) {
  const { prepared } = submissionPayload(item);
  const intent = { transaction: "TD3.1" as const, patient, documents: item.documents, feeding: true, signal };
  const [there, missing, entries]: [string[], string[], string[]] = [[], [], []];
  // One by one: a document may have several entries (one for each change of its metadata), which would hide that another has none.
  for (const [index, { uniqueId }] of prepared.documents.entries()) {
    const names = { uniqueIds: [uniqueId] };
    const found = await withCall(cabinet, intent, (client, call) => client.locate(prepared.patientId, names, call));
    entries.push(...found);
    (found.length === 0 ? missing : there).push(item.documents[index] ?? uniqueId);
  }
  return { there, missing, entries };
}

/** A part of the line was noted in the file: sending it whole again would be refused, or would be twice. */
async function partlyThere(documents: OpenCabinet["documents"], item: OutboxItem): Promise<SegurError> {
  const [there, missing]: [string[], string[]] = [[], []];
  for (const id of item.documents) {
    const pushed = (await documents.get(id))?.dmp?.direction === "pushed";
    (pushed ? there : missing).push(id);
  }
  return partlyTaken(item.id, there, missing);
}

/**
 * The cabinet went back to a backup after this line was written: what it says of the line is old, and a reference (ObjectRef) is given
 * for deleted entries too. What is found may have been deleted since.
 */
async function isRestored({ traces }: OpenCabinet, item: OutboxItem): Promise<boolean> {
  const restorations = await traces.list({ kinds: ["cabinet.restored"], limit: 1_000 });
  return restorations.some(({ at }) => at >= item.createdAt);
}

function isUnverified(result: unknown): boolean {
  return (result as { readonly unverified?: unknown } | null)?.unverified === true;
}

async function patientOf({ patients }: OpenCabinet, item: OutboxItem): Promise<Patient> {
  if (item.patientId === null) throw payloadUnreadable(item);
  const patient = await patients.get(item.patientId);
  if (patient === null) throw patientNotFound(item.patientId);
  return patient;
}

/** What the gateway says of a fault; for our own errors, what their kind says. */
export function judge(error: SegurError): Judgement {
  if (error.code === PARTLY_TAKEN) return { retry: "never", nothingTaken: false, settled: true };
  if (error instanceof DmpFault) return { retry: error.retry, nothingTaken: !error.uncertain };
  switch (error.kind) {
    case "refused":
    case "decision":
    case "input":
    case "usage":
    case "not_found":
      return { retry: "never", nothingTaken: false };
    case "unreachable":
      return { retry: "later", nothingTaken: false };
    default:
      return { retry: "stop", nothingTaken: false };
  }
}
