import type { RecipientFate } from "../../domain/message/send.js";
import { smtpMeaning } from "../../domain/message/smtp-meaning.js";
import type { ReceiptRequest, Report } from "../../gateways/mss/port.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { type BounceCause, bounceReader } from "./bounce.js";
import { messagePayload } from "./payload.js";

export interface ReadReports {
  /** Messages (`O7`) of which something new is known. */
  readonly changed: readonly string[];
  /** Reports of messages that this cabinet did not send. */
  readonly foreign: number;
  /** Requests of a receipt that were kept, to be answered by a person. */
  readonly requests: number;
}

/**
 * Reads what came into the mailbox since the last time: what operators and readers say of our messages, matched by the ENVID, then by the
 * Message-ID. How far it was read is kept after each batch, once what it says is on the disk: a crash reads a batch twice, which is once.
 */
export async function readReports(cabinet: OpenCabinet, signal: AbortSignal): Promise<ReadReports> {
  const client = await cabinet.mss();
  const causeOf = await bounceReader(cabinet);
  const changed = new Set<string>();
  let [foreign, requests] = [0, 0];
  let position = await cabinet.mailboxPositions.of(client.address);
  for (;;) {
    const read = await client.reports(position, signal);
    const noted = await noteReports(cabinet, client.address, read, causeOf);
    for (const id of noted.changed) changed.add(id);
    foreign += noted.foreign;
    requests += noted.requests;
    await cabinet.mailboxPositions.keep(client.address, read.position);
    const moved =
      position === null || position.uidValidity !== read.position.uidValidity || position.lastUid !== read.position.lastUid;
    position = read.position;
    if (!moved || signal.aborted) return { changed: [...changed], foreign, requests };
  }
}

/** What reports say of our messages, and the receipts that are asked of us, found in one mailbox. Noted twice, it is noted once. */
export async function noteReports(
  cabinet: Pick<OpenCabinet, "fates" | "outbox" | "receipts" | "clock" | "actor">,
  mailbox: string,
  read: { readonly reports: readonly Report[]; readonly requests: readonly ReceiptRequest[] },
  causeOf: (text: string) => BounceCause,
): Promise<ReadReports> {
  const changed = new Set<string>();
  let [foreign, requests] = [0, 0];
  for (const report of read.reports) {
    const id = await cabinet.fates.find(report);
    const item = id === null ? null : await cabinet.outbox.get(id);
    if (item === null) foreign += 1;
    else if (await keep(cabinet, item, report, causeOf)) changed.add(item.id);
  }
  for (const request of read.requests) if (await ask(cabinet, mailbox, request)) requests += 1;
  return { changed: [...changed], foreign, requests };
}

async function keep(
  cabinet: Pick<OpenCabinet, "fates" | "clock" | "actor">,
  item: OutboxItem,
  report: Report,
  causeOf: (text: string) => BounceCause,
): Promise<boolean> {
  const { audience, recipients } = messagePayload(item);
  const at = cabinet.clock.now().toISOString();
  const addresses = recipients.map(({ address }) => address);
  const fates = fatesOf(report, addresses, at, causeOf);
  const traces = (news: readonly RecipientFate[]): NewTrace[] =>
    news.map(({ state, code }) => ({
      kind: "mss.report",
      at,
      actor: cabinet.actor,
      patientId: item.patientId ?? undefined,
      code: code ?? report.kind,
      data: { outbox: item.id, audience, state },
    }));
  return (await cabinet.fates.record(item.id, fates, traces)).length > 0;
}

/**
 * What a report says of the recipients of a message. One that names nobody, or somebody else (a mailbox that forwards), speaks of the only
 * recipient when there is but one; otherwise of nobody: a stranger changes nothing.
 */
export function fatesOf(
  report: Report,
  recipients: readonly string[],
  at: string,
  causeOf: (text: string) => BounceCause,
): readonly RecipientFate[] {
  const [only, another] = recipients;
  const alone = only !== undefined && another === undefined ? only : null;
  const told =
    report.recipients.length === 0 ? [{ address: null, action: "failed", status: null, diagnostic: null }] : report.recipients;
  return told.flatMap((each) => {
    const named = recipients.find((address) => address.toLowerCase() === each.address?.toLowerCase());
    const address = named ?? alone;
    const says = address === null ? null : saidBy(report, each, causeOf);
    return address === null || says === null ? [] : [{ ...says, address, at }];
  });
}

type Says = Pick<RecipientFate, "state" | "code" | "cause">;

function saidBy(
  { kind, text }: Report,
  { action, status, diagnostic }: Report["recipients"][number],
  causeOf: (text: string) => BounceCause,
): Says | null {
  if (kind === "bounce") return { state: "failed", ...causeOf(text ?? "") };
  if (kind === "dsn") {
    if (action === "delivered" || action === "expanded") return { state: "delivered", code: status, cause: null };
    if (action !== "failed") return null;
    // The size and the closed box of Mon espace santé are told by its diagnostic too; the code says it all the same.
    const code = status ?? "5.0.0";
    if (!code.startsWith("4")) return { state: "failed", code, cause: smtpMeaning(`550 ${code}`).message };
    return { state: "failed", code, cause: `L'opérateur a renoncé à le distribuer. ${smtpMeaning(`400 ${code}`).message}` };
  }
  if (action === "displayed") return { state: "read", code: null, cause: null };
  if (action === "processed" && diagnostic !== null) return integrationRefused(diagnostic);
  return ["processed", "dispatched", "deleted"].includes(action)
    ? { state: "delivered", code: `mdn.${action}`, cause: null }
    : null;
}

/** Codes of the volet LPS-MSS (mss.md §1.7): the software of who received it could not file it. */
const INTEGRATION: Readonly<Record<string, string>> = {
  "900": "La version du document n'est pas celle qu'il attend.",
  "901": "L'auteur ne peut ni remplacer ni supprimer ce document.",
  "902": "Le patient lui est inconnu.",
  "903": "L'INS manque.",
  "904": "L'INS ou les traits diffèrent.",
  "905": "L'INS est incomplète.",
};

/** The message arrived, its document was not filed: said beside the delivery. */
function integrationRefused(diagnostic: string): Says {
  const code = /\b(90[0-6])\b/.exec(diagnostic)?.[1] ?? "906";
  const why = INTEGRATION[code] ?? "Cause non précisée.";
  return {
    state: "delivered",
    code: `integration.${code}`,
    cause: `Arrivé, mais le logiciel du destinataire n'a pas classé le document. ${why}`,
  };
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
