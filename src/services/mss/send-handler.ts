import { SegurError } from "../../domain/errors.js";
import { sameAddress } from "../../domain/message/address.js";
import { fateRule } from "../../domain/message/fate-rule.js";
import type { RecipientFate } from "../../domain/message/send.js";
import { type MssClient, MssFault, SMTP_SESSIONS } from "../../gateways/mss/port.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { messageFacts } from "../exchange/message-facts.js";
import type { Delivery, Judgement, OutboxHandler, Sending } from "../outbox/handler.js";
import { depart, record } from "./departure.js";
import { readReports } from "./follow.js";
import { deferralOf } from "./give-up.js";
import { type MessagePayload, messagePayload, pendingRecipients } from "./payload.js";
import { nobodyHasIt, otherMailbox, SENT_COPY_MISSING, sentCopyMissing, unconfirmed } from "./send-errors.js";
import { requireStill } from "./still.js";

export interface SendOptions {
  /** A person decided that a message whose arrival nobody can tell is sent again (`outbox retry --force-resend`). */
  readonly forceResend?: boolean | undefined;
}

/**
 * How messages leave. The operator answers for each recipient, and its answer is kept before anything else: none ever gets a message
 * twice. A departure whose answer was lost is believed neither lost nor arrived: Sent and the reports tell, or a person decides.
 */
export function sendHandler(cabinet: OpenCabinet, options: SendOptions = {}): OutboxHandler {
  return {
    kind: "mss.send",
    together: SMTP_SESSIONS,
    send: (item, sending) => send(cabinet, item, sending),
    confirm: (item, signal) => confirm(cabinet, item, options, signal),
    isDuplicate: () => false,
    isInDoubt: (item) => isInDoubt(cabinet, item),
    isOurs: (item) => isOurs(cabinet, item),
    judge,
    remember: (item, error, at) => deferralOf(item) ?? (error.code === "mss.recipient_deferred" ? { deferredSince: at } : null),
    delivered: async () => {},
    async describe(item, settled) {
      const { audience, types } = messagePayload(item);
      const status = item.patientId === null ? null : ((await cabinet.patients.get(item.patientId))?.identity.status ?? null);
      const common = { identityStatus: status, qualified: status === "qualifiee", audience, types };
      if (settled.state === "done") return common;
      // What was sent was told as the operator answered; what never left is told here.
      const facts = await messageFacts(cabinet, item);
      return { ...common, exchange: facts(await cabinet.fates.of(item.id), { cause: settled.code }) };
    },
  };
}

async function send(cabinet: OpenCabinet, item: OutboxItem, { signal, leaving }: Sending): Promise<Delivery> {
  const payload = messagePayload(item);
  await requireStill(cabinet, item, payload);
  const before = await cabinet.fates.of(item.id);
  const recipients = pendingRecipients(payload, before);
  const client = await cabinet.mss();
  if (!sameAddress(client.address, payload.from)) throw otherMailbox(item.id);
  const hasArrived = before.some(({ state }) => state !== "failed");
  const departure = { item, payload, recipients, hasArrived, doubted: await isInDoubt(cabinet, item) };
  if (recipients.length > 0) await depart(cabinet, client, departure, { signal, leaving });
  // Nothing leaves, and it has: what fails from here on is no reason to believe that it has not.
  else leaving();
  return kept(cabinet, client, item, payload, signal);
}

/**
 * The copy in Sent is the proof of who looks later. Without it the message has left all the same: its line stays, in doubt of nothing but
 * the copy, and is tried again as long as it takes; the mailbox looks for the Message-ID first.
 * @throws {SegurError} `mss.sent_copy_missing`
 */
