import { type Code, SYSTEMS } from "../../domain/document/code.js";
import type { DocumentAuthor, NewEntry, Visibility } from "../../domain/document/entry.js";
import { isInsOid } from "../../domain/identity/matricule.js";
import type { Ins } from "../../domain/identity/types.js";
import { confidentiality, facility, practiceSetting } from "../vocabularies/codes.js";
import { formatOf } from "../vocabularies/formats.js";
import { classByCode, classOf, typeOf } from "../vocabularies/types.js";
import type { CdaHeader, CdaId, CdaPatient } from "./header.js";
import { type Exchange, metadataMissing, typeRefused } from "./metadata-errors.js";
import { instantOf } from "./times.js";

/** What the CDA itself does not say. */
export interface EntryFacts {
  readonly visibility: Visibility;
  /** Lower-case hexadecimal SHA-1 of the exact bytes of the CDA. */
  readonly sha1: string;
  /** Bytes of the CDA. */
  readonly size: number;
  /** Media type of the level 1 body; null for a structured document. */
  readonly bodyMediaType: string | null;
  /** In place of the one that derives from the body or the model. */
  readonly formatCode?: Code;
  readonly comment?: string | null;
  /**
   * `dmp` unless told. In a `message`, a document of any type may go, retired ones included, and one of a patient whose identity is not
   * qualified: the file number then stands where the INS would (INS/va1.53).
   */
  readonly exchange?: Exchange;
}

/**
 * All metadata of a document for the DMP, from the header of its CDA and three visibility flags (dmp.md §3.2, §3.3): nothing is asked.
 * Labels are the official ones, whatever the document wrote.
 * @throws SegurError `cda.metadata_missing` naming what the header lacks of what the DMP requires, `cda.type_refused`
 */
export function toEntry(header: CdaHeader, facts: EntryFacts): NewEntry {
  const exchange = facts.exchange ?? "dmp";
  const type = typeFor(exchange, header.code);
  if (type === null) throw typeRefused(header.code.code);

  const main = header.events.find(({ practiceSetting }) => practiceSetting !== null) ?? header.events[0];
  const required = {
    id: header.id.root === "" ? null : uniqueIdOf(header.id),
    [PATIENT[exchange]]: patientIdOf(exchange, header.patient),
    title: header.title.trim() === "" ? null : header.title,
    effectiveTime: instantOf(header.createdAt),
    confidentialityCode: confidentialityOf(header.confidentiality.code),
    author: named(header.authors),
    legalAuthenticator: named(header.legalAuthenticator === null ? [] : [header.legalAuthenticator])?.[0] ?? null,
    "serviceEvent/effectiveTime": instantOf(header.events[0]?.start ?? null),
    standardIndustryClassCode: official(practiceSetting, main?.practiceSetting),
    "healthCareFacility/code": official(facility, header.encounter?.facilityType),
  };
  const ins = patientIdOf(exchange, header.patient);
  const { effectiveTime, "serviceEvent/effectiveTime": start } = required;
  const {
    id,
    title,
    author,
    confidentialityCode,
    legalAuthenticator,
    standardIndustryClassCode,
    "healthCareFacility/code": place,
  } = required;
  if (
    !(
      id &&
      ins &&
      title &&
      effectiveTime &&
      confidentialityCode &&
      author &&
      legalAuthenticator &&
      start &&
      standardIndustryClassCode &&
      place
    )
  ) {
    const missing = Object.entries(required).flatMap(([name, value]) => (value === null ? [name] : []));
    throw metadataMissing(missing, exchange);
  }
  const templates = header.templateIds.map(({ root }) => root);
  return {
    uniqueId: id,
    patientId: ins,
    sourcePatientId: sourcePatientId(header.patient, ins),
    sourcePatientInfo: sourcePatientInfo(header.patient),
    mimeType: "text/xml",
    title,
    comment: facts.comment ?? null,
    typeCode: type.code,
    classCode: type.class,
    formatCode: facts.formatCode ?? formatOf(facts.bodyMediaType, templates),
    confidentiality: confidentialityCode,
    visibility: facts.visibility,
    facilityType: place,
    practiceSetting: standardIndustryClassCode,
    eventCodes: header.events.flatMap(({ code }) => (code === null ? [] : [code])),
    authors: author,
    legalAuthenticator,
    creationTime: effectiveTime,
    serviceStart: start,
    serviceStop: instantOf(header.events[0]?.stop ?? null),
    language: header.language ?? "fr-FR",
    hash: facts.sha1,
    size: facts.size,
    referenceIds: [],
  };
}

