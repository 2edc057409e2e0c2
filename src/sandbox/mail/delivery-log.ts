import { createHash } from "node:crypto";

/** One message that the operator took: enough to count it, nothing of whom it is about. */
export interface MailDelivery {
  /** Queue id. */
  readonly id: string;
  readonly at: string;
  readonly messageId: string | null;
  readonly envelopeId: string | null;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of each address in small letters, in the order of RCPT. */
  readonly recipients: readonly string[];
  /** What the network asks and the message has not, by the id of the rule (mss.md §1.1). */
  readonly anomalies: readonly string[];
}

/** How {@link MailDelivery} names a recipient. */
export function hashOfAddress(address: string): string {
  return createHash("sha256").update(address.toLowerCase()).digest("hex");
}

const MOST_RECORDS = 200_000;

export class DeliveryLog {
  readonly #records: MailDelivery[] = [];
  readonly #outcomes = new Map<string, number>();

  add(record: MailDelivery): void {
    this.#records.push(record);
    if (this.#records.length > MOST_RECORDS) this.#records.shift();
    this.count("accepted");
  }

  /** An answer of the operator: `accepted`, or the SMTP code of a refusal. */
  count(outcome: string): void {
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
  }

  /** Oldest first. */
  records(): readonly MailDelivery[] {
    return [...this.#records];
  }

  counts(): { readonly total: number; readonly outcomes: Readonly<Record<string, number>> } {
    const outcomes = Object.fromEntries([...this.#outcomes].sort(([a], [b]) => a.localeCompare(b)));
    return { total: [...this.#outcomes.values()].reduce((sum, count) => sum + count, 0), outcomes };
  }

  clear(): void {
    this.#records.length = 0;
    this.#outcomes.clear();
  }
}
