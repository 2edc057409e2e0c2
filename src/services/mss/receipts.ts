import { randomBytes } from "node:crypto";
import { SegurError } from "../../domain/errors.js";
import { domainOf, sameAddress } from "../../domain/message/address.js";
import { MssFault, type ReceiptRequest } from "../../gateways/mss/port.js";
import type { KeptRequest } from "../../store/mss.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { isAnswerable } from "./follow.js";
import { labelOf } from "./label.js";
import { requireNil } from "./rules.js";

export interface Receipt {
  readonly id: string;
  readonly at: string;
  /** That received the message: only it can say that it was read. */
  readonly mailbox: string;
  readonly request: ReceiptRequest;
  readonly answer: "sent" | "declined" | null;
}

const MOST = 1_000;

/** Who asks the mailbox of the session whether we have read, the latest first: what came to that of a colleague is for them. */
export async function listReceipts(cabinet: Pick<OpenCabinet, "receipts" | "mss">, all: boolean): Promise<readonly Receipt[]> {
  const { address } = await cabinet.mss();
  return (await cabinet.receipts.list({ mailbox: address, waiting: !all, limit: MOST })).map(toReceipt);
}

/**
 * The receipt that a message asks for and nobody answered yet, for who may answer it: null for the mailbox of a colleague, and for a session
 * that opens none (a secretary without Pro Santé Connect), which reads the message all the same.
 */
export async function receiptAskedBy(
  cabinet: Pick<OpenCabinet, "receipts" | "mss">,
  { messageId, mailbox }: { readonly messageId: string | null; readonly mailbox: string },
): Promise<Receipt | null> {
  if (messageId === null) return null;
  const kept = await cabinet.receipts.list({ mailbox, waiting: true, limit: MOST });
  const found = kept.map(toReceipt).find(({ request }) => request.messageId === messageId);
  if (found === undefined) return null;
  try {
    return sameAddress((await cabinet.mss()).address, found.mailbox) ? found : null;
  } catch (error) {
    if (!(error instanceof SegurError)) throw error;
    return null;
  }
}

function toReceipt({ id, at, mailbox, data, answer }: KeptRequest): Receipt {
  return { id, at, mailbox, request: data as ReceiptRequest, answer };
}

/**
 * A request that may still be answered, to be told before it is, to those of its mailbox only.
 * @throws {SegurError} `mss.receipt_not_found`, `mss.receipt_answered`, `mss.receipt_other_mailbox`
 */
export async function waitingReceipt(cabinet: Pick<OpenCabinet, "receipts" | "mss">, typed: string): Promise<Receipt> {
  const id = typed.trim().toUpperCase();
  const kept = await cabinet.receipts.get(id);
  if (kept === null) throw notFound();
  const found = toReceipt(kept);
  if (found.answer !== null || !isAnswerable(found.request)) throw answered(id);
  // To decline for another mailbox would take the question away from the person who was asked.
  if (!sameAddress((await cabinet.mss()).address, found.mailbox)) throw otherMailbox(id);
  return found;
}

/**
 * Answers a request, once: a receipt that leaves by the empty sender (RFC 8098), or a refusal that tells nobody anything. The answer is
 * noted before it leaves; it is taken back only when nothing was taken for certain.
 * @throws {SegurError} `mss.receipt_not_found`, `mss.receipt_answered`, `mss.receipt_other_mailbox`, what the operator says
 */
export async function answerReceipt(
  cabinet: OpenCabinet,
  typed: string,
  answer: "sent" | "declined",
  signal: AbortSignal,
): Promise<Receipt> {
  const found = await waitingReceipt(cabinet, typed);
  const { id } = found;
  const { clock, actor } = cabinet;
  const client = answer === "sent" ? await cabinet.mss() : null;
  const at = clock.now().toISOString();
  const traceOf = (code: string) => ({ kind: "mss.receipt" as const, at, actor, code, data: { receipt: id } });
  const bytes = client === null ? null : await composed(cabinet, found.request, client.address);
  if (!(await cabinet.receipts.answer(id, answer, at, [traceOf(answer)]))) throw answered(id);
  if (client !== null && bytes !== null) {
    const open = async function* () {
      yield bytes;
    };
    const message = { envelopeFrom: "", recipients: found.request.notifyTo, size: bytes.length, open };
    let left = false;
    const leaving = () => {
      left = true;
    };
    try {
      await client.send({ ...message, envelopeId: randomBytes(18).toString("hex") }, leaving, signal);
    } catch (error) {
      // The journal said « sent » before the call: it says after it that nobody took it (MSS/CONF.17). What stopped it before the operator
      // (no session at PSC, no sandbox) is as certain as a refusal of theirs.
      const doubtful = error instanceof MssFault ? error.uncertain : left;
      if (!doubtful) await cabinet.receipts.reopen(id, [traceOf("not_sent")]);
      throw error;
    }
  }
  return { ...found, answer };
}

async function composed(cabinet: OpenCabinet, request: ReceiptRequest, address: string): Promise<Buffer> {
  const mailbox = await cabinet.mailbox();
  requireNil(mailbox.nil, cabinet);
  const composer = await cabinet.composer();
  const by = {
    address,
    label: await labelOf(cabinet, mailbox),
    nil: mailbox.nil,
    messageId: `<${cabinet.ids.uuid()}@${domainOf(address)}>`,
    date: cabinet.clock.now(),
  };
  const chunks: Uint8Array[] = [];
  for await (const chunk of composer.receipt(request, by)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function notFound(): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "mss.receipt_not_found",
    message: "Aucune demande d'accusé ne porte ce numéro.",
    advice: "Voyez-les : segur mss receipts list",
  });
}

function answered(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "mss.receipt_answered",
    rule: "MSS/UX.34",
    message: `La demande ${id} a eu sa réponse : un accusé de lecture ne s'envoie qu'une fois.`,
    advice: "Voyez les autres : segur mss receipts list",
  });
}

/** Who answers for another mailbox would tell its correspondent that somebody read who did not (RFC 8098 §2.1). */
function otherMailbox(id: string): SegurError {
  return new SegurError({
    kind: "auth",
    code: "mss.receipt_other_mailbox",
    rule: "MSS/UX.34",
    message: `La demande ${id} est arrivée dans une autre boîte que celle de cette session : l'accusé ne part que d'elle.`,
    advice: `La personne à qui le message était adressé se connecte, puis : segur mss receipts answer ${id}`,
    details: { receipt: id },
  });
}
