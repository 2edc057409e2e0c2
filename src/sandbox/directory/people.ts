import { localPart, mailAccounts, personalAddress } from "../mail/accounts.js";
import { MAIL_DOMAIN, PRACTICE_ADDRESS } from "../mail/names.js";
import { namePools } from "../people/name-pool.js";
import { STRUCTURE_ID, STRUCTURE_NAME } from "../pki/names.js";
import { PROFESSIONALS } from "../psc/professionals.js";
import { SeededRandom, Weighted } from "../random.js";
import { placeOf } from "./places.js";

export interface Coded {
  readonly code: string;
  readonly label: string;
}

export interface DirectoryStructure {
  /** `1` and FINESS: ten characters. */
  readonly id: string;
  readonly name: string;
  readonly street: string;
  readonly postcode: string;
  readonly city: string;
  readonly department: string;
}

export interface DirectoryBox {
  readonly address: string;
  /** With a structure (PractitionerRole) or by the RPPS alone (Practitioner): mss.md §3.1. */
  readonly atStructure: boolean;
  readonly service: string | null;
  readonly paperless: boolean;
  /** On the red list: in no answer and in no extraction. */
  readonly unlisted: boolean;
}

/** One fictitious professional. */
export interface DirectoryPerson {
  readonly kind: "person";
  readonly index: number;
  /** 11 digits. */
  readonly rpps: string;
  readonly civility: "M" | "MME";
  /** Civilité d'exercice. */
  readonly title: string;
  readonly family: string;
  readonly given: string;
  readonly profession: Coded;
  readonly speciality: Coded | null;
  readonly structure: DirectoryStructure | null;
  readonly boxes: readonly DirectoryBox[];
  readonly active: boolean;
}

/** One structure with boxes of its own. */
export interface DirectoryOrganisation {
  readonly kind: "organisation";
  readonly index: number;
  readonly structure: DirectoryStructure;
  readonly boxes: readonly DirectoryBox[];
}

export type DirectoryEntry = DirectoryPerson | DirectoryOrganisation;

/** Every how many entries stands a structure. */
const ORGANISATION_EVERY = 7;
/** Every how many entries a person has the name of the one before. */
const NAMESAKE_EVERY = 50;

const PROFESSIONS = new Weighted<readonly [profession: Coded, speciality: Coded | null, title: string]>([
  [[{ code: "10", label: "Médecin" }, { code: "SM26", label: "Qualifié en Médecine Générale" }, "DR"], 40],
  [[{ code: "10", label: "Médecin" }, { code: "SM04", label: "Cardiologie et maladies vasculaires" }, "DR"], 8],
  [[{ code: "10", label: "Médecin" }, { code: "SM15", label: "Dermatologie et vénéréologie" }, "DR"], 5],
  [[{ code: "10", label: "Médecin" }, { code: "SM38", label: "Ophtalmologie" }, "DR"], 5],
  [[{ code: "10", label: "Médecin" }, { code: "SM40", label: "Pédiatrie" }, "DR"], 5],
  [[{ code: "10", label: "Médecin" }, { code: "SM43", label: "Radio-diagnostic" }, "PR"], 4],
  [[{ code: "60", label: "Infirmier" }, null, ""], 15],
  [[{ code: "70", label: "Masseur-Kinésithérapeute" }, null, ""], 8],
  [[{ code: "50", label: "Sage-Femme" }, null, ""], 4],
  [[{ code: "21", label: "Pharmacien" }, null, "DR"], 6],
]);
const KINDS = [
  "CENTRE DE SANTE",
  "MAISON DE SANTE",
  "CENTRE HOSPITALIER",
  "LABORATOIRE DE BIOLOGIE",
  "CABINET D'IMAGERIE",
] as const;
const SERVICES = ["Secrétariat", "Cardiologie", "Urgences", "Biologie", "Admissions"] as const;
const STREETS = [
  "RUE DE LA PAIX",
  "AVENUE DE LA REPUBLIQUE",
  "RUE DES LILAS",
  "PLACE DU MARCHE",
  "BOULEVARD DES TILLEULS",
] as const;

const pick = <T>(list: readonly T[], random: SeededRandom): T => {
  const item = list[random.between(0, list.length - 1)];
  if (item === undefined) throw new RangeError("an empty list has nothing to draw");
  return item;
};

/**
 * Entry `index` of the fictitious directory: a pure function. The first are the professionals of the sandbox's Pro Santé Connect, and
 * their practice; then one structure in seven, one namesake in fifty; one person in ten has no mailbox, one in eight has two.
 * Every address carries its index, so that the operator knows whether it exists without a list.
 */
export function directoryEntry(seed: number, index: number): DirectoryEntry {
  const own = ownEntries()[index];
  if (own !== undefined) return own;
  const random = new SeededRandom(seed, index, 0xd1);
  return index % ORGANISATION_EVERY === 0 ? organisation(index, random) : person(seed, index, random);
}

/** The entry behind an address; null when the directory has none. */
export function entryOfAddress(
  seed: number,
  address: string,
): { readonly entry: DirectoryEntry; readonly box: DirectoryBox } | null {
  const wanted = address.toLowerCase();
  const index = Number(/(?<![0-9])([1-9]\d{0,6})@/.exec(wanted)?.[1] ?? Number.NaN);
  const entries = Number.isNaN(index) ? ownEntries() : [directoryEntry(seed, index)];
  for (const entry of entries) {
    const box = entry.boxes.find((one) => one.address === wanted);
    if (box !== undefined) return { entry, box };
  }
  return null;
}

