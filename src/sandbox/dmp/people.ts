import { createHash } from "node:crypto";
import { matriculeKey, OIDS } from "../../domain/identity/matricule.js";
import type { PeopleSource } from "../insi/register.js";
import { officialCases } from "../people/official.js";
import type { Person } from "../people/person.js";
import { officialDmpPeople } from "./official.js";

/** A person as the DMP knows them before anybody calls. */
export interface DmpPerson {
  /** 15 characters. */
  readonly matricule: string;
  readonly birthName: string;
  /** Null: « NON RENSEIGNE ». */
  readonly usedName: string | null;
  /** As written: several with a space. */
  readonly givenNames: string;
  readonly birthDate: string;
  readonly sex: "M" | "F";
  /** COG, or what the matricule says when nobody knows it. */
  readonly birthPlace: string;
  readonly state: "absent" | "closed" | "open";
  /** Documents of others are there at the first listing. */
  readonly seeded: boolean;
  /** Of whoever asks, until it is set or removed. */
  readonly authorization: "valid" | "expired" | "forbidden" | "none";
  readonly medecinTraitant: boolean;
  readonly mesAttached: boolean;
  readonly opposedToBreakGlass: boolean;
  readonly opposedToCentre15: boolean;
  /** The patient lets masked documents be read in an emergency. */
  readonly maskedInEmergency: boolean;
  readonly closedOn: string | null;
  readonly closingReason: string | null;
}

/** Same people, same draw, whatever the machine. */
const drawOf = (matricule: string, what: string): number =>
  createHash("sha256").update(`${what}|${matricule}`).digest().readUInt16BE(0) % 100;

/**
 * The DMP of somebody whom the sandbox's INSi knows. Official people: always open, attached to Mon espace santé, not yet
 * authorised. The others by a draw on their matricule: 3 % have none, 2 % a closed one, 5 % an authorisation that has expired, the
 * rest as the official ones; 3 % of the open ones are not attached to Mon espace santé, 2 % are opposed to « bris de glace », 1 %
 * forbid every professional.
 */
export function dmpPersonOf(person: Person, official: boolean): DmpPerson {
  const matricule = person.number + person.key;
  const draw = official ? 99 : drawOf(matricule, "state");
  const other = official ? 99 : drawOf(matricule, "facts");
  const closed = draw >= 3 && draw < 5;
  return {
    matricule,
    birthName: person.birthName,
    usedName: person.birthName,
    givenNames: person.givenNames.join(" "),
    birthDate: person.birthDate,
    sex: person.sex,
    birthPlace: person.birthPlace === "" ? person.number.slice(5, 10) : person.birthPlace,
    state: draw < 3 ? "absent" : closed ? "closed" : "open",
    seeded: true,
    authorization: draw >= 5 && draw < 10 ? "expired" : other === 0 ? "forbidden" : "none",
    medecinTraitant: false,
    mesAttached: other < 1 || other > 3,
    opposedToBreakGlass: other === 4 || other === 5,
    opposedToCentre15: other === 4,
    maskedInEmergency: other >= 50 && !official,
    closedOn: closed ? "2025-02-11" : null,
    closingReason: closed ? "Demande du patient" : null,
  };
}

/** Everybody whom the DMP may be asked about. */
export class DmpPeople {
  readonly #official = new Map<string, DmpPerson>();
  readonly #register: PeopleSource["byNumber"];

  constructor(byNumber: PeopleSource["byNumber"]) {
    this.#register = byNumber;
    for (const one of officialDmpPeople()) this.#official.set(one.matricule, one);
  }

  /** Null when nobody has this matricule under this OID: the test OIDs are known for everybody, the real ones for whom INSi says. */
  find({ matricule, oid }: { readonly matricule: string; readonly oid: string }): DmpPerson | null {
    if (!([OIDS.nir, OIDS.nia, OIDS.nirTest, OIDS.nirDemo] as readonly string[]).includes(oid)) return null;
    const official = this.#official.get(matricule);
    if (official !== undefined) return oid === OIDS.nia ? null : official;
    const found = this.#register(matricule.slice(0, 13));
    if (found === null || found.person.key !== matricule.slice(13)) return null;
    if (oid !== found.person.oid && oid !== OIDS.nirTest) return null;
    return dmpPersonOf(found.person, found.handle.startsWith("official/"));
  }

  /** The INS of somebody by the matricule alone: under the OID of INSi, else the test one. */
  oidOf(matricule: string): { readonly matricule: string; readonly oid: string } {
    const found = this.#official.has(matricule) ? null : this.#register(matricule.slice(0, 13));
    return { matricule, oid: found?.person.oid ?? OIDS.nir };
  }

  /** Those who have authorised whoever asks from the start. */
  authorisedFromTheStart(): readonly DmpPerson[] {
    return officialDmpPeople().filter((one) => one.authorization === "valid");
  }
}

/**
 * The official patients of the DMP as INSi would know them, so that one can be qualified before his or her DMP is read. Only those
 * whose matricule is right (key, sex), whom the INSi base has not already and does not answer 01 about; the birth place is that of
 * the matricule.
 */
export function asInsiPeople(known: readonly Person[]): readonly Person[] {
  const numbers = new Set(known.map(({ number }) => number));
  const traits = new Set(known.map(({ birthName, sex, birthDate }) => `${birthName}|${sex}|${birthDate}`));
  // LAURENCE PATB-QUATRE, whom every sample of the DMP is about, is nobody there.
  const cases = officialCases().filter(({ calls }) => calls.every(([, code]) => code === "01"));
  const unknown = new Set(cases.map(({ birthName }) => birthName));
  const people: Person[] = [];
  for (const one of officialDmpPeople()) {
    const number = one.matricule.slice(0, 13);
    const key = one.matricule.slice(13);
    if (unknown.has(one.birthName)) continue;
    if (matriculeKey(number) !== key || (number[0] === "1") !== (one.sex === "M")) continue;
    if (numbers.has(number) || traits.has(`${one.birthName}|${one.sex}|${one.birthDate}`)) continue;
    people.push({
      birthName: one.birthName,
      givenNames: one.givenNames.split(" "),
      sex: one.sex,
      birthDate: one.birthDate,
      birthPlace: one.birthPlace,
      number,
      key,
      oid: OIDS.nir,
      history: [],
    });
  }
  return people;
}
