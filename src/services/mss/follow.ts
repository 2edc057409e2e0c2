import { sameAddress } from "../../domain/message/address.js";
import type { RecipientFate } from "../../domain/message/send.js";
import type { ReceiptRequest, Report } from "../../gateways/mss/port.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import type { FactCabinet } from "../exchange/common.js";
import { messageFacts } from "../exchange/message-facts.js";
import { withFacts } from "../exchange/with-facts.js";
import { type BounceCause, bounceReader } from "./bounce.js";
import { isReadable, messagePayload } from "./payload.js";
import { fatesOf, isMatched } from "./report-fates.js";

export interface ReadReports {
  /** Messages (`O7`) of which something new is known. */
  readonly changed: readonly string[];
  /** Reports of messages that this cabinet did not send. */
  readonly foreign: number;
  /** Requests of a receipt that were kept, to be answered by a person. */
  readonly requests: number;
  /** Answers to our messages that nobody has read yet, when they were asked for; they stay where they are. */
  readonly replies: number;
}

/**
 * Reads what came into the mailbox since the last time: what operators and readers say of our messages, matched by the ENVID, then by the
 * Message-ID. How far it was read is kept after each batch, once what it says is on the disk: a crash reads a batch twice, which is once.
 */
export async function readReports(
  cabinet: OpenCabinet,
  signal: AbortSignal,
  { countReplies = false }: { readonly countReplies?: boolean } = {},
): Promise<ReadReports> {
  const client = await cabinet.mss();
  const causeOf = await bounceReader(cabinet);
  const changed = new Set<string>();
  let [foreign, requests] = [0, 0];
  let position = await cabinet.mailboxPositions.of(client.address);
  for (;;) {
    const read = await client.reports(position, signal, { replies: countReplies });
    const noted = await noteReports(cabinet, client.address, read, causeOf);
    for (const id of noted.changed) changed.add(id);
    foreign += noted.foreign;
    requests += noted.requests;
    await cabinet.mailboxPositions.keep(client.address, read.position);
    const moved =
      position === null || position.uidValidity !== read.position.uidValidity || position.lastUid !== read.position.lastUid;
    position = read.position;
    if (!moved || signal.aborted) {
      const replies = await repliesToUs(cabinet, read.unreadReplies ?? []);
      return { changed: [...changed], foreign, requests, replies };
    }
  }
}

/** What reports say of our messages, and the receipts that are asked of us, found in one mailbox. Noted twice, it is noted once. */
export async function noteReports(
  cabinet: FactCabinet & Pick<OpenCabinet, "fates" | "outbox" | "receipts" | "clock" | "actor">,
  mailbox: string,
  read: { readonly reports: readonly Report[]; readonly requests: readonly ReceiptRequest[] },
  causeOf: (text: string) => BounceCause,
): Promise<Omit<ReadReports, "replies">> {
  const changed = new Set<string>();
  let [foreign, requests] = [0, 0];
  for (const report of read.reports) {
    const id = await cabinet.fates.find(report);
    const item = id === null ? null : await cabinet.outbox.get(id);
    // A line that this version cannot read says so where it is shown: what comes after this report must be read all the same.
    if (item === null || !isReadable(item)) foreign += 1;
    else if (await keep(cabinet, item, report, causeOf)) changed.add(item.id);
  }
  for (const request of read.requests) if (await ask(cabinet, mailbox, request)) requests += 1;
  return { changed: [...changed], foreign, requests };
}

async function repliesToUs({ fates }: OpenCabinet, answered: readonly string[]): Promise<number> {
  let count = 0;
  for (const messageId of answered) if ((await fates.find({ envelopeId: null, messageId })) !== null) count += 1;
  return count;
}

async function keep(
  cabinet: FactCabinet & Pick<OpenCabinet, "fates" | "clock" | "actor">,
  item: OutboxItem,
  report: Report,
  causeOf: (text: string) => BounceCause,
): Promise<boolean> {
  const { audience, recipients, envelopeId } = messagePayload(item);
  const at = cabinet.clock.now().toISOString();
  const addresses = recipients.map(({ address }) => address);
  const matched = isMatched(report, envelopeId);
  const told = fatesOf(report, addresses, { at, causeOf, matched });
  const fates = matched ? told : aboutTaken(told, await cabinet.fates.of(item.id));
  if (fates.length === 0) return false;
  const facts = await messageFacts(cabinet, item);
  const traces = (news: readonly RecipientFate[], all: readonly RecipientFate[]): NewTrace[] => {
    const lines = news.map(
      ({ state, code }): NewTrace => ({
        kind: "mss.report",
        at,
        actor: cabinet.actor,
        patientId: item.patientId ?? undefined,
        code: code ?? report.kind,
        data: { outbox: item.id, audience, state, matched },
      }),
    );
    return withFacts(lines, facts(all));
  };
  return (await cabinet.fates.record(item.id, fates, traces)).length > 0;
}

/** What nobody vouches for adds to what the operator took, and to nothing else: neither a doubt nor a report that is sure yields to it. */
function aboutTaken(told: readonly RecipientFate[], known: readonly RecipientFate[]): readonly RecipientFate[] {
  return told.filter(({ address }) => known.some((fate) => sameAddress(fate.address, address) && fate.state === "accepted"));
}

/**
 * Kept for a person to answer, once. Never what a machine sent, nor what asks to answer elsewhere than to its sender (RFC 8098 §2.1): the
 * receipt would go to somebody who did not write.
 */
async function ask(
  { receipts, clock }: Pick<OpenCabinet, "receipts" | "clock">,
  mailbox: string,
  request: ReceiptRequest,
): Promise<boolean> {
  if (!isAnswerable(request)) return false;
  await receipts.add({ mailbox, messageId: request.messageId, data: request, at: clock.now().toISOString() });
  return true;
}

export function isAnswerable({ automatic, notifyTo, returnPath, from }: ReceiptRequest): boolean {
  if (automatic || notifyTo.length === 0 || returnPath === "") return false;
  const sender = (returnPath ?? from).toLowerCase();
  return notifyTo.every((address) => address.toLowerCase() === sender);
}