function person(seed: number, index: number, random: SeededRandom): DirectoryPerson {
  const namesake =
    index % NAMESAKE_EVERY === 1 && (index - 1) % ORGANISATION_EVERY !== 0 && ownEntries()[index - 1] === undefined;
  const before = namesake ? directoryEntry(seed, index - 1) : null;
  const pools = namePools();
  const civility = before?.kind === "person" ? before.civility : random.chance(0.55) ? "MME" : "M";
  const drawnFamily = pools.surnames(null).pick(random).plain;
  const drawnGiven = pools.givenNames(null, civility === "M" ? "M" : "F", random.between(1958, 1994)).pick(random).plain;
  const family = before?.kind === "person" ? before.family : drawnFamily;
  const given = before?.kind === "person" ? before.given : drawnGiven;
  const [profession, speciality, title] = PROFESSIONS.pick(random);
  const structure = random.chance(0.85) ? structureOf(index, random, "CABINET", family) : null;
  const local = localPart(given, family);
  const box = (domain: string, atStructure: boolean): DirectoryBox => ({
    address: `${local}.${index}@${domain}`,
    atStructure,
    service: null,
    paperless: !random.chance(0.1),
    unlisted: random.chance(0.01),
  });
  const count = random.next();
  const boxes = count < 0.1 ? [] : [box(`medecin.${MAIL_DOMAIN}`, false)];
  if (count >= 0.875 && structure !== null) boxes.push(box(`hopital.${MAIL_DOMAIN}`, true));
  const active = !random.chance(0.02);
  return {
    kind: "person",
    index,
    rpps: rppsOf(index),
    civility,
    title: title === "" ? civility : title,
    family,
    given,
    profession,
    speciality,
    structure,
    boxes: active ? boxes : [],
    active,
  };
}

function organisation(index: number, random: SeededRandom): DirectoryOrganisation {
  const structure = structureOf(index, random, pick(KINDS, random), null);
  const [service, second] = [pick(SERVICES, random), pick(SERVICES, random)];
  const box = (name: string): DirectoryBox => ({
    address: `${localPart("service", name)}.${index}@structures.${MAIL_DOMAIN}`,
    atStructure: true,
    service: name,
    paperless: !random.chance(0.1),
    unlisted: false,
  });
  const boxes = service === second || random.chance(0.6) ? [box(service)] : [box(service), box(second)];
  return { kind: "organisation", index, structure, boxes };
}

function structureOf(index: number, random: SeededRandom, kind: string, family: string | null): DirectoryStructure {
  const { postcode, city, department } = placeOf(random);
  return {
    id: `1${String(990_000_000 + index).padStart(9, "0")}`,
    name: family === null ? `${kind} FICTIF DE ${city}` : `CABINET DU DR ${family}`,
    street: `${random.between(1, 120)} ${pick(STREETS, random)}`,
    postcode,
    city,
    department,
  };
}

/** `998`, seven digits, and the key of Luhn: a range of fictitious people. */
export function rppsOf(index: number): string {
  const base = `998${String(index).padStart(7, "0")}`;
  let sum = 0;
  for (const [at, figure] of [...base].reverse().entries()) {
    const doubled = at % 2 === 0 ? Number(figure) * 2 : Number(figure);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return base + String((10 - (sum % 10)) % 10);
}

let own: readonly DirectoryEntry[] | null = null;

/** Those whom the sandbox's Pro Santé Connect knows, and their practice. */
export function ownEntries(): readonly DirectoryEntry[] {
  own ??= makeOwn();
  return own;
}

const PRACTICE: DirectoryStructure = {
  id: STRUCTURE_ID,
  name: STRUCTURE_NAME,
  street: "12 RUE DE LA PAIX",
  postcode: "75009",
  city: "PARIS",
  department: "75",
};

function makeOwn(): readonly DirectoryEntry[] {
  const listed = (address: string, service: string | null): DirectoryBox => ({
    address,
    atStructure: service !== null,
    service,
    paperless: true,
    unlisted: false,
  });
  const people = PROFESSIONALS.flatMap((one, index): DirectoryEntry[] => {
    const address = personalAddress(one);
    if (address === null || !mailAccounts().has(address)) return [];
    const { userInfo } = one;
    const nurse = String(userInfo.SubjectRole).startsWith("60");
    const civility = userInfo.codeCivilite === "MME" ? "MME" : "M";
    return [
      {
        kind: "person",
        index,
        rpps: one.nationalId.slice(1),
        civility,
        title: nurse ? civility : "DR",
        family: String(userInfo.family_name),
        given: String(userInfo.given_name),
        profession: nurse ? { code: "60", label: "Infirmier" } : { code: "10", label: "Médecin" },
        speciality: nurse ? null : { code: "SM26", label: "Qualifié en Médecine Générale" },
        structure: String(userInfo.SubjectOrganizationID ?? "") === "" ? null : PRACTICE,
        boxes: [listed(address, null)],
        active: true,
      },
    ];
  });
  const practice: DirectoryEntry = {
    kind: "organisation",
    index: people.length,
    structure: PRACTICE,
    boxes: [listed(PRACTICE_ADDRESS, "Cabinet")],
  };
  return [...people, practice];
}
