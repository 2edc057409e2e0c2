import type { Ins } from "../../domain/identity/types.js";
import type { Audience, RecipientFate } from "../../domain/message/send.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import { payloadUnreadable } from "../outbox/errors.js";

/** What a line of the outbox keeps of a message beside its bytes, which are its one content. */
export interface MessagePayload {
  readonly version: 1;
  readonly audience: Audience;
  /** The mailbox that sends: a retry leaves from the same one. */
  readonly from: string;
  /** In lower case but the matricule of a patient, which is as the address has it. */
  readonly recipients: readonly { readonly address: string; readonly name: string | null }[];
  /** Whole, as it leaves. */
  readonly subject: string;
  /**
   * ENVID of the DSN (RFC 3461 §4.4), drawn once when the line is written and kept with it: each attempt has the same. Random, since whoever
   * knows it could say what became of the message.
   */
  readonly envelopeId: string;
  /** Bytes of the composed message. */
  readonly size: number;
  readonly readReceipt: boolean;
  /** typeCodes of the documents, for the follow-up. */
  readonly types: readonly string[];
  /** Whom its documents name, as they were when it was written; null without a document. */
  readonly about?: MessageSubject | null;
  /** `mss send --replaces O7`. */
  readonly replaces: string | null;
}

/** Who the documents of a message say the patient is. */
export interface MessageSubject {
  /** Null: they carry none. */
  readonly ins: Ins | null;
  readonly birthName: string;
  readonly firstBirthGivenName: string;
  readonly birthDate: string;
}

/** @throws {SegurError} `outbox.payload` for what this version did not write */
export function messagePayload(item: OutboxItem): MessagePayload {
  if (!isReadable(item)) throw payloadUnreadable(item);
  return item.payload as MessagePayload;
}

export function isReadable({ payload: given, contents }: OutboxItem): boolean {
  const payload = given as Partial<MessagePayload> | null;
  return payload?.version === 1 && Array.isArray(payload.recipients) && contents.length === 1;
}

/** Recipients for whom nothing is known yet: a message never goes again to one whose operator has answered. */
export function pendingRecipients({ recipients }: MessagePayload, fates: readonly RecipientFate[]): readonly string[] {
  const known = new Set(fates.map(({ address }) => address.toLowerCase()));
  return recipients.map(({ address }) => address).filter((address) => !known.has(address.toLowerCase()));
}
