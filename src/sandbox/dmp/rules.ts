import { facility, practiceSetting } from "../../documents/vocabularies/codes.js";
import { contentType } from "../../documents/vocabularies/content-type.js";
import { formatCode } from "../../documents/vocabularies/formats.js";
import { classByCode, typeOf } from "../../documents/vocabularies/types.js";
import type { DmpPerson } from "./people.js";
import { metadataError, type Refusal, registryError } from "./refusal.js";
import { codesOf, isSignatureObject, type RimAssociation, type RimObject, type SubmittedObjects, slotOf } from "./rim.js";
import { ASSOCIATION, DOCUMENT, HIDDEN, SUBMISSION } from "./schemes.js";
import { type Caller, readCx } from "./vihf.js";

/** `YYYY` to `YYYYMMDDHHMMSS`, UTC (XDS DTM). */
const TIME = /^\d{4}(\d\d(\d\d(\d\d(\d\d(\d\d)?)?)?)?)?$/;
const OID = /^[0-2](\.(0|[1-9]\d*))+$/;
/** XCN: an id of a known authority with its type, or the name of a device (dmp.md §3.3). */
const PERSON = /^[^^]*\^[^^]+\^[^^]*\^{6}&1\.2\.250\.1\.71\.4\.2\.1&ISO\^[DU]\^\^\^(IDNPS|EI|RI)$/;
/** Age of majority: a parameter of the server (dmp.md §4). */
const MAJORITY = 18;

/** The submission set, its documents and what signs them, once every rule was checked. */
export interface CheckedSubmission {
  readonly set: RimObject;
  /** The signature too. */
  readonly documents: readonly RimObject[];
  readonly signature: RimObject;
  /** New document (symbolic id) → entryUUID that it replaces. */
  readonly replaces: ReadonlyMap<string, string>;
}

/**
 * The rules of the DMP on the metadata of a TD2.1 (dmp.md §3.2, §3.4): what is required is there, codes are of their value
 * sets, one patient throughout.
 * @throws {Refusal} XDSRegistryMetadataError that names the field
 */
export function checkSubmission(objects: SubmittedObjects, caller: Caller, person: DmpPerson, now: Date): CheckedSubmission {
  const { set, documents, associations } = checkSet(objects, caller);
  const signatures = documents.filter(isSignatureObject);
  const [signature] = signatures;
  if (signature === undefined || signatures.length > 1)
    throw metadataError("Signature01", "un document de signature XAdES, et un seul, est attendu dans le lot");
  if (documents.length === 1) throw registryError("XDSMissingDocumentMetadata", "Le lot ne contient aucun document");
  const ids = new Set<string>();
  for (const one of documents) {
    const uniqueId = one.identifiers[DOCUMENT.uniqueId] ?? "";
    if (ids.has(uniqueId))
      throw registryError("XDSDuplicateUniqueIdInMessage", "Deux documents du lot ont le même uniqueId", one.id);
    ids.add(uniqueId);
    checkEntry(one, caller);
    if (one !== signature) checkVisibility(one, caller, person, now);
  }
  const replaces = checkAssociations(set, documents, signature, associations);
  return { set, documents, signature, replaces };
}

function checkSet({ sets, documents, associations }: SubmittedObjects, caller: Caller) {
  const [set, ...others] = sets;
  if (set === undefined || others.length > 0)
    throw metadataError("RegistryPackage", "un lot de soumission, et un seul, est attendu");
  if (!set.classifications.some((one) => one.scheme === SUBMISSION.node))
    throw metadataError("RegistryPackage", "le nœud XDSSubmissionSet manque", set.id);
  need(set, "submissionTime", slotOf(set, "submissionTime"), (value) => /^\d{14}$/.test(value));
  checkAuthor(set, SUBMISSION.author);
  const [content] = codesOf(set, SUBMISSION.contentTypeCode);
  const known = content === undefined ? null : contentType(content.code);
  if (known === null || known.system !== content?.system)
    throw metadataError("contentTypeCode", "absent ou hors de JDV_J59", set.id);
  need(set, "sourceId", set.identifiers[SUBMISSION.sourceId] ?? null, (value) => OID.test(value));
  need(
    set,
    "XDSSubmissionSet.uniqueId",
    set.identifiers[SUBMISSION.uniqueId] ?? null,
    (value) => OID.test(value) && value.length <= 64,
  );
  checkPatient(set, "XDSSubmissionSet.patientId", set.identifiers[SUBMISSION.patientId], caller);
  return { set, documents, associations };
}

