import type { ReadCda } from "../../documents/cda/reader.js";
import type { ReadXdmDocument, XdmPatientId, XdmPerson } from "../../documents/xdm/read.js";
import { isInsOid, isTestOid } from "../../domain/identity/matricule.js";
import { nameKey } from "../../domain/identity/search-tokens.js";
import type { Ins } from "../../domain/identity/types.js";
import type { NewReceivedDocument, Problem } from "../../domain/inbox/received.js";
import type { Environment } from "../../domain/ports.js";
import { nameOf } from "../documents/from-cda.js";
import { quarantine } from "./problems.js";

type Told = Pick<ReadXdmDocument, "metadata" | "setPatientId" | "integrity">;

/**
 * Why a CDA must not reach a file, by what came with it (mss.md §2.2); the gravest first. Whose it is, is decided elsewhere.
 * @param told null for a CDA that came without an archive
 */
export function checkCda(
  { header, hasOthers }: Pick<ReadCda, "header" | "hasOthers">,
  told: Told | null,
  environment: Environment,
): Problem | null {
  if (told?.integrity === "hash_mismatch" || told?.integrity === "size_mismatch") return quarantine(told.integrity);
  if (header.otherPatients.length > 0) return quarantine("several_in_document");
  if (hasOthers) return quarantine("several_in_file");
  if (header.patient.isContradictory === true) return quarantine("contradictory");
  for (const named of [told?.metadata?.patientId ?? null, told?.setPatientId ?? null]) {
    if (named !== null && !isNamed(named, header.patient.ids)) return quarantine("other_patient");
  }
  if (told?.metadata?.person != null && isSomebodyElse(told.metadata.person, header.patient)) return quarantine("other_patient");
  const { ins, otherIns } = header.patient;
  // Among its ids too: a real INS beside a test one is a mistake, but names a real person.
  if (environment === "production" && ins !== null && [ins, ...otherIns].every(({ oid }) => isTestOid(oid)))
    return quarantine("test_ins");
  if (header.id.root === "") return quarantine("no_id");
  return told !== null && told.metadata === null ? quarantine("no_metadata") : null;
}

/**
 * Whether the archive vouches for a CDA that nothing quarantines (mss.md §2.2): its METADATA.XML names the patient, and gives the hash, the
 * size, the identifier and the type that the document has. Never for a document whose characters are lost: a name may be among them (D19).
 */
export function isVouched({ header, damaged }: Pick<ReadCda, "header" | "damaged">, told: Told | null): boolean {
  const metadata = told?.metadata ?? null;
  if (damaged || told === null || metadata === null || told.integrity !== "ok") return false;
  if (metadata.hash === null || metadata.size === null) return false;
  if (metadata.patientId === null && told.setPatientId === null) return false;
  if (metadata.typeCode !== null && metadata.typeCode.code !== header.code.code) return false;
  return metadata.uniqueId === null || metadata.uniqueId.toUpperCase() === nameOf(header.id).toUpperCase();
}

/** All the entries of an archive, and its submission sets, have one patientId (mss.md §2.2); identifiers of two authorities are not compared. */
export function nameSeveral(documents: readonly Pick<ReadXdmDocument, "metadata" | "setPatientId">[]): boolean {
  const ids = documents
    .flatMap(({ metadata, setPatientId }) => [metadata?.patientId ?? null, setPatientId])
    .filter((each) => each !== null);
  return ids.some((one) => ids.some((other) => one.authority === other.authority && !isSameId(one, other)));
}

function isSameId({ value, authority }: XdmPatientId, other: XdmPatientId): boolean {
  if (value === other.value) return true;
  return (
    isInsOid(authority) && (value.length === 13 || other.value.length === 13) && value.slice(0, 13) === other.value.slice(0, 13)
  );
}

/**
 * Whether `sourcePatientInfo` names another person than the CDA: no family name or no first name in common, another birth date or sex.
 * Publishers write the birth name or the used one: either is the same person.
 */
