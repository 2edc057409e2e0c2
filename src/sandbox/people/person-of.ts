import { matriculeKey, OIDS } from "../../domain/identity/matricule.js";
import { mix, SeededRandom } from "../random.js";
import { type Birth, birthDateOf, birthOf, nextPlace, numberOf, REGISTER } from "./birth.js";
import { NAME_GROUPS, type Name, namePools } from "./name-pool.js";
import type { Person } from "./person.js";

/** A generated person, with what a practice would write and INSi does not know. */
export interface Citizen {
  readonly index: number;
  readonly person: Person;
  readonly written: { readonly birthName: string; readonly givenNames: readonly string[] };
  /** Whose names: null for French ones. */
  readonly group: string | null;
  readonly age: number;
  readonly bornAbroad: boolean;
  readonly tie: Tie;
}

/**
 * What links the people of indexes 2k and 2k+1. `namesake`: same name, given names, sex, date and place, so that INSi
 * answers 02 whatever is asked; `namesake_elsewhere`: the same but born in another commune, which the COG tells apart.
 */
export type Tie = "none" | "twins" | "namesake" | "namesake_elsewhere";

/** Shares of the pairs. */
const NAMESAKES = 0.004;
const ELSEWHERE = 0.0015;
const TWINS = 0.016;

function tieOf(seed: number, pair: number): Tie {
  const draw = mix(seed, pair, 0x71e) / 4294967296;
  if (draw < NAMESAKES) return "namesake";
  if (draw < NAMESAKES + ELSEWHERE) return "namesake_elsewhere";
  return draw < NAMESAKES + ELSEWHERE + TWINS ? "twins" : "none";
}

/**
 * Person `index` of a seed: a pure function, so that a file of any length can be written or searched without the rest.
 * Their matricule is theirs alone in the seed.
 */
export function personOf(seed: number, index: number): Citizen {
  const tie = tieOf(seed, index >> 1);
  const isSecond = (index & 1) === 1 && tie !== "none";
  if (!isSecond) return alone(seed, index, tie);
  const first = alone(seed, index - 1, tie);
  // The second of a pair shares the month of the first, under an order number that no birth of its own takes.
  const birth = birthOf(seed, index - 1);
  if (tie === "twins") return twinOf(first, birth, index, new SeededRandom(seed, index, 0x2e));
  if (tie === "namesake") return { ...first, index, person: withNumber(first.person, birth, birth.order + REGISTER) };
  const place = nextPlace(birth.place);
  const person = { ...first.person, birthPlace: place.cog };
  return { ...first, index, person: withNumber(person, { ...birth, place }, birth.order + 2 * REGISTER) };
}

/** A person by their own draws. */
function alone(seed: number, index: number, tie: Tie): Citizen {
  const random = new SeededRandom(seed, index, 0x9e);
  const birth = birthOf(seed, index);
  const bornAbroad = birth.place.group !== undefined;
  const group =
    birth.place.group ?? (random.chance(0.09) ? (NAME_GROUPS[random.between(0, NAME_GROUPS.length - 1)] ?? null) : null);
  const sex = random.chance(0.53) ? "F" : "M";
  const surname = surnameOf(birth, group, random);
  const givenNames = givenNamesOf(birth, group, sex, random);
  const person: Person = withNumber(
    {
      birthName: surname.plain,
      givenNames: givenNames.map((name) => name.plain),
      sex,
      birthDate: birthDateOf(birth, random),
      birthPlace: birth.place.cog,
      number: "",
      key: "",
      // A number that waits for the civil status of the country of birth to be certified (insi.md §5).
      oid: bornAbroad && random.chance(0.06) ? OIDS.nia : OIDS.nir,
      history: [],
    },
    birth,
    birth.order,
  );
  const written = { birthName: surname.written, givenNames: givenNames.map((name) => name.written) };
  return { index, person, written, group, age: 2026 - birth.year, bornAbroad, tie };
}

function withNumber(person: Person, birth: Birth, order: number): Person {
  const number = numberOf(person.sex, birth, order);
  return { ...person, number, key: matriculeKey(number) };
}

/** Children of this century may carry both names, with two hyphens from 2005 to 2010, with a space since. */
function surnameOf(birth: Birth, group: string | null, random: SeededRandom): Name {
  const surnames = namePools().surnames(group);
  const one = surnames.pick(random);
  if (birth.year < 2005 || birth.place.group !== undefined || !random.chance(0.07)) return one;
  const two = surnames.pick(random);
  if (two.plain === one.plain) return one;
  const link = birth.year <= 2010 ? "--" : " ";
  return { written: `${one.written}${link}${two.written}`, plain: `${one.plain}${link}${two.plain}` };
}

function givenNamesOf(birth: Birth, group: string | null, sex: "M" | "F", random: SeededRandom): readonly Name[] {
  const draw = random.next();
  const french = draw < 0.22 ? 1 : draw < 0.56 ? 2 : draw < 0.92 ? 3 : 4;
  const count = group === null ? french : draw < 0.75 ? 1 : 2;
  const names: Name[] = [];
  while (names.length < count) {
    // The other given names are often those of the grandparents.
    const year = names.length === 0 || random.chance(0.4) ? birth.year : birth.year - 45;
    const name = namePools().givenNames(group, sex, year).pick(random);
    if (!names.some((known) => known.plain === name.plain)) names.push(name);
  }
  return names;
}

function twinOf(first: Citizen, birth: Birth, index: number, random: SeededRandom): Citizen {
  const sex = random.chance(0.66) ? first.person.sex : first.person.sex === "M" ? "F" : "M";
  let names = givenNamesOf(birth, first.group, sex, random);
  while (names[0]?.plain === first.person.givenNames[0]) names = givenNamesOf(birth, first.group, sex, random);
  const person = { ...first.person, sex, givenNames: names.map((name) => name.plain) };
  const written = { birthName: first.written.birthName, givenNames: names.map((name) => name.written) };
  return { ...first, index, person: withNumber(person, birth, birth.order + REGISTER), written };
}
