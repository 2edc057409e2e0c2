import { mix, type SeededRandom, Weighted } from "../random.js";
import { COUNTRY_PLACES, FRENCH_PLACES, type Place } from "./data/places.js";

/** The generator's own « today »: nobody is born after it, no visit is later. A constant, so that a seed says all. */
export const REFERENCE_DATE = "2026-11-01";
const LAST_YEAR = 2025;

/** When and where someone is born, with the order number in the birth register of that commune and month. */
export interface Birth {
  readonly year: number;
  readonly month: number;
  readonly place: Place;
  /** 1 to {@link REGISTER} for a birth of its own; the second of a pair takes a number above (`person-of.ts`). */
  readonly order: number;
}

/** Order numbers of births of their own: a third of the 999 that exist. Prime, so that neighbours differ. */
export const REGISTER = 331;

const GOLDEN = 0.6180339887498949;

/** Ages of the patients of a practice: many old people, fewer young adults. */
const YEARS = new Weighted<number>(
  // A number has two digits for the year: a hundred years at most.
  Array.from({ length: 100 }, (_, age) => {
    const weight = age < 18 ? 8 : age < 40 ? 9.5 : age < 60 ? 12.5 : age < 75 ? 13.5 : age < 85 ? 11 : age < 95 ? 5 : 1.2;
    return [LAST_YEAR - age, weight];
  }),
);
const MONTHS = new Weighted<number>([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].map((days, index) => [index + 1, days]));
const PLACES = new Weighted<Place>([...FRENCH_PLACES, ...COUNTRY_PLACES].map((place) => [place, place.weight]));

/**
 * Draws a birth that no other index of the seed shares. A matricule must be unique in a population although each person
 * is a pure function of (seed, index), so nobody can look at the others: people of one order number take their months
 * and places from a golden-ratio sequence, whose points never come closer than about 0.38 / n, while the largest share
 * of one place and month is 3 in 100,000. Unique up to some four million people.
 */
export function birthOf(seed: number, index: number): Birth {
  const lane = index % REGISTER;
  const round = (index - lane) / REGISTER;
  const start = mix(seed, lane, 0xb1) / 4294967296;
  const u = (start + round * GOLDEN) % 1;
  const year = YEARS.at(u);
  const month = MONTHS.at(year.rest);
  const place = PLACES.at(month.rest);
  const order = 1 + ((lane * 271 + (seed % REGISTER)) % REGISTER);
  return { year: year.item, month: month.item, place: place.item, order };
}

/** Another place, a different one for each place: the next of its list. */
export function nextPlace(place: Place): Place {
  const list = place.group === undefined ? FRENCH_PLACES : COUNTRY_PLACES;
  return list[(list.indexOf(place) + 1) % list.length] ?? place;
}

const pad = (value: number): string => String(value).padStart(2, "0");

/** A day of that month, drawn. */
export function birthDateOf(birth: Birth, random: SeededRandom): string {
  const days = new Date(Date.UTC(birth.year, birth.month, 0)).getUTCDate();
  return `${birth.year}-${pad(birth.month)}-${pad(random.between(1, days))}`;
}

/** Thirteen characters: sex, year, month, place of birth (with 2A and 2B, overseas and 99xxx), order (insi.md §5). */
export function numberOf(sex: "M" | "F", birth: Birth, order: number): string {
  const year = pad(birth.year % 100);
  return `${sex === "M" ? 1 : 2}${year}${pad(birth.month)}${birth.place.cog}${String(order).padStart(3, "0")}`;
}
