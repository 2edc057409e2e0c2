import type { IsoInstant } from "../domain/identity/types.js";
import type { Actor } from "../domain/ports.js";

/**
 * What is traced (rules 4, 16, 31, 37, 39, 48; insi.md §6.8). A trace names a patient by id, never by name;
 * the identity data that the law asks to keep (the INSi answer "as is") stands in `data`, in the cabinet store only.
 */
export type TraceKind =
  | "patient.created"
  | "patient.updated"
  | "patient.consent"
  | "identity.changed" // strict traits, attributes, proof
  | "identity.status" // data: {from, to, event}
  | "ins.accessed" // a matricule was shown in clear
  | "insi.intended" // on disk before the call
  | "insi.answered" // CR code, KO/OK, fault
  | "insi.decided" // a person accepted or refused an answer
  | "run.started"
  | "run.ended"
  | "session.opened"
  | "session.refused" // code: why
  | "session.closed"
  | "session.locked"
  | "rights.refused" // data: {right, command}
  | "user.added"
  | "user.changed" // data: {user, changed}
  | "user.disabled"
  | "cabinet.created" // data: {environment}; the first line of a journal
  | "cabinet.backup" // data: {patients, bytes, sha256, keyId}
  | "cabinet.restored" // data: {patients, sha256, madeAt, keyId}; of a copy, {instanceId, copyOf}; when the store that was replaced did not open, {unopened}: the code of the error
  | "cabinet.rekeyed" // data: {from, to}: identifiers of the keys
  | "cabinet.key_exported" // data: {keyId}; written before the copy is
  | "cabinet.key_imported" // data: {keyId}
  | "document.filed" // data: {document, type, origin, uniqueId}
  | "document.changed" // data: {document, changed}
  | "document.read" // data: {document, where}
  | "document.exported" // data: {document, format}
  | "quarantine.added" // code: reason; data: {quarantine, origin, uniqueId}
  | "quarantine.decided" // data: {quarantine, to}
  | "dmp.vihf" // each VIHF that was signed (EX_AIR-070); data: {vihf, mode, transaction, structure}
  | "dmp.intended" // on disk before the call; data: {transaction, access, documents}
  | "dmp.answered" // code; data: {transaction, documents}
  | "dmp.break_glass" // data: {reason}: kept, never shown in a listing
  | "outbox.queued" // data: {outbox, kind, documents, uniqueId, answers: the received message}
  | "outbox.settled" // code; data: {outbox, kind, state, documents, identityStatus, exchange: what counts of it (ExchangeFact)}
  | "outbox.cancelled" // data: {outbox}
  | "mss.sent" // what the operator took; code; data: {outbox, recipients: how many, audience, exchange}
  | "mss.failed" // for good, for one recipient; code; data: {outbox, audience, exchange}
  | "mss.report" // a report that says more; code; data: {outbox, state, audience, matched}: whether it came from who knows, never from whom; exchange
  | "mss.handled" // a person saw to a message that did not reach everyone; data: {outbox}
  | "mss.receipt" // our answer to a request; code: sent, declined or, when the operator did not take it, not_sent; data: {receipt}
  | "inbox.added" // a message of a file; data: {message, documents: how many, problem: its code}
  | "inbox.decided" // code: the rule; data: {received, to, document, fields: which were compared, never what they say}
  | "inbox.received" // a batch of a mailbox; data: {messages, documents, unreadable: how many}
  | "inbox.acknowledged" // code: read, resolved…; data: {received, document, alert: what is left of it, noted: whether there is a note}
  | "medical.changed" // code: added, edited, closed, reopened, none_stated; data: {items: their ids, kinds, from: entered, file, vsm; document}
  | "vsm.generated" // data: {document, sections, score}
  | "export.written" // data: {scope, patients, documents, sha256: of the manifest, encrypted}
  | "export.imported" // data: {sha256: of the manifest, patients, documents}
  | "mom.reported" // code: met, not_met, unknown; data: {sha256: of the evidence, journal: its head}
  | "journal.exported"
  | "journal.purged";

export interface NewTrace {
  readonly kind: TraceKind;
  readonly at: IsoInstant;
  readonly actor: Actor;
  readonly patientId?: string | undefined;
  readonly runId?: string | undefined;
  /** MessageID of the téléservice call. */
  readonly messageId?: string | undefined;
  /** Return code: `00`, `KO`, `insi_102`… */
  readonly code?: string | undefined;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/** Traces of something that is written with them: told once it has its id, where they name it. */
export type TracesOf<T> = readonly NewTrace[] | ((written: T) => readonly NewTrace[]);

export interface Trace extends NewTrace {
  readonly id: string;
}

export interface TraceLog {
  /** Durable when it resolves. Calls made in the same instant share one commit. */
  append(traces: readonly NewTrace[]): Promise<void>;
  /** In the order of writing; `after` is the id of the last trace already read. */
  list(query: {
    readonly patientId?: string | undefined;
    readonly runId?: string | undefined;
    readonly messageId?: string | undefined;
    readonly kinds?: readonly TraceKind[] | undefined;
    readonly limit: number;
    readonly after?: string | undefined;
  }): Promise<readonly Trace[]>;
}
