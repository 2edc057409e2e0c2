import { isInsOid, isMatriculeNumber, isTestOid, matriculeKey } from "../../domain/identity/matricule.js";
import { nameKey } from "../../domain/identity/search-tokens.js";
import type { Ins } from "../../domain/identity/types.js";
import type { CdaId, CdaPatient, NarrativeNode } from "./header.js";
import { all, attribute, first, textOf } from "./tree.js";
import { idsOf, readTime } from "./values.js";

type Node = Exclude<NarrativeNode, string> | null;
type Warn = (message: string) => void;

/** INS-C of before 2020 (computed, never an INS): kept among the ids, told. */
const INS_C = "1.2.250.1.213.1.4.2";

/** Everybody that a document says to be about, one expected; whatever is missing (cda.md §2). */
export function readPatients(document: Node, warn: Warn): readonly [CdaPatient, ...CdaPatient[]] {
  const roles = all(document, "recordTarget").flatMap((target) => all(target, "patientRole"));
  const persons = roles.flatMap((role) => {
    const patients = all(role, "patient");
    return (patients.length > 0 ? patients : [null]).map((patient) => ({ role, patient }));
  });
  const [main, ...others] = persons.map(({ role, patient }) => readPatient(role, patient, warn));
  if (others.length > 0) warn("Le document désigne plusieurs patients : le premier est retenu.");
  return [main ?? readPatient(null, null, warn), ...others];
}

function readPatient(role: Node, patient: Node, warn: Warn): CdaPatient {
  const ids = idsOf(role);
  const birth = attribute(first(patient, "birthTime"), "value");
  const birthTime = readTime(birth);
  if (birth !== null && birthTime === null) warn("La date de naissance du patient n'est pas une date.");
  const isContradictory = contradictsItself(patient);
  if (isContradictory) warn("Le document donne au patient plusieurs noms, dates de naissance ou sexes qui se contredisent.");
  return {
    ids,
    ...readIns(ids, warn),
    ...readNames(patient, warn),
    ...(isContradictory ? { isContradictory } : {}),
    sex: attribute(first(patient, "administrativeGenderCode"), "code"),
    birthDate: birthTime?.slice(0, 10) ?? null,
    birthPlace: readBirthPlace(first(patient, "birthplace", "place")),
  };
}

/** An official INS is preferred to a test one; the first of each. The others are kept: whose they are is not for a reader to say. */
function readIns(ids: readonly CdaId[], warn: Warn): { readonly ins: Ins | null; readonly otherIns: readonly Ins[] } {
  const candidates = ids.filter(({ root, extension }) => isInsOid(root) && extension !== null);
  const chosen = candidates.find(({ root }) => !isTestOid(root)) ?? candidates[0];
  if (chosen === undefined) {
    if (ids.some(({ root }) => root === INS_C)) warn("Le patient n'est désigné que par un ancien INS-C, qui n'est pas un INS.");
    return { ins: null, otherIns: [] };
  }
  const ins = toIns(chosen, warn);
  const otherIns = candidates
    .map((each) => toIns(each, () => {}))
    .filter(({ matricule, oid }) => matricule !== ins.matricule || oid !== ins.oid);
  if (otherIns.length > 0) warn("Plusieurs matricules INS désignent le patient : le premier est retenu.");
  return { ins, otherIns };
}

function toIns({ root, extension }: CdaId, warn: Warn): Ins {
  const written = (extension ?? "").replace(/\s/g, "").toUpperCase();
  if (isMatriculeNumber(written)) {
    warn("Le matricule INS du patient est écrit sans sa clé, qui a été calculée.");
    return { matricule: written + matriculeKey(written), oid: root };
  }
  if (!isMatriculeNumber(written.slice(0, 13)) || matriculeKey(written.slice(0, 13)) !== written.slice(13)) {
    warn("Le matricule INS du patient est mal formé.");
  }
  return { matricule: written, oid: root };
}

interface Names {
  birthName: string | null;
  usedName: string | null;
  birthGivenNames: string | null;
  firstBirthGivenName: string | null;
  usedGivenName: string | null;
}

/**
 * Over all the names of the patient: the parts are told by their qualifier, BR (birth), CL (used) or the former SP; given names without
 * qualifier are the birth list. A family name without any is the birth name when no other is.
 */
function readNames(patient: Node, warn: Warn): Names {
  const names: Names = { birthName: null, usedName: null, birthGivenNames: null, firstBirthGivenName: null, usedGivenName: null };
  let plainFamily: string | null = null;
  for (const name of all(patient, "name")) {
    for (const family of all(name, "family")) {
      const text = textOf(family);
      const qualifiers = qualifiersOf(family);
      if (qualifiers.includes("BR")) names.birthName ??= text;
      if (isUsed(qualifiers)) names.usedName ??= text;
      if (qualifiers.length === 0) plainFamily ??= text;
    }
    const list: string[] = [];
    for (const given of all(name, "given")) {
      const text = textOf(given);
      const qualifiers = qualifiersOf(given);
      if (qualifiers.includes("BR")) names.firstBirthGivenName ??= text;
      if (isUsed(qualifiers)) names.usedGivenName ??= text;
      if (qualifiers.length === 0 && text !== null) list.push(text);
    }
    names.birthGivenNames ??= list.join(" ") || null;
  }
  if (names.birthName === null && plainFamily !== null) {
    warn("Le nom du patient ne dit pas s'il est de naissance ou utilisé : il est lu comme nom de naissance.");
    names.birthName = plainFamily;
  } else names.usedName ??= plainFamily;
  return names;
}

/** Strict traits that are said several times must be the same each time: which one is right is not ours to say (INS/va1.53). */
function contradictsItself(patient: Node): boolean {
  const names = all(patient, "name");
  const ofBirth = (part: string) =>
    names.flatMap((name) => all(name, part).filter((each) => qualifiersOf(each).includes("BR"))).map((each) => textOf(each));
  const codes = all(patient, "administrativeGenderCode").map((each) => attribute(each, "code"));
  const dates = all(patient, "birthTime").map((each) => readTime(attribute(each, "value"))?.slice(0, 10) ?? null);
  return [ofBirth("family").map(keyOf), ofBirth("given").map(keyOf), codes, dates].some(
    (said) => new Set(said.filter((each) => each !== null && each !== "")).size > 1,
  );
}

function keyOf(name: string | null): string | null {
  return name === null ? null : nameKey(name);
}

function isUsed(qualifiers: readonly string[]): boolean {
  return qualifiers.includes("CL") || qualifiers.includes("SP");
}

function qualifiersOf(part: Node): string[] {
  return (attribute(part, "qualifier") ?? "").toUpperCase().split(" ").filter(Boolean);
}

/** The COG code stands in `county`; anything else there is no code. */
function readBirthPlace(place: Node): string | null {
  const county = textOf(first(place, "addr", "county"))?.toUpperCase() ?? null;
  return county !== null && /^(\d{5}|2[AB]\d{3})$/.test(county) ? county : null;
}
