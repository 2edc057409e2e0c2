import type { IsoInstant } from "../../domain/identity/types.js";
import { audienceOf } from "../../domain/message/address.js";
import type { Audience, RecipientFate, RecipientState } from "../../domain/message/send.js";
import { shownSubject } from "../../domain/message/subject.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { messagePayload } from "./payload.js";
import { messageUnknown } from "./send-errors.js";

/** `uncertain`: it may have been taken by the operator, whose answer was lost. */
export type MessageState = "queued" | "uncertain" | RecipientState | "cancelled";

export interface RecipientStatus {
  /** That of a patient is their matricule. */
  readonly address: string;
  readonly state: MessageState;
  readonly code: string | null;
  /** French. */
  readonly cause: string | null;
  readonly at: IsoInstant;
}

export interface MessageStatus {
  readonly id: string;
  readonly audience: Audience;
  readonly patientId: string | null;
  readonly documents: readonly string[];
  /** Without the technical prefix (UX.28). With documents it names the patient. */
  readonly subject: string;
  readonly sentAt: IsoInstant;
  /** That of the recipient who needs most attention. */
  readonly state: MessageState;
  readonly recipients: readonly RecipientStatus[];
  readonly nextTryAt: IsoInstant | null;
}

/** What needs attention first. */
const WORST: readonly MessageState[] = ["failed", "uncertain", "queued", "accepted", "delivered", "read", "cancelled"];

/** What became of a message, recipient by recipient: what the reports say, else what the outbox knows. Pure. */
export function statusOf(item: OutboxItem, fates: readonly RecipientFate[]): MessageStatus {
  const { audience, recipients, subject } = messagePayload(item);
  const known = new Map(fates.map((fate) => [fate.address.toLowerCase(), fate]));
  const each = recipients.map(({ address }): RecipientStatus => {
    const fate = known.get(address.toLowerCase());
    return fate === undefined ? fromLine(item, address) : { ...fate, address };
  });
  const { id, patientId, documents, createdAt, nextTryAt } = item;
  const state = WORST.find((worst) => each.some((one) => one.state === worst)) ?? "queued";
  return {
    id,
    audience,
    patientId,
    documents,
    subject: shownSubject(subject),
    sentAt: createdAt,
    state,
    recipients: each,
    nextTryAt,
  };
}

function fromLine({ state, lastError, updatedAt }: OutboxItem, address: string): RecipientStatus {
  const why = { address, code: lastError?.code ?? null, cause: lastError?.message ?? null, at: updatedAt };
  if (state === "done") return { address, state: "accepted", code: null, cause: null, at: updatedAt };
  if (state === "refused") return { ...why, state: "failed" };
  return { ...why, state: state === "uncertain" || state === "cancelled" ? state : "queued" };
}

export interface StatusQuery {
  readonly id: string | null;
  /** Not yet delivered, read or failed. */
  readonly pending: boolean;
  readonly failed: boolean;
  readonly limit: number;
}

const PAGE = 200;

/** Messages as they stand, the latest first. @throws {SegurError} `mss.message_not_found` */
export async function listStatus({ outbox, fates }: OpenCabinet, query: StatusQuery): Promise<readonly MessageStatus[]> {
  if (query.id !== null) {
    const item = await outbox.get(query.id.trim().toUpperCase());
    if (item === null || item.kind !== "mss.send") throw messageUnknown(query.id);
    return [statusOf(item, await fates.of(item.id))];
  }
  const found: MessageStatus[] = [];
  for (let after: string | undefined; ; ) {
    const page = await outbox.list({ kind: "mss.send", limit: PAGE, after });
    const known = await fates.ofMany(page.map(({ id }) => id));
    found.push(...page.map((item) => statusOf(item, known.get(item.id) ?? [])).filter((status) => isAsked(status, query)));
    if (found.length > query.limit) found.splice(0, found.length - query.limit);
    after = page.at(-1)?.id;
    if (after === undefined || page.length < PAGE) return found.reverse();
  }
}

function isAsked({ recipients }: MessageStatus, { pending, failed }: StatusQuery): boolean {
  if (!pending && !failed) return true;
  const waits = (state: MessageState) => state === "queued" || state === "uncertain" || state === "accepted";
  return recipients.some(({ state }) => (failed && state === "failed") || (pending && waits(state)));
}

/** An address as it may be shown: that of a patient hides their matricule. */
export function maskedAddress(address: string): string {
  return audienceOf(address) === "patient" ? `•••@${address.slice(address.lastIndexOf("@") + 1)}` : address;
}
