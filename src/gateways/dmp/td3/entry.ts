import { VISIBILITY_CODES } from "../../../documents/rim/entry.js";
import { availabilityOf, ENTRY, REFERENCE_IDS, SET } from "../../../documents/rim/names.js";
import { fromTime, fromXcnAlone, toAuthor } from "../../../documents/rim/values.js";
import type { Code } from "../../../domain/document/code.js";
import type { DocumentEntry, SubmissionSetEntry, Visibility } from "../../../domain/document/entry.js";
import type { RimClassification, RimObject } from "./object.js";

/** Told of what a registry object lacks: field names only. `dropped` when nothing could be made of it. */
export type Told = (what: {
  readonly entryUuid: string | null;
  readonly missing: readonly string[];
  readonly dropped: boolean;
}) => void;

/** A code that the registry did not give. */
export const NO_CODE: Code = { code: "", system: "", label: "" };
/** A date that the registry did not give: sorts before everything. */
export const NO_TIME = "1970-01-01T00:00:00.000Z";

const URN_UUID = /^urn:uuid:/i;

/**
 * A DocumentEntry, whatever is missing being told. Only its two names are essential: without entryUuid it cannot be acted upon, without
 * uniqueId it cannot be read, and it is dropped.
 */
export function toEntry(object: RimObject, told: Told): DocumentEntry | null {
  const entryUuid = object.attributes.get("id") ?? "";
  const uniqueId = object.identifiers.get(ENTRY.uniqueId)?.trim() ?? "";
  const missing: string[] = [];
  if (!URN_UUID.test(entryUuid) || uniqueId === "") {
    told({
      entryUuid: URN_UUID.test(entryUuid) ? entryUuid : null,
      missing: [uniqueId === "" ? "uniqueId" : "entryUUID"],
      dropped: true,
    });
    return null;
  }
  const need = <T>(value: T | null | undefined, field: string, fallback: T): T => {
    if (value !== null && value !== undefined && value !== "") return value;
    missing.push(field);
    return fallback;
  };
  const slot = (name: string): string | null => object.slots.get(name)?.[0] || null;
  const coded = (scheme: string): Code | null => codesOf(object, scheme)[0] ?? null;
  const time = (name: string) => fromTime(slot(name) ?? undefined);

  const typeCode = need(coded(ENTRY.typeCode), "typeCode", NO_CODE);
  const { confidentiality, visibility } = confidentialityOf(codesOf(object, ENTRY.confidentiality));
  const serviceStart = time("serviceStartTime");
  const status = object.attributes.get("status") ?? null;
  const authenticator = slot("legalAuthenticator");
  const entry: DocumentEntry = {
    entryUuid,
    logicalId: object.attributes.get("lid") || entryUuid,
    version: object.version ?? "1",
    availability: need(availabilityOf(status), "availabilityStatus", "approved"),
    repositoryUniqueId: need(slot("repositoryUniqueId"), "repositoryUniqueId", ""),
    homeCommunityId: object.attributes.get("home") || null,
    uniqueId,
    patientId: need(object.identifiers.get(ENTRY.patientId), "patientId", ""),
    sourcePatientId: slot("sourcePatientId"),
    sourcePatientInfo: object.slots.get("sourcePatientInfo") ?? [],
    mimeType: need(object.attributes.get("mimeType"), "mimeType", "text/xml"),
    title: object.name ?? typeCode.label,
    comment: object.description,
    typeCode,
    classCode: need(coded(ENTRY.classCode), "classCode", NO_CODE),
    formatCode: need(coded(ENTRY.formatCode), "formatCode", NO_CODE),
    confidentiality: need(confidentiality, "confidentialityCode", NO_CODE),
    visibility,
    facilityType: need(coded(ENTRY.facilityType), "healthcareFacilityTypeCode", NO_CODE),
    practiceSetting: need(coded(ENTRY.practiceSetting), "practiceSettingCode", NO_CODE),
    eventCodes: codesOf(object, ENTRY.eventCode),
    authors: authorsOf(object, ENTRY.author),
    legalAuthenticator: authenticator === null ? null : fromXcnAlone(authenticator),
    creationTime: need(time("creationTime") ?? serviceStart, "creationTime", NO_TIME),
    serviceStart,
    serviceStop: time("serviceStopTime"),
    language: slot("languageCode") ?? "fr-FR",
    hash: hashOf(slot("hash"), missing),
    size: sizeOf(slot("size"), missing),
    referenceIds: object.slots.get(REFERENCE_IDS) ?? [],
    raw: object.raw,
  };
  if (missing.length > 0) told({ entryUuid, missing, dropped: false });
  return entry;
}

