import { createHash } from "node:crypto";
import { type Code, SYSTEMS } from "../../../domain/document/code.js";
import type { NewEntry } from "../../../domain/document/entry.js";
import type { NewSubmission } from "../port.js";

/** Symbolic id of the signature document. */
export const SIGNATURE_ID = "Signature01";

const code = (value: string, system: string, label: string): Code => ({ code: value, system, label });

/**
 * Metadata of the XAdES signature document of a set: fixed codes (dmp.md §3.5), hidden from everybody, since it is never read by a
 * person. The place of care is that of the first document.
 */
export function signatureEntry(submission: NewSubmission, first: NewEntry): NewEntry {
  const { patientId, submissionTime } = submission;
  return {
    uniqueId: submission.signatureUniqueId,
    patientId,
    sourcePatientId: { value: patientId.matricule, authority: patientId.oid, type: "NH" },
    sourcePatientInfo: [],
    mimeType: "text/xml",
    title: "Source",
    comment: null,
    typeCode: code("E1762", "ASTM", "Full Document"),
    classCode: code("urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1", "URN", "Digital Signature"),
    formatCode: code("http://www.w3.org/2000/09/xmldsig#", "URN", "Default Signature Style"),
    confidentiality: code("N", SYSTEMS.confidentiality, "Normal"),
    visibility: { hiddenFromProfessionals: true, hiddenFromPatient: true, hiddenFromLegalRepresentatives: false },
    facilityType: first.facilityType,
    practiceSetting: first.practiceSetting,
    eventCodes: [code("1.2.840.10065.1.12.1.14", "1.2.840.10065.1.12", "Source")],
    authors: [submission.author],
    legalAuthenticator: submission.author,
    creationTime: submissionTime,
    serviceStart: submissionTime,
    serviceStop: submissionTime,
    language: "art",
    hash: null,
    size: null,
    referenceIds: [],
  };
}

/**
 * UUID that names the signature inside its own document, derived from the uniqueId so that preparing twice gives the same bytes
 * (RFC 9562 §5.5, name-based).
 */
export function signatureUuid(uniqueId: string): string {
  const bytes = createHash("sha1").update(`urn:oid:${uniqueId}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
