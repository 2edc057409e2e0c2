import { matriculeKey, OIDS } from "../../domain/identity/matricule.js";
import type { Person } from "../people/person.js";
import { FOUND, NOBODY, SEVERAL, searchAnswer, verifyAnswer } from "./answers.js";
import { ASSUMED, VERIFY_KO, VERIFY_OK, VERIFY_REQUEST_NAMESPACE } from "./assumed.js";
import { type ServiceFault, ServiceRefusal } from "./faults.js";
import { isBirthName, isGivenName, isNumber13, isPlace, isServiceDate, isSex } from "./lexical.js";
import { NS } from "./namespaces.js";
import type { Found, Register, Search } from "./register.js";
import { readSequence, type Slot, textOf } from "./schema.js";
import type { XmlElement } from "./xml.js";

/** What was asked and what came out, for the log; the traits go no further than their hash. */
export interface Outcome {
  readonly body: string;
  /** CodeCR, or OK/KO of a verification. */
  readonly code: string;
  readonly handle: string | null;
  readonly asked: Partial<Search> & { readonly number?: string };
}

function required(text: string | null, fault: ServiceFault): string {
  if (text === null || text === "") throw new ServiceRefusal(fault);
  return text;
}

function checked(text: string, rule: (text: string) => boolean, fault: ServiceFault): string {
  if (!rule(text)) throw new ServiceRefusal(fault);
  return text;
}

const TRAITS: readonly Slot[] = [
  ["NomNaissance", 0, 1],
  ["Prenom", 0, Number.POSITIVE_INFINITY],
  ["Sexe", 0, 1],
  ["DateNaissance", 0, 1],
  ["LieuNaissance", 0, 1],
];

/** WS_INS2: RECSANSVITALE (insi.md §1.7). Several `<Prenom>` count as one list. */
export function searchByTraits(register: Register, root: XmlElement, draw: number): Outcome {
  const found = readSequence(root, NS.traits, TRAITS);
  const birthName = checked(required(textOf(found, "NomNaissance"), ASSUMED.nameMissing), isBirthName, ASSUMED.nameCharacters);
  const given = (found.get("Prenom") ?? []).map((element) => element.text).join(" ");
  const givenName = checked(required(given, ASSUMED.givenNameMissing), isGivenName, ASSUMED.givenNameCharacters);
  const sex = required(textOf(found, "Sexe"), ASSUMED.sexMissing);
  if (!isSex(sex)) throw new ServiceRefusal(ASSUMED.sexValue);
  const birthDate = checked(required(textOf(found, "DateNaissance"), ASSUMED.dateMissing), isServiceDate, ASSUMED.dateValue);
  const birthPlace = textOf(found, "LieuNaissance");
  if (birthPlace !== null) checked(birthPlace, isPlace, ASSUMED.placeValue);
  const search: Search = { birthName, givenName, sex, birthDate, birthPlace };
  return searchOutcome(register.search(search), search, draw);
}

function searchOutcome(found: readonly Found[], asked: Outcome["asked"], draw: number): Outcome {
  const only = found.length === 1 ? found[0] : undefined;
  if (only !== undefined) return { body: searchAnswer(FOUND, only.person, draw), code: FOUND.code, handle: only.handle, asked };
  const verdict = found.length === 0 ? NOBODY : SEVERAL;
  return { body: searchAnswer(verdict, null, draw), code: verdict.code, handle: null, asked };
}

const MATRICULE: readonly Slot[] = [
  ["NumIdentifiant", 0, 1],
  ["Cle", 0, 1],
  ["TypeMatricule", 0, 1],
];

interface Matricule {
  readonly number: string;
  readonly key: string | null;
}

function readMatricule(element: XmlElement | undefined, namespace: string): Matricule | null {
  if (element === undefined) return null;
  const parts = readSequence(element, namespace, MATRICULE);
  const number = textOf(parts, "NumIdentifiant");
  if (number === null || number === "") return null;
  checked(number, isNumber13, ASSUMED.matriculeValue);
  const key = textOf(parts, "Cle") || null;
  if (key !== null) checked(key, (text) => /^\d{2}$/.test(text), ASSUMED.matriculeValue);
  return { number, key };
}

/** A number from a card: its key, when it is sent (most clients send none, insi.md §1.8), must be right. */
function readCardNumber(element: XmlElement | undefined): string | null {
  const matricule = readMatricule(element, NS.vitale);
  if (matricule === null) return null;
  const { number, key } = matricule;
  if (key !== null && !keyIsRight(number, key)) throw new ServiceRefusal(ASSUMED.matriculeValue);
  return number;
}

/** A number of an unusual shape has no key that can be checked, so it has no right key either. */
function keyIsRight(number: string, key: string): boolean {
  try {
    return matriculeKey(number) === key;
  } catch {
    return false;
  }
}

/**
 * WS_INS1: RECVITALE (insi.md §1.8). Assumed: the certified individual number decides when the card has one; otherwise
 * the opener of rights is found when the birth date on the card is his, and nobody when it is that of a dependant.
 */
