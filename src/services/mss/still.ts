import type { Patient } from "../../domain/patient.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { insNotQualified } from "./attachment-errors.js";
import type { MessagePayload } from "./payload.js";
import { requireConsent, requireNil, requirePatientAddress, requireRealIns, requireShowable } from "./rules.js";
import { documentGone, patientChanged } from "./send-errors.js";

type Cabinet = Pick<OpenCabinet, "mailbox" | "patients" | "documents" | "settings" | "info" | "clock">;

/**
 * The rules of the day, before each departure of a message that was written earlier: what was opposed, hidden, replaced, demoted or
 * corrected since does not leave. @throws {SegurError} `mss.…`, each with its rule
 */
export async function requireStill(cabinet: Cabinet, item: OutboxItem, payload: MessagePayload): Promise<void> {
  requireNil((await cabinet.mailbox()).nil, cabinet);
  if (item.patientId === null) return;
  const { audience, recipients } = payload;
  const patient = await cabinet.patients.get(item.patientId);
  if (patient === null) throw patientChanged(item.patientId, item.id, audience);
  requireConsent(patient, audience);
  if (audience === "patient") {
    const address = requirePatientAddress(patient, cabinet);
    if (recipients.some((each) => each.address !== address)) throw patientChanged(patient.id, item.id, audience);
  }
  if (item.documents.length > 0) requireSameIdentity(cabinet, patient, item, payload);
  for (const id of item.documents) {
    const document = await cabinet.documents.get(id);
    if (document === null) throw documentGone(id, item.id);
    await requireShowable(cabinet, document, patient, audience);
  }
}

/**
 * The archive, its subject and the names of its files tell an identity: that of the file, still, and the INS only while it is qualified
 * (INS/va1.53).
 */
function requireSameIdentity(
  cabinet: Pick<OpenCabinet, "info">,
  patient: Patient,
  item: OutboxItem,
  { about, audience }: MessagePayload,
): void {
  // Written before this was kept: nobody can tell whom it names.
  if (about == null) throw patientChanged(patient.id, item.id, audience);
  const { status, ins, traits } = patient.identity;
  if (about.ins !== null && status !== "qualifiee") throw insNotQualified(item.documents[0] ?? "", patient.id);
  const sameIns = about.ins === null || (about.ins.matricule === ins?.matricule && about.ins.oid === ins.oid);
  const sameTraits =
    about.birthName === traits.birthName &&
    about.firstBirthGivenName === traits.firstBirthGivenName &&
    about.birthDate === traits.birthDate;
  if (!sameIns || !sameTraits) throw patientChanged(patient.id, item.id, audience);
  if (about.ins !== null) requireRealIns(patient, cabinet);
}