/** A submission set; dropped, and told, without its names. */
export function toSet(object: RimObject, told: Told): SubmissionSetEntry | null {
  const entryUuid = object.attributes.get("id") ?? "";
  const uniqueId = object.identifiers.get(SET.uniqueId)?.trim() ?? "";
  const submissionTime = fromTime(object.slots.get("submissionTime")?.[0]);
  const missing: string[] = [];
  if (!URN_UUID.test(entryUuid)) missing.push("entryUUID");
  if (uniqueId === "") missing.push("uniqueId");
  if (missing.length > 0) {
    told({ entryUuid: URN_UUID.test(entryUuid) ? entryUuid : null, missing, dropped: true });
    return null;
  }
  const availability = availabilityOf(object.attributes.get("status") ?? null);
  if (submissionTime === null) missing.push("submissionTime");
  if (availability === null) missing.push("availabilityStatus");
  if (missing.length > 0) told({ entryUuid, missing, dropped: false });
  return {
    entryUuid,
    uniqueId,
    submissionTime: submissionTime ?? NO_TIME,
    title: object.name,
    availability: availability ?? "approved",
    authors: authorsOf(object, SET.author),
    contentType: codesOf(object, SET.contentType)[0] ?? null,
  };
}

/** Which of the three visibilities a list of confidentiality codes says, and the document's own code. */
export function confidentialityOf(codes: readonly Code[]): { confidentiality: Code | null; visibility: Visibility } {
  const has = (flag: keyof Visibility): boolean =>
    VISIBILITY_CODES.some((known) => known.flag === flag && codes.some(({ code }) => code === known.code));
  return {
    confidentiality: codes.find(({ code }) => !isVisibilityCode(code)) ?? null,
    visibility: {
      hiddenFromProfessionals: has("hiddenFromProfessionals"),
      hiddenFromPatient: has("hiddenFromPatient"),
      hiddenFromLegalRepresentatives: has("hiddenFromLegalRepresentatives"),
    },
  };
}

export function isVisibilityCode(code: string): boolean {
  return VISIBILITY_CODES.some((known) => known.code === code);
}

function codesOf(object: RimObject, scheme: string): Code[] {
  return object.classifications.filter((one) => one.scheme === scheme && one.node !== "").map(toCode);
}

function toCode(one: RimClassification): Code {
  return { code: one.node, system: one.slots.get("codingScheme")?.[0] ?? "", label: one.name ?? one.node };
}

function authorsOf(object: RimObject, scheme: string): DocumentEntry["authors"] {
  return object.classifications
    .filter((one) => one.scheme === scheme)
    .map(({ slots }) => toAuthor(slots))
    .filter((author) => author !== null);
}

/** A hash that is not one is no hash: the content could never be verified against it. */
function hashOf(value: string | null, missing: string[]): string | null {
  if (value === null) return null;
  if (/^[0-9a-f]{40}$/i.test(value)) return value.toLowerCase();
  missing.push("hash");
  return null;
}

function sizeOf(value: string | null, missing: string[]): number | null {
  if (value === null) return null;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  missing.push("size");
  return null;
}