function need(object: RimObject, field: string, value: string | null, isRight: (value: string) => boolean): string {
  if (value === null || value === "") throw metadataError(field, "obligatoire et absent", object.id);
  if (!isRight(value)) throw metadataError(field, "valeur incorrecte", object.id);
  return value;
}

function checkPatient(object: RimObject, field: string, value: string | undefined, caller: Caller): void {
  const cx = readCx(need(object, field, value ?? null, () => true));
  if (cx === null) throw metadataError(field, "valeur incorrecte", object.id);
  if (cx.matricule !== caller.patient?.matricule || cx.oid !== caller.patient.oid) {
    throw registryError("XDSPatientIdDoesNotMatch", `${field} n'est pas le patient du VIHF`, object.id);
  }
}

/** An author with a person, in the form of XCN. */
export function checkAuthor(object: RimObject, scheme: string): void {
  const authors = object.classifications.filter((one) => one.scheme === scheme);
  if (authors.length === 0) throw metadataError("author", "obligatoire et absent", object.id);
  for (const author of authors) {
    const [person = ""] = author.slots.authorPerson ?? [];
    if (!PERSON.test(person)) throw metadataError("authorPerson", "absent ou hors du format XCN", object.id);
    for (const specialty of author.slots.authorSpecialty ?? []) {
      if (!/^[^^]+\^[^^]+\^[\d.]+$/.test(specialty)) throw metadataError("authorSpecialty", "hors du format CE", object.id);
    }
    for (const institution of author.slots.authorInstitution ?? []) {
      if (!/^[^^]+\^{5}&1\.2\.250\.1\.71\.4\.2\.2&ISO\^(IDNST|RI)\^{3}[^^]+$/.test(institution) && !/^[^^]+$/.test(institution)) {
        throw metadataError("authorInstitution", "hors du format XON", object.id);
      }
    }
  }
}

type KnownCode = { readonly system: string } | null;
const CODES: readonly {
  readonly field: string;
  readonly scheme: string;
  readonly set: string;
  readonly find: (code: string) => KnownCode;
}[] = [
  { field: "classCode", scheme: DOCUMENT.classCode, set: "JDV_J57", find: classByCode },
  { field: "typeCode", scheme: DOCUMENT.typeCode, set: "JDV_J66", find: (code) => acceptedType(code) },
  { field: "formatCode", scheme: DOCUMENT.formatCode, set: "JDV_J60", find: formatCode },
  { field: "healthcareFacilityTypeCode", scheme: DOCUMENT.healthcareFacilityTypeCode, set: "JDV_J61", find: facility },
  { field: "practiceSettingCode", scheme: DOCUMENT.practiceSettingCode, set: "JDV_J62", find: practiceSetting },
];
/** Codes of the signature document, of URNs and ASTM (dmp.md §3.5). */
const SIGNATURE_CODES: Readonly<Record<string, string>> = {
  classCode: "urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1",
  typeCode: "E1762",
  formatCode: "http://www.w3.org/2000/09/xmldsig#",
};

function acceptedType(code: string): KnownCode {
  const type = typeOf(code);
  return type?.dmp === true ? type.code : null;
}

/**
 * One ExtrinsicObject. Also for TD3.3a, b, where everything is sent again.
 * @throws {Refusal}
 */
export function checkEntry(one: RimObject, caller: Caller): void {
  const isSignature = isSignatureObject(one);
  need(
    one,
    "XDSDocumentEntry.uniqueId",
    one.identifiers[DOCUMENT.uniqueId] ?? null,
    (value) => OID.test(value.split("^")[0] ?? "") && value.length <= 128,
  );
  checkPatient(one, "XDSDocumentEntry.patientId", one.identifiers[DOCUMENT.patientId], caller);
  need(one, "mimeType", one.mimeType, (value) => value === "text/xml");
  need(one, "title", one.name, (value) => value.trim() !== "");
  need(one, "creationTime", slotOf(one, "creationTime"), (value) => TIME.test(value));
  need(one, "serviceStartTime", slotOf(one, "serviceStartTime"), (value) => TIME.test(value));
  need(one, "languageCode", slotOf(one, "languageCode"), (value) => value === (isSignature ? "art" : "fr-FR"));
  need(one, "legalAuthenticator", slotOf(one, "legalAuthenticator"), (value) => PERSON.test(value));
  need(one, "sourcePatientId", slotOf(one, "sourcePatientId"), (value) => /^[^^]+\^\^\^&[\d.]+&ISO\^(PI|NH)(\^.*)?$/.test(value));
  const stop = slotOf(one, "serviceStopTime");
  if (stop !== null && !TIME.test(stop)) throw metadataError("serviceStopTime", "valeur incorrecte", one.id);
  checkAuthor(one, DOCUMENT.author);
  for (const { field, scheme, set, find } of CODES) {
    const [code, ...more] = codesOf(one, scheme);
    if (code === undefined || more.length > 0) throw metadataError(field, "obligatoire, une seule fois", one.id);
    if (isSignature && SIGNATURE_CODES[field] === code.code) continue;
    if (find(code.code)?.system !== code.system) throw metadataError(field, `« ${code.code} » n'est pas dans ${set}`, one.id);
  }
  checkClassOfType(one, isSignature);
  checkConfidentiality(one);
}

