import { isTestOid } from "../../domain/identity/matricule.js";
import type { Ins } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";
import type { Environment } from "../../domain/ports.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { dmpIdentityUnsure, dmpNotQualified, dmpTestIdentity, readingOpposed, reasonTrivial } from "./errors.js";

/**
 * The INS with which the DMP of this patient is called: only of a qualified identity (INS/va1.53), and never a test one in
 * production (dmp.md §1.5). Reading and feeding both ask for it.
 * @throws {SegurError} `dmp.not_qualified`, `dmp.identity_unsure`, `dmp.test_identity`
 */
export function requireQualified(patient: Patient, environment: Environment): Ins {
  const { status, ins, attributes } = patient.identity;
  if (attributes.fictive) throw dmpIdentityUnsure(patient.id, "fictive");
  if (attributes.douteuse) throw dmpIdentityUnsure(patient.id, "douteuse");
  if (status !== "qualifiee" || ins === null) throw dmpNotQualified(patient.id, status);
  if (environment === "production" && isTestOid(ins.oid)) throw dmpTestIdentity(patient.id);
  return ins;
}

/**
 * The INS with which this patient's DMP may be read: qualified, and no opposition to reading recorded (DMP/CONF.06). Nothing
 * recorded is not an opposition (DMP/UX.06).
 */
export function requireReadable(patient: Patient, { info }: Pick<OpenCabinet, "info">): Ins {
  if (patient.consents.dmpRead === "opposed") throw readingOpposed(patient.id);
  return requireQualified(patient, info.environment);
}

/**
 * The reason of an emergency access, spaces tidied: at least ten letters in at least two different words.
 * @throws {SegurError} `dmp.break_glass_reason`
 */
export function emergencyReason(text: string): string {
  const reason = text
    .normalize("NFC")
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim();
  const words = new Set(reason.toLowerCase().match(/\p{L}{2,}/gu) ?? []);
  const letters = reason.match(/\p{L}/gu) ?? [];
  if (letters.length < 10 || words.size < 2 || new Set(letters.map((letter) => letter.toLowerCase())).size < 5)
    throw reasonTrivial();
  return reason.slice(0, 500);
}
