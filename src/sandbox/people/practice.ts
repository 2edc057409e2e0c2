import { SeededRandom } from "../random.js";
import { type Care, careOf } from "./care.js";
import { misspell, otherDate, slashed } from "./mistakes.js";
import { namePools } from "./name-pool.js";
import { type Citizen, personOf } from "./person-of.js";

/** Why a search with what the practice wrote does not simply find the person; `none` when it does. */
export type Flaw =
  | "none"
  | "married_name" // the married name stands as birth name
  | "usual_given_name" // only the given name in use, not the first of the civil list
  | "given_names_order" // the given name in use stands first
  | "compound_split" // JEAN PIERRE for JEAN-PIERRE
  | "spelling"
  | "date"
  | "sex"
  | "place" // found, with another birth place
  | "parent_matricule" // found, but the stored matricule is a parent's (carte Vitale of the opener)
  | "namesake"
  | "namesake_elsewhere"
  | "sex_missing"
  | "matricule_key"
  | "day_unknown";

/** What INSi answers along the plan of insi.md §3.4, and what could still help. */
export interface Expected {
  readonly flaw: Flaw;
  /** CodeCR of the first call; null when none can be made (no sex). */
  readonly firstCode: "00" | "01" | "02" | null;
  /** CodeCR at the end of the plan, with what the file says and nothing else. */
  readonly lastCode: "00" | "01" | "02" | null;
  /** `used_name`: the real birth name is in `nom_utilise`, so that asking again with it finds the person. */
  readonly recoverableBy: "used_name" | null;
}

/** One line of a practice's file, in French as a practice would export it. Columns of the issue, section 3. */
export interface PracticeRecord extends Care {
  readonly dossier: string;
  readonly nom_naissance: string;
  readonly prenoms_naissance: string;
  readonly premier_prenom: string;
  readonly nom_utilise: string;
  readonly prenom_utilise: string;
  readonly date_naissance: string;
  readonly sexe: string;
  readonly lieu_naissance: string;
  readonly matricule: string;
  readonly oid: string;
}

export interface PracticeLine {
  readonly record: PracticeRecord;
  readonly citizen: Citizen;
  readonly expected: Expected;
}

/**
 * What the practice's file says of person `index` of a seed: a pure function. Outcomes follow a study of 3,577 real
 * calls (product.md §3.2): about 75 % found at once, 24 % not found at first, mostly women under their married name,
 * 0.4 % several, a few lines that cannot be asked.
 */
export function practiceLine(seed: number, index: number): PracticeLine {
  const citizen = personOf(seed, index);
  const random = new SeededRandom(seed, index, 0x9c);
  const flaw = flawOf(citizen, random);
  const names = namesOf(citizen, flaw, random);
  const { person } = citizen;
  const matricule = matriculeOf(seed, citizen, flaw, random);
  const place = placeOf(person.birthPlace, flaw, random);
  const sex = flaw === "sex" ? (person.sex === "F" ? "M" : "F") : person.sex;
  const record: PracticeRecord = {
    dossier: `D${seed}-${String(index + 1).padStart(5, "0")}`,
    nom_naissance: names.birthName,
    prenoms_naissance: names.givenNames.join(names.separator),
    premier_prenom: names.givenNames[0] ?? "",
    nom_utilise: names.usedName,
    prenom_utilise: names.usedGivenName,
    date_naissance: dateOf(person.birthDate, flaw, random),
    sexe: flaw === "sex_missing" ? "" : sex,
    lieu_naissance: place,
    matricule,
    oid: matricule === "" ? "" : person.oid,
    ...careOf(citizen, random),
  };
  return { record, citizen, expected: expectedOf(citizen, flaw, names.birthNameIsUsedName, place) };
}

/** Lines of people `0 … count-1`, made one at a time. */
export function* practiceLines(seed: number, count: number): Generator<PracticeLine> {
  for (let index = 0; index < count; index += 1) yield practiceLine(seed, index);
}

/** Share of women of that age who go by their husband's name. */
function marriedShare(age: number): number {
  if (age < 22) return 0;
  if (age < 35) return 0.24;
  if (age < 50) return 0.5;
  return age < 65 ? 0.68 : 0.8;
}

/** Of those, the share whose married name the practice took for the birth name. */
const TAKEN_FOR_BIRTH_NAME = 0.79;

function flawOf(citizen: Citizen, random: SeededRandom): Flaw {
  const { person, tie, age } = citizen;
  // Drawn whatever comes out, so that a change of one share does not move the others.
  const married = person.sex === "F" && random.next() < marriedShare(age) * TAKEN_FOR_BIRTH_NAME;
  const draw = random.next();
  const compound = person.givenNames[0]?.includes("-") === true && random.chance(0.16);
  if (tie === "namesake" || tie === "namesake_elsewhere") return tie;
  if (draw < 0.002) return "sex_missing";
  if (draw < 0.004) return "matricule_key";
  if (draw < 0.006) return "day_unknown";
  if (married) return "married_name";
  if (compound) return "compound_split";
  if (draw < 0.016) return "date";
  if (draw < 0.026) return "spelling";
  if (draw < 0.029) return "sex";
  if (draw < 0.045 && person.givenNames.length > 1) return draw < 0.039 ? "usual_given_name" : "given_names_order";
  if (draw < 0.051) return "place";
  return age < 16 && draw < 0.09 ? "parent_matricule" : "none";
}

