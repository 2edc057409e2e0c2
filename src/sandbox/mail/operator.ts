import { createHash } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { FaultRules } from "../fault-rules.js";
import { type Correspondent, correspondent, habitsOf, type World } from "./correspondents.js";
import { type DeliveryLog, hashOfAddress } from "./delivery-log.js";
import { readAddresses } from "./mime/addresses.js";
import { type Field, field, readFields } from "./mime/header.js";
import { parseMessage } from "./mime/structure.js";
import { DEFAULT_MAX_SIZE, OPERATOR_HOST, PATIENT_MAX_SIZE } from "./names.js";
import { answer, type PatientRefusal, patientBounce } from "./reports/answer.js";
import { mailDate, type Original, type OriginalRecipient } from "./reports/compose.js";
import { deliveryReport, type Outcome } from "./reports/dsn.js";
import { readReceipt } from "./reports/mdn.js";
import { anomaliesOf, decodeWords, endsExchange, refusalOf, withoutBcc } from "./rules.js";
import type { Schedule } from "./schedule.js";
import type { MssFaultKind } from "./script.js";
import type { Mailboxes } from "./store/mailboxes.js";

export interface OperatorOptions {
  readonly directory: string;
  readonly world: World;
  readonly boxes: Mailboxes;
  readonly log: DeliveryLog;
  readonly script: FaultRules<MssFaultKind>;
  readonly schedule: Schedule;
  readonly now: () => Date;
  readonly maxSize?: number | undefined;
  /** Bytes. Default: {@link PATIENT_MAX_SIZE}. */
  readonly patientMaxSize?: number | undefined;
}

/** What SMTP says of one recipient. */
export interface Recipient extends OriginalRecipient {
  /** NOTIFY, in capitals; null: not said. */
  readonly notify: readonly string[] | null;
}

export interface Submission {
  readonly queueId: string;
  /** The authenticated mailbox. */
  readonly account: string;
  readonly envelopeFrom: string;
  readonly envelopeId: string | null;
  readonly recipients: readonly Recipient[];
  /** The message as received, on disk. */
  readonly file: string;
  readonly bytes: Buffer;
}

/** The part of a MSSanté operator behind SMTP: who exists, what is refused, and what becomes of what was accepted. */
export class Operator {
  readonly #options: OperatorOptions;
  readonly maxSize: number;

  constructor(options: OperatorOptions) {
    this.#options = options;
    this.maxSize = options.maxSize ?? DEFAULT_MAX_SIZE;
  }

