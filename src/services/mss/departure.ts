import type { RecipientFate } from "../../domain/message/send.js";
import { smtpMeaning } from "../../domain/message/smtp-meaning.js";
import { type MssClient, MssFault, type SentRecipient } from "../../gateways/mss/port.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { type FactsOfFates, messageFacts } from "../exchange/message-facts.js";
import { withFacts } from "../exchange/with-facts.js";
import { taken } from "../outbox/errors.js";
import type { Sending } from "../outbox/handler.js";
import { leaseUntil } from "../outbox/lease.js";
import { type Deferral, deferralOf, GIVE_UP_DAYS, giveUpAt } from "./give-up.js";
import type { MessagePayload } from "./payload.js";
import { deferred, gaveUp, refusedInDoubt } from "./send-errors.js";

export interface Departure {
  readonly item: OutboxItem;
  readonly payload: MessagePayload;
  readonly recipients: readonly string[];
  /** Somebody has it already: what is refused now is refused to these, and the message is not. */
  readonly hasArrived: boolean;
  /** An earlier departure may have arrived: only what is taken now is an answer. */
  readonly doubted: boolean;
}

/**
 * One departure: the bytes of the line to those who are still to get them. The answer for each is on the disk when it resolves, or throws.
 * @throws {SegurError} `mss.recipient_deferred`, `mss.gave_up`, `mss.refused_in_doubt`, `outbox.taken`, the operator's refusal when nobody has it
 */
export async function depart(
  cabinet: OpenCabinet,
  client: MssClient,
  departure: Departure,
  { signal, leaving }: Sending,
): Promise<void> {
  const { item, payload, recipients, hasArrived, doubted } = departure;
  const { fates, clock, machine } = cabinet;
  const [content = ""] = item.contents;
  const open = async function* (): AsyncGenerator<Uint8Array> {
    // On the disk before the first byte: a process that dies later leaves a doubt, one that died earlier leaves none.
    const times = { at: clock.now().toISOString(), leaseUntil: leaseUntil(cabinet) };
    if (!(await fates.leaves(item.id, machine, times))) throw taken(item.id);
    yield* cabinet.contents.read(content);
  };
  const { from, envelopeId, size } = payload;
  // As it leaves: what changes while the operator answers does not count.
  const facts = await messageFacts(cabinet, item);
  let answers: readonly SentRecipient[];
  let refusal: MssFault | null = null;
  try {
    answers = await client.send({ envelopeFrom: from, recipients, envelopeId, size, open }, leaving, signal);
  } catch (error) {
    if (!(error instanceof MssFault) || error.uncertain) throw error;
    refusal = error;
    answers = answersOf(error, recipients);
    if (answers.length === 0) {
      if (!doubted) await fates.stayed(item.id, machine);
      throw error;
    }
  }
  const now = clock.now();
  const deferral = deferralOf(item) ?? { deferredSince: now.toISOString() };
  const isOver = now.toISOString() >= giveUpAt(deferral);
  const at = now.toISOString();
  const known = doubted ? answers.filter(({ accepted }) => accepted) : answers;
  const told = known.flatMap((answer) => fateOf(answer, isOver, at));
  await record(cabinet, item, payload, told, { answered: known.length === answers.length, facts });
  const refused = answers.find(({ accepted }) => !accepted);
  if (doubted && refused !== undefined) throw refusedInDoubt(item.id, reason(refused));
  const first = answers.find(isLater);
  if (first !== undefined && !isOver) throw laterFor(item, answers, deferral);
  if (hasArrived || answers.some(({ accepted }) => accepted)) return;
  if (first !== undefined) throw gaveUp(item.id, reason(first));
  if (refusal !== null) throw refusal;
}

/** What a fault says of each recipient; nothing when it is the service that failed (421, 454: no answer about anybody). */
function answersOf({ recipients, serviceCode, message }: MssFault, sentTo: readonly string[]): readonly SentRecipient[] {
  if (recipients.length > 0) return recipients;
  if (!/^(?:5\d\d|45[0-35])/.test(serviceCode)) return [];
  return sentTo.map((address) => ({ address, accepted: false, code: serviceCode, response: message }));
}

function isLater({ accepted, code }: SentRecipient): boolean {
  return !accepted && code.startsWith("4");
}

function reason({ code }: SentRecipient): string {
  return `${code} : ${smtpMeaning(code).message}`;
}

/** « Later » for these recipients is no failure of the service: the other messages may go. */
function laterFor({ id }: OutboxItem, answers: readonly SentRecipient[], deferral: Deferral) {
  const late = answers.filter(isLater);
  const refusals = answers.filter((answer) => !answer.accepted && !isLater(answer));
  const why = [...new Set([...refusals, ...late].map(reason))].join(" ");
  return deferred(id, { late: late.length, refused: refusals.length }, { why, giveUpAt: giveUpAt(deferral) });
}

/** @param isOver « later » was said for as long as one waits */
function fateOf(answer: SentRecipient, isOver: boolean, at: string): readonly RecipientFate[] {
  const { address, accepted, code } = answer;
  if (accepted) return [{ address, state: "accepted", code: null, cause: null, at }];
  const later = isLater(answer);
  if (later && !isOver) return [];
  const { message } = smtpMeaning(code);
  const cause = later ? `Abandonné après ${GIVE_UP_DAYS} jours de refus provisoires. ${message}` : message;
  return [{ address, state: "failed", code: code.split(" ")[1] ?? code, cause, at }];
}

/**
 * Keeps what the operator answered. @param answered for everyone: of this line nothing is in doubt any more @param facts what counts of it,
 * told by the first of the lines
 */
export function record(
  cabinet: OpenCabinet,
  item: OutboxItem,
  { audience }: MessagePayload,
  fates: readonly RecipientFate[],
  { answered, facts }: { readonly answered: boolean; readonly facts: FactsOfFates },
) {
  const told = (changed: readonly RecipientFate[], all: readonly RecipientFate[]): NewTrace[] => {
    const taken = changed.filter(({ state }) => state === "accepted").length;
    const common = { at: cabinet.clock.now().toISOString(), actor: cabinet.actor, patientId: item.patientId ?? undefined };
    const failed = changed.filter(({ state }) => state === "failed");
    const lines: NewTrace[] = [
      ...(taken === 0
        ? []
        : [{ ...common, kind: "mss.sent" as const, code: "250", data: { outbox: item.id, audience, recipients: taken } }]),
      ...failed.map(({ code }) => ({
        ...{ ...common, kind: "mss.failed" as const, code: code ?? undefined },
        data: { outbox: item.id, audience },
      })),
    ];
    return withFacts(lines, facts(all));
  };
  return cabinet.fates.record(item.id, fates, told, answered);
}