function isSomebodyElse({ names, birthDate, sex }: XdmPerson, patient: ReadCda["header"]["patient"]): boolean {
  if (birthDate !== null && patient.birthDate?.length === 10 && birthDate !== patient.birthDate) return true;
  if (sex !== null && (patient.sex === "M" || patient.sex === "F") && sex !== patient.sex) return true;
  const keys = (said: readonly (string | null)[]) => said.map((each) => nameKey(each ?? "")).filter((key) => key !== "");
  const families = keys([patient.birthName, patient.usedName]);
  const givens = keys([patient.firstBirthGivenName, patient.usedGivenName, ...(patient.birthGivenNames ?? "").split(/[\s,]+/)]);
  const theirs = { families: keys(names.map(({ family }) => family)), givens: keys(names.map(({ given }) => given)) };
  const strange = (said: readonly string[], own: readonly string[]) =>
    said.length > 0 && own.length > 0 && !said.some((key) => own.some((each) => each.startsWith(key) || key.startsWith(each)));
  return strange(theirs.families, families) || strange(theirs.givens, givens);
}

/** What a person should know, and stops nothing. */
export function cdaWarnings({ header }: ReadCda, told: Told | null): readonly string[] {
  const metadata = told?.metadata ?? null;
  if (metadata === null) return [];
  const warnings: string[] = [];
  if (metadata.uniqueId !== null && header.id.root !== "" && metadata.uniqueId.toUpperCase() !== nameOf(header.id).toUpperCase())
    warnings.push("Les métadonnées de l'archive donnent au document un autre identifiant que le sien.");
  if (metadata.typeCode !== null && header.code.code !== "" && metadata.typeCode.code !== header.code.code)
    warnings.push("Les métadonnées de l'archive donnent au document un autre type que le sien.");
  if (told?.integrity === "undeclared")
    warnings.push("L'émetteur ne donne ni empreinte ni taille : l'intégrité n'est pas vérifiée.");
  if (metadata.patientId === null && told?.setPatientId === null)
    warnings.push("Les métadonnées de l'archive ne désignent pas le patient (MSS/CONF.24).");
  return warnings;
}

/**
 * A message is about one patient (MSS/CONF.23): when its documents name two, no one can tell which of them is misplaced, and none is
 * filed. Two INS that differ, or birth dates or names that do when one has no INS.
 */
export function onePatient(documents: readonly NewReceivedDocument[]): readonly NewReceivedDocument[] {
  const named = documents.flatMap(({ patient }) => (patient === null ? [] : [patient]));
  const [first, ...others] = named;
  if (first === undefined || others.every((each, index) => named.slice(0, index + 1).every((earlier) => maySame(earlier, each))))
    return documents;
  return documents.map((each) => ({ ...each, quarantine: each.quarantine ?? quarantine("several_in_message") }));
}

type Named = NonNullable<NewReceivedDocument["patient"]>;

function maySame(one: Named, other: Named): boolean {
  const [mine, theirs] = [insOf(one), insOf(other)];
  // A person may be named by several, one of them former.
  if (mine.length > 0 && theirs.length > 0) return mine.some((ins) => theirs.some((each) => sameIns(ins, each)));
  const differ = (a: string | null, b: string | null) => a !== null && b !== null && nameKey(a) !== nameKey(b);
  return (
    !differ(one.birthName, other.birthName) &&
    !differ(one.firstBirthGivenName, other.firstBirthGivenName) &&
    !(one.birthDate !== null && other.birthDate !== null && one.birthDate !== other.birthDate)
  );
}

function insOf({ ins, otherIns = [] }: Named): readonly Ins[] {
  return ins === null ? [] : [ins, ...otherIns];
}

function sameIns(one: Ins, other: Ins): boolean {
  return one.oid === other.oid && one.matricule === other.matricule;
}

/** Whether the metadata name one of the ids of the CDA; an INS may be written without its key. */
function isNamed({ value, authority }: XdmPatientId, ids: ReadCda["header"]["patient"]["ids"]): boolean {
  const bare = (text: string) => text.replace(/\s/g, "").toUpperCase();
  return ids.some(({ root, extension }) => {
    if (extension === null || root !== authority) return false;
    const [one, other] = [bare(value), bare(extension)];
    if (one === other) return true;
    return isInsOid(root) && (one.length === 13 || other.length === 13) && one.slice(0, 13) === other.slice(0, 13);
  });
}