function checkClassOfType(one: RimObject, isSignature: boolean): void {
  if (isSignature) return;
  const expected = typeOf(codesOf(one, DOCUMENT.typeCode)[0]?.code ?? "")?.class.code;
  if (expected !== codesOf(one, DOCUMENT.classCode)[0]?.code)
    throw metadataError("classCode", `la classe de ce type est ${expected}`, one.id);
}

function checkConfidentiality(one: RimObject): void {
  const codes = codesOf(one, DOCUMENT.confidentialityCode);
  const own = codes.filter(({ code, system }) => ["N", "R", "V"].includes(code) && system === "2.16.840.1.113883.5.25");
  if (own.length === 0) throw metadataError("confidentialityCode", "N, R ou V est obligatoire", one.id);
  const hidden: readonly string[] = Object.values(HIDDEN);
  for (const { code, system } of codes) {
    if (system === "2.16.840.1.113883.5.25" && ["N", "R", "V"].includes(code)) continue;
    if (!hidden.includes(code) || system !== "1.2.250.1.213.1.1.4.13")
      throw metadataError("confidentialityCode", `« ${code} » n'est pas dans JDV_J58`, one.id);
  }
}

/**
 * Who may not see it (EX_2.1-1050): never hidden from both the professionals and the patient (parameter
 * cumul-invisible_patient-masque_ps = false); from the representatives of a minor only; in a « connexion secrète », always from them.
 * @throws {Refusal}
 */
export function checkVisibility(one: RimObject, caller: Caller, person: DmpPerson, now: Date): void {
  const codes = codesOf(one, DOCUMENT.confidentialityCode).map(({ code }) => code);
  const has = (code: string): boolean => codes.includes(code);
  if (has(HIDDEN.professionals) && has(HIDDEN.patient)) {
    throw metadataError("confidentialityCode", "MASQUE_PS et INVISIBLE_PATIENT ne se cumulent pas", one.id);
  }
  const limit = new Date(person.birthDate);
  limit.setUTCFullYear(limit.getUTCFullYear() + MAJORITY);
  if (has(HIDDEN.representatives) && limit.getTime() <= now.getTime()) {
    throw metadataError("confidentialityCode", "INVISIBLE_REPRESENTANTS_LEGAUX est réservé aux mineurs", one.id);
  }
  if (caller.secret && !has(HIDDEN.representatives)) {
    throw metadataError(
      "confidentialityCode",
      "une connexion secrète ne dépose que des documents INVISIBLE_REPRESENTANTS_LEGAUX",
      one.id,
    );
  }
}

function checkAssociations(
  set: RimObject,
  documents: readonly RimObject[],
  signature: RimObject,
  associations: readonly RimAssociation[],
): ReadonlyMap<string, string> {
  for (const one of documents) {
    const member = associations.find(
      ({ type, source, target }) => type === ASSOCIATION.hasMember && source === set.id && target === one.id,
    );
    if (member === undefined || slotOf(member, "SubmissionSetStatus") !== "Original")
      throw metadataError("HasMember", "association absente ou sans SubmissionSetStatus Original", one.id);
  }
  if (
    !associations.some(({ type, source, target }) => type === ASSOCIATION.signs && source === signature.id && target === set.id)
  ) {
    throw metadataError("signs", "l'association entre la signature et le lot manque", signature.id);
  }
  const replaces = new Map<string, string>();
  for (const { type, source, target, id } of associations) {
    if (type === ASSOCIATION.hasMember || type === ASSOCIATION.signs) continue;
    if (type !== ASSOCIATION.replaces) throw metadataError("associationType", "type d'association non accepté", id);
    if (!documents.some((one) => one.id === source && one !== signature)) throw unresolved(source, id);
    replaces.set(source, target);
  }
  return replaces;
}

export function unresolved(reference: string, location: string): Refusal {
  return registryError("UnresolvedReferenceException", `Référence inconnue : ${reference}`, location);
}