/** What the patient is named by, where it is missing. */
const PATIENT = { dmp: "recordTarget/INS", message: "recordTarget/id" } as const;
/** Whatever has no class. */
const OTHER_CLASS: Code = { code: "99", system: SYSTEMS.classCode, label: "Autre document" };

/** Type and class of the metadata; null for a type that cannot be exchanged so. */
function typeFor(exchange: Exchange, code: Code): { readonly code: Code; readonly class: Code } | null {
  const type = typeOf(code.code);
  if (exchange === "dmp") return type?.dmp === true ? type : null;
  if (type !== null) return type;
  return code.code === "" ? null : { code, class: classOf(code.code) ?? classByCode(OTHER_CLASS.code) ?? OTHER_CLASS };
}

/** The INS; in a message, failing it, the file number with the OID of who gave it. */
function patientIdOf(exchange: Exchange, { ins, ids }: CdaPatient): Ins | null {
  if (ins !== null || exchange === "dmp") return ins;
  const local = ids.find(({ root, extension }) => root !== "" && extension !== null && extension !== "");
  return local?.extension ? { matricule: local.extension, oid: local.root } : null;
}

/** A code under its official label; as it is when the nomenclature has it not, which the registry may refuse; null for none. */
function official(find: (code: string) => Code | null, code: Code | null | undefined): Code | null {
  return code === null || code === undefined || code.code === "" ? null : (find(code.code) ?? code);
}

function confidentialityOf(code: string): Code | null {
  return code === "N" || code === "R" || code === "V" ? confidentiality(code) : null;
}

/** uniqueId of XDS: the id of the document, `root` or `root^extension` (ITI TF-3 §4.2.3.2.26). */
export function uniqueIdOf({ root, extension }: CdaId): string {
  return extension === null || extension === "" ? root : `${root}^${extension}`;
}

/** The file number when there is one, else the INS (dmp.md §3.3). */
function sourcePatientId({ ids }: CdaPatient, ins: Ins): NewEntry["sourcePatientId"] {
  const local = ids.find(({ root, extension }) => !root.startsWith("1.2.250.1.213.1.4.") && extension !== null);
  return local?.extension
    ? { value: local.extension, authority: local.root, type: "PI" }
    : { value: ins.matricule, authority: ins.oid, type: isInsOid(ins.oid) ? "NH" : "PI" };
}

/** PID-5 (birth name as `L`, used name as `D`), PID-7, PID-8; each where it is known. */
function sourcePatientInfo(patient: CdaPatient): readonly string[] {
  const given = patient.firstBirthGivenName ?? patient.birthGivenNames ?? "";
  const name = (family: string, first: string, type: string) => `PID-5|${hl7(family)}^${hl7(first)}^^^^^${type}`;
  const isUsed = patient.usedName !== null || patient.usedGivenName !== null;
  return [
    patient.birthName === null ? null : name(patient.birthName, given, "L"),
    isUsed ? name(patient.usedName ?? patient.birthName ?? "", patient.usedGivenName ?? given, "D") : null,
    patient.birthDate === null ? null : `PID-7|${patient.birthDate.replaceAll("-", "")}`,
    patient.sex === null ? null : `PID-8|${hl7Sex(patient.sex)}`,
  ].filter((line) => line !== null);
}

/** HL7 table 0001 has no `UN`. */
function hl7Sex(sex: string): string {
  return sex === "M" || sex === "F" ? sex : "U";
}

/** A name holds none of the separators of HL7 v2; one that does would shift the fields after it. */
function hl7(text: string): string {
  return text.replace(/[|^~\\&]/g, " ").trim();
}

/** Without its time; a structure that stands without a person is the author under its own name (RG_2230). */
function authorOf({ id, familyName, givenName, specialty, role, institution }: DocumentAuthor): DocumentAuthor {
  return { id, familyName: familyName === "" ? (institution?.name ?? "") : familyName, givenName, specialty, role, institution };
}

/** An author that is the structure itself, without a person (RG_2230). */
export function isStructure({ id, institution }: Pick<DocumentAuthor, "id" | "institution">): boolean {
  return id !== null && institution !== null && id === institution.id;
}

/** Those who have a name: the DMP takes no other. */
function named(authors: readonly DocumentAuthor[]): readonly [DocumentAuthor, ...DocumentAuthor[]] | null {
  const [first, ...others] = authors.map(authorOf).filter(({ familyName }) => familyName.trim() !== "");
  return first === undefined ? null : [first, ...others];
}
