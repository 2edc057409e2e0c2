import type { Document } from "../../domain/document/document.js";
import { isTestOid } from "../../domain/identity/matricule.js";
import { patientAddress } from "../../domain/message/address.js";
import type { Audience } from "../../domain/message/send.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { numberSetting } from "../dmp/subject.js";
import { versionInForce } from "../documents/versions.js";
import {
  hidden,
  nilMissing,
  noPatientAddress,
  notInForce,
  notQualified,
  opposed,
  otherPatient,
  testIdentity,
} from "./send-errors.js";

/** An opposition that was recorded forbids the sending (MSS/va1.20, va1.22). Nothing recorded is not an opposition. */
export function requireConsent({ id, consents }: Patient, audience: Audience): void {
  const consent = audience === "patient" ? consents.mssPatient : consents.mssProfessionals;
  if (consent === "opposed") throw opposed(id, audience);
}

/**
 * The patient's own address (ECO.2.2.6, MSS/va1.19), a minor's included: from a qualified INS, its key checked, of an OID that this
 * environment knows.
 */
export function requirePatientAddress({ id, identity }: Patient, { info }: Pick<OpenCabinet, "info">): string {
  const { status, ins } = identity;
  if (status !== "qualifiee" || ins === null) throw notQualified(id);
  const address = patientAddress(ins, { environment: info.environment });
  if (!address.ok) throw noPatientAddress(id, address.message);
  return address.value;
}

/** Documents that carry a test INS never leave in production (INS/va1.52): whoever files them there would file nobody's. */
export function requireRealIns({ id, identity }: Patient, { info }: Pick<OpenCabinet, "info">): void {
  if (info.environment === "production" && identity.ins !== null && isTestOid(identity.ins.oid)) throw testIdentity(id);
}

/**
 * Whether a document may go to these people: in force, of this patient, and hidden from none of those who will read it (visibility
 * matrix, mss.md §1.6). The mailbox of a minor is read by those who have authority over them.
 */
export async function requireShowable(
  cabinet: Pick<OpenCabinet, "settings" | "info" | "clock" | "documents">,
  document: Document,
  patient: Patient,
  audience: Audience,
): Promise<void> {
  const { id, state, patientId, visibility } = document;
  if (patientId !== patient.id) throw otherPatient(id, patient.id);
  if (state !== "current") throw notInForce(id, state, await versionInForce(cabinet.documents, document));
  if (audience === "professional" && visibility.hiddenFromProfessionals) throw hidden(id, "ps");
  if (audience === "patient" && visibility.hiddenFromPatient) throw hidden(id, "patient");
  if (audience === "patient" && visibility.hiddenFromLegalRepresentatives && (await isMinor(cabinet, patient))) {
    throw hidden(id, "legal");
  }
}

/** In a sandbox only, a message may leave without the reference of the product (MSS/CONF.16). */
export function requireNil(nil: string | null, { info }: Pick<OpenCabinet, "info">): void {
  if (nil === null && info.environment !== "sandbox") throw nilMissing();
}

/** A date of birth that is not known to the day counts as the last day it may be: in doubt, the child is protected. */
export async function isMinor(
  cabinet: Pick<OpenCabinet, "settings" | "info" | "clock">,
  { identity }: Patient,
): Promise<boolean> {
  const majority = await numberSetting(cabinet, "dmp.majorityAge");
  const [year = "0", month = "12", day = "31"] = identity.traits.birthDate.split("-");
  const known = (part: string, last: string) => (part === "00" ? last : part);
  const adultOn = `${String(Number(year) + majority).padStart(4, "0")}-${known(month, "12")}-${known(day, "31")}`;
  return cabinet.clock.now().toISOString().slice(0, 10) < adultOn;
}