interface WrittenNames {
  readonly birthName: string;
  /** The real birth name stands as used name. */
  readonly birthNameIsUsedName: boolean;
  readonly usedName: string;
  readonly givenNames: readonly string[];
  readonly usedGivenName: string;
  readonly separator: string;
}

function namesOf(citizen: Citizen, flaw: Flaw, random: SeededRandom): WrittenNames {
  const { written, person, age } = citizen;
  const own = written.birthName;
  const spouse = spouseName(citizen, random);
  const knowsBirthName = random.chance(0.36);
  const goesByMarriedName = random.chance(marriedShare(age)) && person.sex === "F" && spouse !== own;
  const [first = "", second = ""] = written.givenNames;
  let givenNames = random.chance(0.45) ? written.givenNames : [first];
  let usedGivenName = random.chance(0.03) ? second : "";
  const separator = random.chance(0.3) ? ", " : " ";
  if (flaw === "usual_given_name") givenNames = [second];
  if (flaw === "given_names_order") givenNames = [second, first, ...written.givenNames.slice(2)];
  if (flaw === "compound_split") givenNames = first.split("-");
  if (flaw === "usual_given_name" || flaw === "given_names_order") usedGivenName = second;
  const given = { givenNames, usedGivenName, separator };
  if (flaw === "married_name") {
    return { ...given, birthName: spouse, usedName: knowsBirthName ? own : "", birthNameIsUsedName: knowsBirthName };
  }
  const birthName = flaw === "spelling" ? misspell(own) : own;
  return { ...given, birthName, usedName: goesByMarriedName ? spouse : "", birthNameIsUsedName: false };
}

/** Never one's own name: taking it for the birth name would be no mistake. */
function spouseName(citizen: Citizen, random: SeededRandom): string {
  const surnames = namePools().surnames(random.chance(0.85) ? citizen.group : null);
  for (;;) {
    const name = surnames.pick(random);
    if (name.plain !== citizen.person.birthName) return name.written;
  }
}

/** What a reading of the carte Vitale left in the file: nothing for most. */
function matriculeOf(seed: number, citizen: Citizen, flaw: Flaw, random: SeededRandom): string {
  const { number, key } = citizen.person;
  const fromCard = random.chance(0.38);
  if (flaw === "matricule_key") return `${number}${String((Number(key) % 97) + 1).padStart(2, "0")}`;
  if (flaw === "parent_matricule") return parentMatricule(seed, citizen);
  return fromCard ? number + key : "";
}

/** The opener's of a child's card: that of the next person who could be a parent. */
function parentMatricule(seed: number, child: Citizen): string {
  for (let index = child.index + 1; ; index += 1) {
    const { age, person } = personOf(seed, index);
    if (age >= child.age + 20 && age <= child.age + 45) return person.number + person.key;
  }
}

function dateOf(date: string, flaw: Flaw, random: SeededRandom): string {
  if (flaw === "day_unknown") return `00/${date.slice(5, 7)}/${date.slice(0, 4)}`;
  return slashed(flaw === "date" ? otherDate(date, random) : date);
}

function placeOf(place: string, flaw: Flaw, random: SeededRandom): string {
  if (flaw === "place") return place === "75113" ? "93048" : "75113";
  return random.chance(0.07) ? "99999" : place;
}

const FOUND_AT_ONCE: ReadonlySet<Flaw> = new Set(["none", "place", "parent_matricule", "matricule_key"]);

function expectedOf(citizen: Citizen, flaw: Flaw, birthNameIsUsedName: boolean, place: string): Expected {
  const recoverableBy = birthNameIsUsedName ? "used_name" : null;
  const answers = (firstCode: Expected["firstCode"], lastCode: Expected["lastCode"]): Expected => {
    return { flaw, firstCode, lastCode, recoverableBy };
  };
  if (flaw === "sex_missing") return answers(null, null);
  if (flaw === "namesake" || flaw === "namesake_elsewhere") {
    // The plan ends with the COG, which is not sent when it is unknown or has a letter (Corsica).
    if (place === "99999" || /[A-Z]/.test(place)) return answers("02", "02");
    return answers("02", flaw === "namesake" ? "02" : "00");
  }
  // An unknown day is read as the first of the month (insi.md §6.1): right once in thirty.
  const rightByChance = flaw === "day_unknown" && citizen.person.birthDate.endsWith("-01");
  if (rightByChance || FOUND_AT_ONCE.has(flaw)) return answers("00", "00");
  return answers("01", flaw === "given_names_order" ? "00" : "01");
}
