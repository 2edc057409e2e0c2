import { SegurError } from "../../domain/errors.js";
import type { RecipientFate } from "../../domain/message/send.js";
import { smtpMeaning } from "../../domain/message/smtp-meaning.js";
import { type MssClient, MssFault, type SentRecipient } from "../../gateways/mss/port.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import type { Delivery, Judgement, OutboxHandler, Sending } from "../outbox/handler.js";
import { readReports } from "./follow.js";
import { type MessagePayload, messagePayload, pendingRecipients } from "./payload.js";
import { deferred, otherMailbox, unconfirmed } from "./send-errors.js";
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
    send: (item, sending) => send(cabinet, item, sending),
    confirm: (item, signal) => confirm(cabinet, item, options, signal),
    isDuplicate: () => false,
    judge,
    delivered: async () => {},
    async describe(item) {
      const { audience, types } = messagePayload(item);
      const status = item.patientId === null ? null : ((await cabinet.patients.get(item.patientId))?.identity.status ?? null);
      return { identityStatus: status, qualified: status === "qualifiee", audience, types };
    },
  };
}

async function send(cabinet: OpenCabinet, item: OutboxItem, { signal, leaving }: Sending): Promise<Delivery> {
  const payload = messagePayload(item);
  await requireStill(cabinet, item, payload);
  const before = await cabinet.fates.of(item.id);
  const recipients = pendingRecipients(payload, before);
  const client = await cabinet.mss();
  if (client.address.toLowerCase() !== payload.from.toLowerCase()) throw otherMailbox(item.id);
  if (recipients.length > 0)
    await leave(cabinet, client, { item, payload, recipients, isFirst: before.length === 0 }, { signal, leaving });
  return kept(cabinet, client, item, payload, signal);
}

interface Departure {
  readonly item: OutboxItem;
  readonly payload: MessagePayload;
  readonly recipients: readonly string[];
  /** Nobody has it yet. */
  readonly isFirst: boolean;
}

async function leave(
  cabinet: OpenCabinet,
  client: MssClient,
  { item, payload, recipients, isFirst }: Departure,
  { signal, leaving }: Sending,
): Promise<void> {
  const { fates, clock } = cabinet;
  const [content = ""] = item.contents;
  const open = async function* (): AsyncGenerator<Uint8Array> {
    // On the disk before the first byte: a process that dies later leaves a doubt, one that died earlier leaves none.
    await fates.leaves(item.id, clock.now().toISOString());
    yield* cabinet.contents.read(content);
  };
  const { from, envelopeId, size } = payload;
  let sent: readonly SentRecipient[];
  try {
    sent = await client.send({ envelopeFrom: from, recipients, envelopeId, size, open }, leaving, signal);
  } catch (error) {
    if (error instanceof MssFault && error.uncertain) throw error;
    if (!isFirst && error instanceof MssFault && /^5\d\d/.test(error.serviceCode)) {
      // The others have it: these are refused, and the message is not.
      await record(
        cabinet,
        item,
        payload,
        recipients.map((address) => refusedFate(cabinet, address, error.serviceCode)),
      );
      return;
    }
    await fates.stayed(item.id);
    // « Later » for these recipients is no failure of the service: the other messages may go.
    if (error instanceof MssFault && /^45\d/.test(error.serviceCode)) {
      const { serviceCode } = error;
      throw deferred(item.id, recipients.length, `${serviceCode} : ${smtpMeaning(serviceCode).message}`);
    }
    throw error;
  }
  const answered = sent.filter(({ accepted, code }) => accepted || !code.startsWith("4"));
  const at = clock.now().toISOString();
  await record(
    cabinet,
    item,
    payload,
    answered.map(({ address, accepted, code }) =>
      accepted ? { address, state: "accepted", code: null, cause: null, at } : refusedFate(cabinet, address, code),
    ),
  );
  const [later] = sent.filter(({ accepted, code }) => !accepted && code.startsWith("4"));
  const left = sent.length - answered.length;
  if (later !== undefined) throw deferred(item.id, left, `${later.code} : ${smtpMeaning(later.code).message}`);
}

