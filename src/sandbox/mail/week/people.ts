import type { CdaDraft, DraftPatient } from "../../../documents/cda/draft.js";
import { oidOf } from "../../../documents/cda/oid.js";
import { confidentiality, facility, practiceSetting } from "../../../documents/vocabularies/codes.js";
import { specialtyOf } from "../../../documents/vocabularies/people.js";
import { typeOf } from "../../../documents/vocabularies/types.js";
import { matriculeKey, OIDS } from "../../../domain/identity/matricule.js";
import { type DirectoryOrganisation, type DirectoryPerson, directoryEntry } from "../../directory/people.js";
import { OFFICIAL_PEOPLE } from "../../people/official.js";
import type { Person } from "../../people/person.js";
import { personOf } from "../../people/person-of.js";
import type { Population } from "../../populations.js";
import { uuidFrom } from "./names.js";

/** Patients of the week: the official identities that INSi tells apart, then people of a population when one is given. */
export interface WeekPeople {
  readonly count: number;
  at(index: number): Person;
}

export function weekPeople(population: Population | null): WeekPeople {
  const official = OFFICIAL_PEOPLE.filter(
    ({ birthName, number, key, oid }) => birthName !== "DE VINCI" && key === matriculeKey(number) && oid === OIDS.nir,
  );
  return {
    count: official.length + (population?.count ?? 0),
    at: (index) => {
      const known = official[index];
      if (known !== undefined) return known;
      if (population === null) throw new RangeError("nobody");
      return personOf(population.seed, index - official.length).person;
    },
  };
}

/** Who writes to the practice. */
export interface Sender {
  readonly address: string;
  /** As the From header shows it. */
  readonly label: string;
  readonly author: CdaDraft["authors"][0];
  readonly structure: CdaDraft["structure"];
}

export type SenderKind = "laboratory" | "hospital" | "imaging" | "specialist";

/** Correspondents of the week, from the directory of the sandbox: what is answered to them arrives. */
export function weekSenders(directorySeed: number): Readonly<Record<SenderKind, readonly Sender[]>> {
  const found: Record<SenderKind, Sender[]> = { laboratory: [], hospital: [], imaging: [], specialist: [] };
  const doctors: DirectoryPerson[] = [];
  const places: [Exclude<SenderKind, "specialist">, DirectoryOrganisation][] = [];
  for (let index = 10; index < 700; index += 1) {
    const entry = directoryEntry(directorySeed, index);
    if (entry.boxes.length === 0) continue;
    if (entry.kind === "person") {
      if (entry.profession.code === "10" && entry.structure !== null) doctors.push(entry);
    } else {
      const kind = placeKind(entry.structure.name);
      if (kind !== null) places.push([kind, entry]);
    }
  }
  for (const doctor of doctors.slice(0, 12)) found.specialist.push(doctorSender(doctor));
  for (const [at, [kind, place]] of places.entries()) {
    const person = doctors[at % doctors.length];
    if (person !== undefined && found[kind].length < 4) found[kind].push(placeSender(kind, place, person));
  }
  return found;
}

function placeKind(name: string): Exclude<SenderKind, "specialist"> | null {
  if (name.startsWith("LABORATOIRE")) return "laboratory";
  if (name.startsWith("CENTRE HOSPITALIER")) return "hospital";
  return name.startsWith("CABINET D'IMAGERIE") ? "imaging" : null;
}

const PLACES = { laboratory: ["SM03", "SA25"], hospital: ["SM26", "SA01"], imaging: ["SM43", "SA08"] } as const;

function doctorSender(one: DirectoryPerson): Sender {
  const speciality = one.speciality?.code ?? "SM26";
  return {
    address: one.boxes[0]?.address ?? "",
    label: `Dr ${one.given} ${one.family}`,
    author: authorOf(one, speciality),
    structure: structureOf(one.structure, "SA07", "AMBULATOIRE"),
  };
}

function placeSender(kind: keyof typeof PLACES, { structure, boxes }: DirectoryOrganisation, person: DirectoryPerson): Sender {
  const [speciality, sector] = PLACES[kind];
  return {
    address: boxes[0]?.address ?? "",
    label: structure.name,
    author: authorOf(person, speciality),
    structure: structureOf(structure, sector, kind === "hospital" ? "ETABLISSEMENT" : "AMBULATOIRE"),
  };
}

function authorOf({ rpps, family, given, civility }: DirectoryPerson, speciality: string): CdaDraft["authors"][0] {
  const person = { id: `8${rpps}`, familyName: family, givenName: given, civility, title: "DR" } as const;
  return { person, specialty: specialtyOf("10", speciality), role: null };
}

function structureOf(of: DirectoryPerson["structure"], sector: string, setting: string): CdaDraft["structure"] {
  const [place, practice] = [facility(sector), practiceSetting(setting)];
  if (of === null || place === null || practice === null) throw new RangeError(`no official code ${sector} or ${setting}`);
  const { id, name, street: address, postcode, city } = of;
  return { id, name, facility: place, practiceSetting: practice, address, postcode, city, phone: "0102030405" };
}

/** The patient as the sender knows them. */
export function patientOf(person: Person, ins: DraftPatient["ins"], structureId: string): DraftPatient {
  return {
    ins,
    localId: { root: oidOf(uuidFrom("ipp", structureId)), extension: `IPP${person.number.slice(-6)}` },
    birthName: person.birthName,
    usedName: null,
    birthGivenNames: person.givenNames,
    firstBirthGivenName: person.givenNames[0] ?? "",
    usedGivenName: null,
    sex: person.sex,
    birthDate: person.birthDate,
    birthPlace: person.birthPlace === "" ? "99999" : person.birthPlace,
    contact: { address: null, postcode: null, city: null, phone: null, email: null },
  };
}

/** Header of a document of the week, but for its identifiers and versions. */
export function weekDraft(
  sender: Sender,
  patient: DraftPatient,
  { code, title, actDate }: { readonly code: string; readonly title: string; readonly actDate: string },
): Omit<CdaDraft, "id" | "setId" | "versionNumber" | "replaces"> {
  const type = typeOf(code)?.code;
  if (type === undefined) throw new RangeError(`no type ${code}`);
  return {
    ...{ type, title, patient, authors: [sender.author], structure: sender.structure },
    createdAt: `${actDate}T17:30:00+01:00`,
    confidentiality: confidentiality("N"),
    recipients: [{ id: "899700000001", familyName: "MARCEAU", givenName: "Paul" }],
    act: { start: `${actDate}T08:15:00+01:00`, stop: null, codes: [] },
  };
}
