import type { Document } from "../../domain/document/document.js";
import { SegurError } from "../../domain/errors.js";
import type { ExchangeService } from "../../domain/exchange/exchange.js";
import type { Patient } from "../../domain/patient.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { requireFeedable, requirePushable, requireVisibility } from "../dmp/feed-rules.js";
import { isReadable, messagePayload } from "../mss/payload.js";
import { requireConsent, requirePatientAddress, requireRealIns, requireShowable } from "../mss/rules.js";

export type SendableCabinet = Pick<OpenCabinet, "info" | "clock" | "settings" | "documents" | "outbox">;

/** What is known of a document that might be sent. */
export interface Candidate {
  readonly document: Document;
  /** Qualified. */
  readonly patient: Patient;
  /** Lines of the outbox that carry it or a version before it. */
  readonly carrying: readonly OutboxItem[];
  /** Versions before it. */
  readonly earlier: readonly Document[];
}

/**
 * Whether it would count for one more by this service: the rules of the command that sends it (the same functions), and neither it nor a
 * version before it was sent by this service, or is about to be.
 */
export async function wouldCount(cabinet: SendableCabinet, service: ExchangeService, candidate: Candidate): Promise<boolean> {
  const { document, patient, carrying, earlier } = candidate;
  if (carrying.some((line) => isOf(line, service))) return false;
  try {
    if (service === "dmp") {
      if (earlier.some(({ dmp }) => dmp?.direction === "pushed")) return false;
      await requirePushable(cabinet, document, requireFeedable(patient, cabinet));
      await requireVisibility(cabinet, patient, document.visibility);
      return true;
    }
    const audience = service === "mss-patient" ? "patient" : "professional";
    requireConsent(patient, audience);
    requireRealIns(patient, cabinet);
    if (audience === "patient") requirePatientAddress(patient, cabinet);
    await requireShowable(cabinet, document, patient, audience);
    return true;
  } catch (error) {
    if (error instanceof SegurError) return false;
    throw error;
  }
}

/** A line that was given up, or that was refused and waits for a person, sent nothing. */
function isOf(line: OutboxItem, service: ExchangeService): boolean {
  if (line.state === "cancelled" || line.state === "refused") return false;
  if (line.kind === "dmp.submit") return service === "dmp";
  if (!isReadable(line)) return true;
  return (messagePayload(line).audience === "patient") === (service === "mss-patient") && service !== "dmp";
}
