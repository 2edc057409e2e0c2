import type { PreparedSubmission } from "../../gateways/dmp/port.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import { payloadUnreadable } from "../outbox/errors.js";

/** What a line of the outbox keeps of a submission: all its bytes but the contents of its documents. */
export interface SubmissionPayload {
  readonly version: 1;
  readonly prepared: PreparedSubmission;
  /** The DMP was found open, and of this person, when the line was written; else it is asked before the line leaves. */
  readonly checked: boolean;
  /** A person confirmed that the traits that differ are those of this patient (DMP/CONF.01). */
  readonly traitsConfirmed: boolean;
  /** typeCodes of the documents, for the follow-up. */
  readonly types: readonly string[];
  /** National id of the author of the submission. */
  readonly author: string | null;
}

/** @throws {SegurError} `outbox.payload` for what this version did not write */
export function submissionPayload(item: OutboxItem): SubmissionPayload {
  const payload = item.payload as Partial<SubmissionPayload> | null;
  const prepared = payload?.prepared;
  if (payload?.version !== 1 || typeof prepared?.metadata !== "string" || prepared.documents.length !== item.contents.length) {
    throw payloadUnreadable(item);
  }
  return payload as SubmissionPayload;
}