async function kept(
  { contents, fates }: OpenCabinet,
  client: MssClient,
  item: OutboxItem,
  { size }: MessagePayload,
  signal: AbortSignal,
): Promise<Delivery> {
  const [content = ""] = item.contents;
  try {
    await client.keepSent(item.key, { size, open: () => contents.read(content) }, signal);
  } catch (error) {
    throw error instanceof SegurError ? sentCopyMissing(item.id, error) : error;
  }
  const all = await fates.of(item.id);
  const refused = all.filter(({ state }) => state === "failed");
  return {
    code: "accepted",
    result: { accepted: all.length - refused.length, refused: refused.length, sentCopy: true },
    warnings: refused.map(refusalWarning),
  };
}

/** Told by who shows no recipient. */
export function refusalWarning(fate: Pick<RecipientFate, "state" | "code" | "cause">): string {
  return `Un destinataire est refusé par l'opérateur (${fate.code}) : ${fate.cause} (${fateRule(fate)})`;
}

/** Null: nothing of it left, for certain, or a person decided that it leaves again. */
async function confirm(
  cabinet: OpenCabinet,
  item: OutboxItem,
  { forceResend = false }: SendOptions,
  signal: AbortSignal,
): Promise<Delivery | null> {
  const payload = messagePayload(item);
  const pending = async () => pendingRecipients(payload, await cabinet.fates.of(item.id));
  if (!(await isInDoubt(cabinet, item)) && (await pending()).length > 0) return null;
  const client = await cabinet.mss();
  if (!sameAddress(client.address, payload.from)) throw otherMailbox(item.id);
  if ((await pending()).length > 0) await readReports(cabinet, signal);
  const left = await pending();
  if (left.length > 0) {
    // Our copy is put there once everyone's answer is known.
    if (await client.isInSent(item.key, signal)) {
      const at = cabinet.clock.now().toISOString();
      const found = left.map((address) => ({ address, state: "accepted" as const, code: null, cause: null, at }));
      await record(cabinet, item, payload, found, { answered: true, facts: await messageFacts(cabinet, item) });
    } else if (forceResend) return null;
    else throw unconfirmed(item.id);
  }
  const known = await cabinet.fates.of(item.id);
  if (known.every(({ state }) => state === "failed")) {
    await cabinet.fates.stayed(item.id, cabinet.machine);
    throw nobodyHasIt(item.id, known[0]?.cause ?? "");
  }
  return { ...(await kept(cabinet, client, item, payload, signal)), code: "confirmed" };
}

/** Data of it left, or may have (a restored backup does not know what left since), and nobody knows what came of it for someone. */
async function isInDoubt(cabinet: OpenCabinet, item: OutboxItem): Promise<boolean> {
  if (pendingRecipients(messagePayload(item), await cabinet.fates.of(item.id)).length === 0) return false;
  return cabinet.fates.mayHaveArrived(item.id);
}

/** A cabinet whose mailbox is not set has no other: its lines say so when they leave. */
async function isOurs({ mss }: OpenCabinet, item: OutboxItem): Promise<boolean> {
  const client = await mss().catch(() => null);
  return client === null || sameAddress(client.address, messagePayload(item).from);
}

/** What the gateway says of a fault; for our own errors, what their kind says. */
function judge(error: SegurError): Judgement {
  if (error instanceof MssFault) return { retry: error.retry, nothingTaken: !error.uncertain };
  // It left, for certain: uncertain is the state that is never cancelled nor sent again.
  if (error.code === SENT_COPY_MISSING) return { retry: "later", nothingTaken: false };
  if (error.code === "mss.recipient_deferred") return { retry: "later", nothingTaken: true };
  if (error.code === "mss.gave_up") return { retry: "never", nothingTaken: true };
  if (error.code === "mss.unconfirmed" || error.code === "mss.refused_in_doubt") return { retry: "later", nothingTaken: false };
  if (error.code === "mss.nobody_has_it") return { retry: "never", nothingTaken: true, settled: true };
  // The others leave: only who wrote this one can send it.
  if (error.code === "mss.other_mailbox") return { retry: "later", nothingTaken: true };
  const never = ["refused", "decision", "input", "usage", "not_found"].includes(error.kind);
  return { retry: never ? "never" : error.kind === "unreachable" ? "later" : "stop", nothingTaken: false };
}