export function searchByVitale(register: Register, root: XmlElement, draw: number): Outcome {
  const slots: readonly Slot[] = [
    ["MatriculeIndividu", 0, 1],
    ["MatriculeOD", 0, 1],
    ["NomNaissance", 0, 1],
    ["DateNaissance", 0, 1],
    ["RangNaissance", 0, 1],
  ];
  const parts = readSequence(root, NS.vitale, slots);
  const individual = readCardNumber(parts.get("MatriculeIndividu")?.[0]);
  const number = individual ?? readCardNumber(parts.get("MatriculeOD")?.[0]);
  if (number === null) throw new ServiceRefusal(ASSUMED.matriculeMissing);
  const birthName = textOf(parts, "NomNaissance") ?? "";
  const birthDate = textOf(parts, "DateNaissance") ?? "";
  if (birthName !== "") checked(birthName, isBirthName, ASSUMED.nameCharacters);
  // The date of a card may be lunar (insi.md §8): any figures.
  if (birthDate !== "") checked(birthDate, (text) => /^\d{4}-?\d{2}-?\d{2}$/.test(text), ASSUMED.dateValue);
  textOf(parts, "RangNaissance");
  const found = register.byNumber(number);
  const same =
    found !== null &&
    (birthDate === "" || birthDate.replaceAll("-", "") === found.person.birthDate.replaceAll("-", "")) &&
    (birthName === "" || birthName === found.person.birthName);
  return searchOutcome(same ? [found] : [], { number }, draw);
}

/**
 * WS_INS3 (assumed shape, insi.md §1.10): OK when number, key, OID and every trait given are those of the base, whose
 * keys are not all right (HERMANN).
 */
export function verify(register: Register, root: XmlElement, draw: number): Outcome {
  const ns = root.namespace;
  if (!VERIFY_REQUEST_NAMESPACE.test(ns)) throw new ServiceRefusal(ASSUMED.schema);
  const parts = readSequence(root, ns, [
    ["INSFourni", 1, 1],
    ["TraitsIdentiteIndividu", 1, 1],
  ]);
  const ins = onlyElement(parts.get("INSFourni"));
  const insParts = readSequence(ins, ns, [
    ["IdIndividu", 1, 1],
    ["OID", 1, 1],
  ]);
  const matricule = readMatricule(onlyElement(insParts.get("IdIndividu")), ns);
  if (matricule === null) throw new ServiceRefusal(ASSUMED.matriculeMissing);
  const oid = textOf(insParts, "OID") ?? "";
  if (!(Object.values(OIDS) as readonly string[]).includes(oid)) throw new ServiceRefusal(ASSUMED.oidValue);
  const traits = readVerifiedTraits(onlyElement(parts.get("TraitsIdentiteIndividu")), ns);
  const { number, key } = matricule;
  const found = register.byNumber(number);
  const sameKey = key === null || key === found?.person.key;
  const ok = found !== null && sameKey && found.person.oid === oid && sameTraits(found.person, traits);
  const verdict = ok ? VERIFY_OK : VERIFY_KO;
  const asked = { number, birthName: traits.birthName, sex: traits.sex, birthDate: traits.birthDate };
  return { body: verifyAnswer(verdict, draw), code: verdict.label, handle: found?.handle ?? null, asked };
}

function onlyElement(list: readonly XmlElement[] | undefined): XmlElement {
  const element = list?.[0];
  if (element === undefined) throw new ServiceRefusal(ASSUMED.schema);
  return element;
}

interface VerifiedTraits {
  readonly birthName: string;
  readonly firstGivenName: string | null;
  readonly givenNames: string | null;
  readonly sex: "M" | "F";
  readonly birthDate: string;
  readonly birthPlace: string | null;
}

function readVerifiedTraits(element: XmlElement, ns: string): VerifiedTraits {
  const slots: readonly Slot[] = [
    ["NomNaissance", 0, 1],
    ["Prenom", 0, 1],
    ["ListePrenom", 0, 1],
    ["Sexe", 0, 1],
    ["DateNaissance", 0, 1],
    ["LieuNaissance", 0, 1],
  ];
  const parts = readSequence(element, ns, slots);
  const birthName = checked(required(textOf(parts, "NomNaissance"), ASSUMED.nameMissing), isBirthName, ASSUMED.nameCharacters);
  const first = textOf(parts, "Prenom");
  const list = textOf(parts, "ListePrenom");
  if (!first && !list) throw new ServiceRefusal(ASSUMED.givenNameMissing);
  for (const names of [first, list]) if (names) checked(names, isGivenName, ASSUMED.givenNameCharacters);
  const sex = required(textOf(parts, "Sexe"), ASSUMED.sexMissing);
  if (!isSex(sex)) throw new ServiceRefusal(ASSUMED.sexValue);
  const birthDate = checked(required(textOf(parts, "DateNaissance"), ASSUMED.dateMissing), isServiceDate, ASSUMED.dateValue);
  const birthPlace = textOf(parts, "LieuNaissance") || null;
  if (birthPlace !== null) checked(birthPlace, isPlace, ASSUMED.placeValue);
  return { birthName, firstGivenName: first || null, givenNames: list || null, sex, birthDate, birthPlace };
}

/** First given name and list must begin the person's list: a practice often knows the first one only. */
function sameTraits(person: Person, traits: VerifiedTraits): boolean {
  const list = ` ${person.givenNames.join(" ")} `;
  for (const names of [traits.firstGivenName, traits.givenNames]) {
    if (names !== null && !list.startsWith(` ${names} `)) return false;
  }
  const samePlace = traits.birthPlace === null || person.birthPlace === "" || traits.birthPlace === person.birthPlace;
  return person.birthName === traits.birthName && person.sex === traits.sex && person.birthDate === traits.birthDate && samePlace;
}