  get spool(): string {
    return join(this.#options.directory, "mail", "spool");
  }

  /** The messages that were accepted, each once: `<sha256>.eml`. */
  get received(): string {
    return join(this.#options.directory, "mail", "received");
  }

  /** Answer to RCPT: null accepts. */
  refusalOf(address: string): string | null {
    const one = correspondent(this.#options.world, address);
    if (one.kind === "outside") return "550 5.7.1 Recipient is outside the MSSante trusted space";
    if (one.kind === "unknown") return "550 5.1.1 User unknown in virtual mailbox table";
    if (one.kind !== "colleague") return null;
    if (one.script === "full") return "452 4.2.2 Mailbox full";
    if (one.script === "closed") return "550 5.2.1 Mailbox disabled";
    return null;
  }

  /** Takes a message, or refuses it: the SMTP answer of a refusal, null when it was taken. Everything is on disk before it resolves. */
  async take(submission: Submission): Promise<string | null> {
    const { log, now, world } = this.#options;
    const { bytes, recipients } = submission;
    const parsed = parseMessage(bytes);
    const { start, end } = parsed.root.header;
    const fields = readFields(bytes, start, end);
    const refusal = refusalOf(fields, submission.account);
    if (refusal !== null) return refusal;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    await mkdir(this.received, { recursive: true, mode: 0o700 });
    await rename(submission.file, join(this.received, `${sha256}.eml`));
    const at = now();
    const original: Original = {
      queueId: submission.queueId,
      sender: submission.envelopeFrom,
      envelopeId: submission.envelopeId,
      messageId: field(fields, "Message-ID"),
      subject: decodeWords(field(fields, "Subject") ?? ""),
      header: withoutBcc(bytes.toString("latin1", start, end)),
      arrivedAt: at,
    };
    log.add({
      id: submission.queueId,
      at: at.toISOString(),
      messageId: original.messageId,
      envelopeId: original.envelopeId,
      sha256,
      size: bytes.length,
      recipients: recipients.map(({ address }) => hashOfAddress(address)),
      anomalies: anomaliesOf(
        fields,
        parsed,
        recipients.map(({ address }) => address.toLowerCase()),
      ),
    });
    const delivered: Outcome[] = [];
    for (const recipient of recipients) {
      const outcome = await this.#deliver(original, recipient, correspondent(world, recipient.address), { bytes, fields });
      if (outcome !== null) delivered.push(outcome);
    }
    const [first, ...others] = delivered;
    if (first !== undefined) this.#report(original, 1, (when) => deliveryReport(original, [first, ...others], when));
    return null;
  }

  /** Delivers to one recipient and plans what follows; gives the success that has to be told, if any. */
  async #deliver(
    original: Original,
    recipient: Recipient,
    to: Correspondent,
    { bytes, fields }: { readonly bytes: Buffer; readonly fields: readonly Field[] },
  ): Promise<Outcome | null> {
    if (to.kind === "patient") {
      const refusal = this.#patientRefusal(to.state, bytes.length);
      if (refusal !== null) {
        this.#report(original, 1, (at) => patientBounce(original, recipient.address, refusal, at));
        return null;
      }
    }
    const bounces = to.kind === "colleague" && (to.script === "bounces" || this.#options.script.happens("bounce"));
    if (bounces) {
      const response = "550 5.1.1 User unknown in virtual mailbox table";
      if (wants(recipient, "FAILURE", true)) this.#fail(original, { ...recipient, action: "failed", status: "5.1.1", response });
      return null;
    }
    const late = to.kind === "colleague" && to.script === "late";
    if (late && wants(recipient, "DELAY", true)) {
      this.#fail(original, { ...recipient, action: "delayed", status: "4.4.1", response: "451 4.4.1 Connection timed out" });
    }
    if (to.kind === "account") await this.#put(to.address, original, bytes);
    this.#follow(original, recipient, to, fields);
    if (!wants(recipient, "SUCCESS", field(fields, "Return-Receipt-To") !== null)) return null;
    return { ...recipient, action: "delivered", status: "2.0.0", response: `250 2.0.0 <${recipient.address}> Saved` };
  }

  #patientRefusal(state: "attached" | "closed" | "unknown" | "invalid", size: number): PatientRefusal | null {
    if (this.#options.script.happens("mes-closed")) return "closed";
    if (this.#options.script.happens("mes-unknown")) return "unknown";
    if (size > (this.#options.patientMaxSize ?? PATIENT_MAX_SIZE)) return "too-big";
    return state === "attached" ? null : state;
  }

  #fail(original: Original, outcome: Outcome): void {
    this.#report(original, 1, (at) => deliveryReport(original, [outcome], at));
  }

  /** What the recipient does: a receipt when it is asked for, an answer when one may. */
  #follow(original: Original, recipient: Recipient, to: Correspondent, fields: readonly Field[]): void {
    const { reads, answers } = habitsOf(to);
    const report = /^multipart\/report/i.test(field(fields, "Content-Type") ?? "");
    if (report || original.sender === "") return;
    const [notify] = readAddresses(field(fields, "Disposition-Notification-To"));
    if (reads && notify !== undefined) {
      const target = `${notify.mailbox}@${notify.host}`;
      this.#send(target, 2, (at) => readReceipt(original, recipient, target, at));
    }
    const silenced = to.kind === "patient" && endsExchange(fields);
    if (!answers || silenced) return;
    const [back] = readAddresses(field(fields, "Reply-To") ?? field(fields, "From"));
    if (back === undefined) return;
    const target = `${back.mailbox}@${back.host}`;
    const as = to.kind === "patient" ? "patient" : "colleague";
    this.#send(target, 3, (at) => answer(original, recipient.address, target, as, at));
  }

  #report(original: Original, step: number, compose: (at: Date) => Buffer): void {
    if (original.sender !== "") this.#send(original.sender, step, compose);
  }

  /** Puts it in a mailbox of the sandbox, later; nobody opens the other ones. */
  #send(address: string, step: number, compose: (at: Date) => Buffer): void {
    const { boxes, now, schedule, world } = this.#options;
    if (correspondent(world, address).kind !== "account") return;
    schedule.later(step, async () => {
      const at = now();
      const inbox = await boxes.folder(address, "INBOX");
      await inbox.append(compose(at), [], at);
    });
  }

  async #put(address: string, original: Original, bytes: Buffer): Promise<void> {
    const at = this.#options.now();
    const trace =
      `Return-Path: <${original.sender}>\r\nDelivered-To: ${address}\r\n` +
      `Received: from localhost by ${OPERATOR_HOST} with ESMTPSA id ${original.queueId}; ${mailDate(at)}\r\n`;
    const inbox = await this.#options.boxes.folder(address, "INBOX");
    await inbox.append(Buffer.concat([Buffer.from(trace, "latin1"), bytes]), [], at);
  }

  async clear(): Promise<void> {
    for (const folder of [this.spool, this.received]) await rm(folder, { recursive: true, force: true });
  }
}

/** RFC 3461 §4.1: what to tell of a recipient; `otherwise` when the sender said nothing. */
function wants({ notify }: Recipient, what: string, otherwise: boolean): boolean {
  return notify === null ? otherwise : notify.includes(what);
}
