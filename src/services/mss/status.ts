import type { IsoInstant } from "../../domain/identity/types.js";
import { audienceOf } from "../../domain/message/address.js";
import { fateRule } from "../../domain/message/fate-rule.js";
import type { Audience, RecipientFate, RecipientState } from "../../domain/message/send.js";
import { shownSubject, subjectLabel } from "../../domain/message/subject.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { untold } from "../outbox/told.js";
import { deferralOf, giveUpAt } from "./give-up.js";
import { type MessagePayload, messagePayload, pendingRecipients } from "./payload.js";
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
  /** The text by which it did not arrive, or waits: `RFC 3463 §3.2 (5.1.1)`, `MSS/va1.20`. Null when there is nothing to explain. */
  readonly rule: string | null;
  readonly at: IsoInstant;
}

export interface MessageStatus {
  readonly id: string;
  readonly audience: Audience;
  readonly patientId: string | null;
  readonly documents: readonly string[];
  /** The mailbox that sent it: its reports come there. */
  readonly from: string;
  /** Without the technical prefix (UX.28) nor the patient; null when a message with documents does not say which part names them. */
  readonly subject: string | null;
  readonly readReceipt: boolean;
  readonly sentAt: IsoInstant;
  /** `O6`: the message that it replaces. */
  readonly replaces: string | null;
  /** The messages that replace it; only looked for when one message is asked for. */
  readonly replacedBy: readonly string[];
  /** That of the recipient who needs most attention. */
  readonly state: MessageState;
  readonly recipients: readonly RecipientStatus[];
  readonly nextTryAt: IsoInstant | null;
  /** Until when an operator that defers is asked again; null when none does. */
  readonly giveUpAt: IsoInstant | null;
  /** A person saw to its failures (`mss done`), or gave it up. */
  readonly handledAt: IsoInstant | null;
  /** Whether its copy is in « Envoyés »; null as long as it has not left for everyone. */
  readonly sentCopy: boolean | null;
}

/** What needs attention first. */
const WORST: readonly MessageState[] = ["failed", "uncertain", "queued", "accepted", "delivered", "read", "cancelled"];

/** What became of a message, recipient by recipient: what the reports say, else what the outbox knows. Pure. */
export function statusOf(item: OutboxItem, fates: readonly RecipientFate[]): MessageStatus {
  const payload = messagePayload(item);
  const { audience, recipients, from, readReceipt, replaces } = payload;
  const known = new Map(fates.map((fate) => [fate.address.toLowerCase(), fate]));
  const each = recipients.map(({ address }): RecipientStatus => {
    const fate = known.get(address.toLowerCase());
    return fate === undefined ? fromLine(item, address) : { ...fate, address, rule: fateRule(fate) };
  });
  const { id, patientId, documents, createdAt, nextTryAt } = item;
  const deferral = deferralOf(item);
  const state = WORST.find((worst) => each.some((one) => one.state === worst)) ?? "queued";
  return {
    id,
    audience,
    patientId,
    documents,
    from,
    subject: subjectOf(item, payload),
    readReceipt,
    sentAt: createdAt,
    replaces,
    replacedBy: [],
    state,
    recipients: each,
    nextTryAt,
    giveUpAt: deferral === null || item.state !== "queued" ? null : giveUpAt(deferral),
    handledAt: handledAt(item),
    sentCopy: sentCopyOf(item, fates),
  };
}

function subjectOf({ documents }: OutboxItem, { subject, about }: MessagePayload): string | null {
  if (documents.length === 0) return shownSubject(subject);
  return about == null ? null : subjectLabel(subject, about);
}

function handledAt({ state, result, updatedAt }: OutboxItem): IsoInstant | null {
  if (state === "cancelled") return updatedAt;
  const { handled } = Object(result) as { readonly handled?: { readonly at?: unknown } };
  return typeof handled?.at === "string" ? handled.at : null;
}

/** Every recipient has an answer, and the line is not settled: it only waits for its copy in Sent. Pure. */
export function lacksCopy(item: OutboxItem, fates: readonly RecipientFate[]): boolean {
  return item.state === "uncertain" && pendingRecipients(messagePayload(item), fates).length === 0;
}

function sentCopyOf(item: OutboxItem, fates: readonly RecipientFate[]): boolean | null {
  if (item.state !== "done") return lacksCopy(item, fates) ? false : null;
  return !(
    typeof item.result === "object" &&
    item.result !== null &&
    "sentCopy" in item.result &&
    item.result.sentCopy === false
  );
}

function fromLine({ state, lastError, updatedAt }: OutboxItem, address: string): RecipientStatus {
  const { cause, rule } = lastError === null ? { cause: null, rule: null } : untold(lastError.message);
  const why = { address, code: lastError?.code ?? null, cause, rule, at: updatedAt };
  if (state === "done") return { address, state: "accepted", code: null, cause: null, rule: null, at: updatedAt };
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
    return [{ ...statusOf(item, await fates.of(item.id)), replacedBy: await replacedBy({ outbox }, item) }];
  }
  const found: MessageStatus[] = [];
  for (let after: string | undefined; ; ) {
    const page = await outbox.list({ kind: "mss.send", limit: PAGE, after });
    const known = await fates.ofMany(page.map(({ id }) => id));
    found.push(...page.flatMap((item) => asked(statusOf(item, known.get(item.id) ?? []), query)));
    if (found.length > query.limit) found.splice(0, found.length - query.limit);
    after = page.at(-1)?.id;
    if (after === undefined || page.length < PAGE) return found.reverse();
  }
}

/** Messages written after this one that name it as what they replace. */
async function replacedBy({ outbox }: Pick<OpenCabinet, "outbox">, { id }: OutboxItem): Promise<readonly string[]> {
  const found: string[] = [];
  for (let after: string | undefined = id; ; ) {
    const page: readonly OutboxItem[] = await outbox.list({ kind: "mss.send", limit: PAGE, after });
    for (const item of page) if (item.state !== "cancelled" && messagePayload(item).replaces === id) found.push(item.id);
    after = page.at(-1)?.id;
    if (after === undefined || page.length < PAGE) return found;
  }
}

/** Only the recipients that are asked for: one who has it is no failure because another refused it. Null: none. */
function asked(status: MessageStatus, { pending, failed }: StatusQuery): readonly MessageStatus[] {
  if (!pending && !failed) return [status];
  const recipients = status.recipients.filter(
    (each) => (failed && isFailure(each, status)) || (pending && WAITING.includes(each.state)),
  );
  return recipients.length === 0 ? [] : [{ ...status, recipients }];
}

const WAITING: readonly MessageState[] = ["queued", "uncertain", "accepted"];

/** That nobody has seen to: what comes later than that is another one. */
function isFailure({ state, at }: RecipientStatus, { handledAt }: MessageStatus): boolean {
  return state === "failed" && (handledAt === null || at > handledAt);
}

/** An address as it may be shown: that of a patient hides their matricule. */
export function maskedAddress(address: string): string {
  return audienceOf(address) === "patient" ? `•••@${address.slice(address.lastIndexOf("@") + 1)}` : address;
}
