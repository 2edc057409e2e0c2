import { SYSTEMS } from "../../domain/document/code.js";
import type { NewEntry, Visibility } from "../../domain/document/entry.js";
import { metadataError } from "./errors.js";
import { DOCUMENT_ENTRY, ENTRY, REFERENCE_IDS } from "./names.js";
import { insToCx, toCx, toXcn } from "./values.js";
import { localized, type RimWriter, slot, text, timeSlot } from "./write.js";

/** JDV_J58: codes of the three visibilities, with their official labels. */
export const VISIBILITY_CODES: readonly { readonly flag: keyof Visibility; readonly code: string; readonly label: string }[] = [
  { flag: "hiddenFromProfessionals", code: "MASQUE_PS", label: "Masqué aux professionnels de santé" },
  { flag: "hiddenFromPatient", code: "INVISIBLE_PATIENT", label: "Non visible par le patient" },
  {
    flag: "hiddenFromLegalRepresentatives",
    code: "INVISIBLE_REPRESENTANTS_LEGAUX",
    label: "Non visible par les représentants légaux du patient",
  },
];

/** Bytes of a document, as the metadata names them. */
export interface Digest {
  /** Lower-case hexadecimal SHA-1. */
  readonly sha1: string;
  readonly size: number;
}

/** An OID of at most 64 characters, with the extension of the CDA's id when it has one (ITI TF-3 §4.2.3.2.26). */
const UNIQUE_ID = /^(?=[\d.]{1,64}(\^|$))[0-2](\.(0|[1-9]\d*))+(\^[^\s^&]{1,16})?$/;

/**
 * `rim:ExtrinsicObject` of a new document (dmp.md §3.2): strict, a mandatory metadata that is missing is refused here rather than by
 * the registry. The hash and the size are those of the bytes that leave.
 * @param extra slots that the exchange adds: the URI in an archive
 */
export function writeEntry(
  writer: RimWriter,
  id: string,
  entry: NewEntry,
  digest: Digest,
  extra: readonly string[] = [],
): string {
  if (!UNIQUE_ID.test(entry.uniqueId)) throw metadataError("uniqueId", "format");
  if (entry.authors.length === 0) throw metadataError("authorPerson", "missing");
  if (entry.title === "") throw metadataError("title", "missing");
  if (entry.language === "") throw metadataError("languageCode", "missing");
  if (entry.legalAuthenticator === null) throw metadataError("legalAuthenticator", "missing");
  const slots = [
    timeSlot("creationTime", entry.creationTime),
    slot("hash", [digest.sha1]),
    slot("languageCode", [entry.language]),
    slot("legalAuthenticator", [toXcn(entry.legalAuthenticator)]),
    timeSlot("serviceStartTime", entry.serviceStart),
    entry.serviceStop === null ? "" : timeSlot("serviceStopTime", entry.serviceStop),
    slot("size", [String(digest.size)]),
    slot("sourcePatientId", [toCx(entry.sourcePatientId)]),
    slot("sourcePatientInfo", entry.sourcePatientInfo),
    slot(REFERENCE_IDS, entry.referenceIds),
    ...extra,
  ];
  const coded = (scheme: string, code: NewEntry["typeCode"], field: string) => writer.coded(scheme, id, code, field);
  const classifications = [
    ...entry.authors.map((author) => writer.author(ENTRY.author, id, author)),
    coded(ENTRY.classCode, entry.classCode, "classCode"),
    coded(ENTRY.typeCode, entry.typeCode, "typeCode"),
    coded(ENTRY.confidentiality, entry.confidentiality, "confidentialityCode"),
    ...visibilityCodes(entry.visibility).map((code) => coded(ENTRY.confidentiality, code, "confidentialityCode")),
    coded(ENTRY.formatCode, entry.formatCode, "formatCode"),
    coded(ENTRY.facilityType, entry.facilityType, "healthcareFacilityTypeCode"),
    coded(ENTRY.practiceSetting, entry.practiceSetting, "practiceSettingCode"),
    ...entry.eventCodes.map((code) => coded(ENTRY.eventCode, code, "eventCodeList")),
  ];
  const identifiers = [
    writer.identifier(ENTRY.patientId, id, "XDSDocumentEntry.patientId", insToCx(entry.patientId)),
    writer.identifier(ENTRY.uniqueId, id, "XDSDocumentEntry.uniqueId", entry.uniqueId),
  ];
  const name = localized("Name", entry.title, "title") + localized("Description", entry.comment, "comments");
  const attributes = `id="${id}" mimeType="${text(entry.mimeType, "mimeType")}" objectType="${DOCUMENT_ENTRY}"`;
  return `<rim:ExtrinsicObject ${attributes}>${slots.join("")}${name}${classifications.join("")}${identifiers.join("")}</rim:ExtrinsicObject>`;
}

/** The confidentiality codes of a visibility, in the order of JDV_J58. */
export function visibilityCodes(visibility: Visibility): readonly NewEntry["typeCode"][] {
  return VISIBILITY_CODES.filter(({ flag }) => visibility[flag]).map(({ code, label }) => ({
    code,
    system: SYSTEMS.visibility,
    label,
  }));
}
