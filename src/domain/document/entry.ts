import type { Ins, IsoInstant } from "../identity/types.js";
import type { Code } from "./code.js";

/** Who wrote or answers for a document: XCN and XON of XDS, in words (dmp.md §3.3). */
export interface DocumentAuthor {
  /** National id of the person (`8` + RPPS…), an internal id, or null when only a name or a device is known. */
  readonly id: string | null;
  readonly familyName: string;
  readonly givenName: string | null;
  /** `G15_10/SM26`. */
  readonly specialty: Code | null;
  /** Free text: « Médecin traitant ». */
  readonly role: string | null;
  readonly institution: { readonly id: string | null; readonly name: string } | null;
}

/** From whom the DMP hides a document (JDV_J58). Independent of the CDA's own confidentiality code. */
export interface Visibility {
  /** MASQUE_PS: hidden from professionals, but its author and the médecin traitant. */
  readonly hiddenFromProfessionals: boolean;
  /** INVISIBLE_PATIENT: until it was announced to the patient. */
  readonly hiddenFromPatient: boolean;
  /** INVISIBLE_REPRESENTANTS_LEGAUX: minors. */
  readonly hiddenFromLegalRepresentatives: boolean;
}

export const VISIBLE: Visibility = {
  hiddenFromProfessionals: false,
  hiddenFromPatient: false,
  hiddenFromLegalRepresentatives: false,
};

/** availabilityStatus (dmp.md TD3.1, TD3.3d). `deleted` is only ever met in a history. */
export type Availability = "approved" | "deprecated" | "archived" | "deleted";

/**
 * Metadata of a document, XDS names in words (IHE ITI TF-3 §4.2). What derives from a CDA ({@link NewEntry}) has neither the
 * registry's identifiers nor its status.
 */
export interface NewEntry {
  /** OID of at most 64 characters: names the content. */
  readonly uniqueId: string;
  /** The INS, whatever the registry says in addition (EX_3.1-1055: results are never filtered on it). */
  readonly patientId: Ins;
  /** Local file number with the assigning authority, or the INS (dmp.md §3.3). */
  readonly sourcePatientId: { readonly value: string; readonly authority: string; readonly type: "PI" | "NH" };
  readonly sourcePatientInfo: readonly string[];
  readonly mimeType: string;
  readonly title: string;
  readonly comment: string | null;
  readonly typeCode: Code;
  readonly classCode: Code;
  readonly formatCode: Code;
  /** First is the CDA's own (`N`, `R`, `V`). The visibility codes are in {@link visibility}. */
  readonly confidentiality: Code;
  readonly visibility: Visibility;
  readonly facilityType: Code;
  readonly practiceSetting: Code;
  readonly eventCodes: readonly Code[];
  readonly authors: readonly DocumentAuthor[];
  readonly legalAuthenticator: DocumentAuthor | null;
  /** `YYYY-MM-DDTHH:MM:SSZ`-like instants in UTC. */
  readonly creationTime: IsoInstant;
  readonly serviceStart: IsoInstant | null;
  readonly serviceStop: IsoInstant | null;
  /** `fr-FR`. */
  readonly language: string;
  /** Lower-case hexadecimal SHA-1 of the exact bytes; null when a registry does not say. */
  readonly hash: string | null;
  /** Bytes. */
  readonly size: number | null;
  readonly referenceIds: readonly string[];
}

/** A document as the registry knows it. */
export interface DocumentEntry extends Omit<NewEntry, "patientId" | "sourcePatientId"> {
  /** `urn:uuid:…`: changes with each version and each change of metadata. */
  readonly entryUuid: string;
  /** lid: stable over changes of metadata. */
  readonly logicalId: string;
  /** VersionInfo: the n that `PreviousVersion` wants. */
  readonly version: string;
  readonly availability: Availability;
  readonly repositoryUniqueId: string;
  readonly homeCommunityId: string | null;
  /** As the registry wrote it: may be an INS-C. */
  readonly patientId: string;
  readonly sourcePatientId: string | null;
  /** The ExtrinsicObject as received, for what must be sent back whole (TD3.3a/b). */
  readonly raw: string;
}

/**
 * What a list of documents shows and looks for of an entry (EX_3.1-1040 to 1080), and what the synchronisation compares. A DMP holds
 * thousands of them: nothing more is read for a list.
 */
export interface ListedEntry
  extends Pick<
    DocumentEntry,
    | "entryUuid"
    | "uniqueId"
    | "logicalId"
    | "version"
    | "availability"
    | "title"
    | "comment"
    | "typeCode"
    | "classCode"
    | "confidentiality"
    | "visibility"
    | "creationTime"
    | "serviceStart"
    | "mimeType"
    | "size"
  > {
  readonly authors: readonly Pick<DocumentAuthor, "familyName" | "givenName" | "institution">[];
}

/** A submission set as the registry knows it. */
export interface SubmissionSetEntry {
  readonly entryUuid: string;
  readonly uniqueId: string;
  readonly submissionTime: IsoInstant;
  readonly title: string | null;
  readonly availability: Availability;
  readonly authors: readonly DocumentAuthor[];
  readonly contentType: Code | null;
}

/** One association between registry objects. */
export interface Association {
  readonly id: string;
  readonly type: "HasMember" | "RPLC" | "signs" | "XFRM" | "APND" | "XFRM_RPLC" | "other";
  readonly source: string;
  readonly target: string;
}

/** Patient-deposited documents: class 90, or their own type codes (dmp.md §3.6, EX_3.1-1040). */
export function isFromPatient(entry: { readonly classCode: Code; readonly typeCode: Code }): boolean {
  return entry.classCode.code === "90" || /^(DOCPAT|EXPPAT_)/.test(entry.typeCode.code);
}

/** The XAdES signature of a submission set is an entry too: never shown as a document. */
export function isSignature(entry: { readonly typeCode: Code }): boolean {
  return entry.typeCode.code === "E1762";
}
