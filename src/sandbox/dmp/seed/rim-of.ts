import { visibilityCodes } from "../../../documents/vocabularies/codes.js";
import type { Code } from "../../../domain/document/code.js";
import type { DocumentAuthor, NewEntry } from "../../../domain/document/entry.js";
import { REPOSITORY } from "../names.js";
import type { Classification, RimObject } from "../rim.js";
import { DOCUMENT, SUBMISSION } from "../schemes.js";

/** `YYYYMMDDHHMMSS`, UTC. */
const time = (instant: string): string => instant.replace(/[-:T]/g, "").slice(0, 14);

const xcn = ({ id, familyName, givenName }: DocumentAuthor): string =>
  `${id ?? ""}^${familyName}^${givenName ?? ""}^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^${id?.includes("/") ? "EI" : "IDNPS"}`;

function author(scheme: string, one: DocumentAuthor): Classification {
  const { institution, specialty, role } = one;
  const slots: Record<string, readonly string[]> = { authorPerson: [xcn(one)] };
  if (institution !== null)
    slots.authorInstitution = [`${institution.name}^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^${institution.id ?? ""}`];
  if (specialty !== null) slots.authorSpecialty = [`${specialty.code}^${specialty.label}^${specialty.system}`];
  if (role !== null) slots.authorRole = [role];
  return { scheme, node: "", slots, name: null };
}

const coded = (scheme: string, { code, system, label }: Code): Classification => ({
  scheme,
  node: code,
  slots: { codingScheme: [system] },
  name: label,
});

const cx = ({ matricule, oid }: NewEntry["patientId"]): string => `${matricule}^^^&${oid}&ISO^NH`;

/** Metadata of a document as an ExtrinsicObject holds them (dmp.md §3.3). */
export function extrinsicObject(entry: NewEntry, id: string): RimObject {
  const slots: Record<string, readonly string[]> = {
    creationTime: [time(entry.creationTime)],
    languageCode: [entry.language],
    legalAuthenticator: entry.legalAuthenticator === null ? [] : [xcn(entry.legalAuthenticator)],
    serviceStartTime: entry.serviceStart === null ? [] : [time(entry.serviceStart)],
    sourcePatientId: [`${entry.sourcePatientId.value}^^^&${entry.sourcePatientId.authority}&ISO^${entry.sourcePatientId.type}`],
    sourcePatientInfo: entry.sourcePatientInfo,
    hash: [entry.hash ?? ""],
    size: [String(entry.size)],
    repositoryUniqueId: [REPOSITORY],
  };
  return {
    id,
    lid: id,
    mimeType: entry.mimeType,
    slots,
    name: entry.title,
    description: entry.comment,
    classifications: [
      ...entry.authors.map((one) => author(DOCUMENT.author, one)),
      coded(DOCUMENT.classCode, entry.classCode),
      coded(DOCUMENT.typeCode, entry.typeCode),
      coded(DOCUMENT.confidentialityCode, entry.confidentiality),
      ...visibilityCodes(entry.visibility).map((code) => coded(DOCUMENT.confidentialityCode, code)),
      coded(DOCUMENT.formatCode, entry.formatCode),
      coded(DOCUMENT.healthcareFacilityTypeCode, entry.facilityType),
      coded(DOCUMENT.practiceSettingCode, entry.practiceSetting),
    ],
    identifiers: { [DOCUMENT.patientId]: cx(entry.patientId), [DOCUMENT.uniqueId]: entry.uniqueId },
  };
}

/** The submission set that a seeded document came in. */
export function submissionSet(entry: NewEntry, id: string, uniqueId: string, submittedAt: string, contentType: Code): RimObject {
  const [first] = entry.authors;
  return {
    id,
    lid: null,
    mimeType: null,
    slots: { submissionTime: [time(submittedAt)] },
    name: null,
    description: null,
    classifications: [
      ...(first === undefined ? [] : [author(SUBMISSION.author, first)]),
      coded(SUBMISSION.contentTypeCode, contentType),
      { scheme: SUBMISSION.node, node: "", slots: {}, name: null },
    ],
    identifiers: {
      [SUBMISSION.patientId]: cx(entry.patientId),
      [SUBMISSION.sourceId]: "1.2.250.1.213.4.1.1",
      [SUBMISSION.uniqueId]: uniqueId,
    },
  };
}
