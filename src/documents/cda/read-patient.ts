import { isInsOid, isMatriculeNumber, isTestOid, matriculeKey } from "../../domain/identity/matricule.js";
import type { Ins } from "../../domain/identity/types.js";
import type { CdaId, CdaPatient, NarrativeNode } from "./header.js";
import { all, attribute, first, textOf } from "./tree.js";
import { idsOf, readTime } from "./values.js";

type Node = Exclude<NarrativeNode, string> | null;
type Warn = (message: string) => void;

/** INS-C of before 2020 (computed, never an INS): kept among the ids, told. */
const INS_C = "1.2.250.1.213.1.4.2";

/** `recordTarget/patientRole`, whatever is missing (cda.md §2). */
export function readPatient(role: Node, warn: Warn): CdaPatient {
  const ids = idsOf(role);
  const patient = first(role, "patient");
  const birth = attribute(first(patient, "birthTime"), "value");
  const birthTime = readTime(birth);
  if (birth !== null && birthTime === null) warn("La date de naissance du patient n'est pas une date.");
  return {
    ids,
    ins: readIns(ids, warn),
    ...readNames(patient, warn),
    sex: attribute(first(patient, "administrativeGenderCode"), "code"),
    birthDate: birthTime?.slice(0, 10) ?? null,
    birthPlace: readBirthPlace(first(patient, "birthplace", "place")),
  };
}

/** An official INS is preferred to a test one; the first of each. */
function readIns(ids: readonly CdaId[], warn: Warn): Ins | null {
  const candidates = ids.filter(({ root, extension }) => isInsOid(root) && extension !== null);
  const chosen = candidates.find(({ root }) => !isTestOid(root)) ?? candidates[0];
  if (chosen === undefined) {
    if (ids.some(({ root }) => root === INS_C)) warn("Le patient n'est désigné que par un ancien INS-C, qui n'est pas un INS.");
    return null;
  }
  const written = (chosen.extension ?? "").replace(/\s/g, "").toUpperCase();
  let matricule = written;
  if (isMatriculeNumber(written)) {
    matricule = written + matriculeKey(written);
    warn("Le matricule INS du patient est écrit sans sa clé, qui a été calculée.");
  } else if (!isMatriculeNumber(written.slice(0, 13)) || matriculeKey(written.slice(0, 13)) !== written.slice(13)) {
    warn("Le matricule INS du patient est mal formé.");
  }
  if (candidates.some(({ root, extension }) => root !== chosen.root || extension !== chosen.extension)) {
    warn("Plusieurs matricules INS désignent le patient : le premier est retenu.");
  }
  return { matricule, oid: chosen.root };
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