function refusedFate({ clock }: OpenCabinet, address: string, code: string): RecipientFate {
  return {
    address,
    state: "failed",
    code: code.split(" ")[1] ?? code,
    cause: smtpMeaning(code).message,
    at: clock.now().toISOString(),
  };
}

function record(cabinet: OpenCabinet, item: OutboxItem, { audience }: MessagePayload, fates: readonly RecipientFate[]) {
  const told = (changed: readonly RecipientFate[]): NewTrace[] => {
    const taken = changed.filter(({ state }) => state === "accepted").length;
    const common = { at: cabinet.clock.now().toISOString(), actor: cabinet.actor, patientId: item.patientId ?? undefined };
    const failed = changed.filter(({ state }) => state === "failed");
    return [
      ...(taken === 0
        ? []
        : [{ ...common, kind: "mss.sent" as const, code: "250", data: { outbox: item.id, audience, recipients: taken } }]),
      ...failed.map(({ code }) => ({
        ...{ ...common, kind: "mss.failed" as const, code: code ?? undefined },
        data: { outbox: item.id, audience },
      })),
    ];
  };
  return cabinet.fates.record(item.id, fates, told, true);
}

/** The copy in Sent is the proof of who looks later: without it the message has left all the same. */
async function kept(
  { contents, fates }: OpenCabinet,
  client: MssClient,
  item: OutboxItem,
  { size }: MessagePayload,
  signal: AbortSignal,
): Promise<Delivery> {
  const [content = ""] = item.contents;
  const warnings: string[] = [];
  let sentCopy = true;
  try {
    await client.keepSent(item.key, { size, open: () => contents.read(content) }, signal);
  } catch (error) {
    if (!(error instanceof SegurError)) throw error;
    sentCopy = false;
    warnings.push(`Le message est parti, mais sa copie n'a pas pu être rangée dans « Envoyés » : ${error.message}`);
  }
  const all = await fates.of(item.id);
  for (const { state, code, cause } of all) {
    if (state === "failed") warnings.push(`Un destinataire est refusé par l'opérateur (${code}) : ${cause}`);
  }
  const refused = all.filter(({ state }) => state === "failed").length;
  return { code: "accepted", result: { accepted: all.length - refused, refused, sentCopy }, warnings };
}

/** Null: nothing of it left, for certain. */
async function confirm(
  cabinet: OpenCabinet,
  item: OutboxItem,
  { forceResend = false }: SendOptions,
  signal: AbortSignal,
): Promise<Delivery | null> {
  const payload = messagePayload(item);
  const pending = async () => pendingRecipients(payload, await cabinet.fates.of(item.id));
  if (!(await cabinet.fates.mayHaveArrived(item.id)) && (await pending()).length > 0) return null;
  const client = await cabinet.mss();
  if (client.address.toLowerCase() !== payload.from.toLowerCase()) throw otherMailbox(item.id);
  if ((await pending()).length > 0) await readReports(cabinet, signal);
  const left = await pending();
  if (left.length > 0) {
    // Our copy is put there once everyone's answer is known.
    if (await client.isInSent(item.key, signal)) {
      const at = cabinet.clock.now().toISOString();
      await record(
        cabinet,
        item,
        payload,
        left.map((address) => ({ address, state: "accepted", code: null, cause: null, at })),
      );
    } else if (forceResend) return null;
    else throw unconfirmed(item.id);
  }
  return { ...(await kept(cabinet, client, item, payload, signal)), code: "confirmed" };
}

/** What the gateway says of a fault; for our own errors, what their kind says. */
function judge(error: SegurError): Judgement {
  if (error instanceof MssFault) return { retry: error.retry, nothingTaken: !error.uncertain };
  if (error.code === "mss.recipient_deferred") return { retry: "later", nothingTaken: true };
  if (error.code === "mss.unconfirmed") return { retry: "later", nothingTaken: false };
  const never = ["refused", "decision", "input", "usage", "not_found"].includes(error.kind);
  return { retry: never ? "never" : error.kind === "unreachable" ? "later" : "stop", nothingTaken: false };
}
