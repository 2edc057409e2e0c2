import { parseBirthDate } from "../../domain/identity/birth-date.js";
import { checkBirthPlace, UNKNOWN_BIRTH_PLACE } from "../../domain/identity/birth-place.js";
import { isStartOfList } from "../../domain/identity/compare.js";
import { normaliseBirthName, normaliseGivenName, normaliseGivenNames } from "../../domain/identity/names.js";
import { nameKey } from "../../domain/identity/search-tokens.js";
import { parseSex } from "../../domain/identity/sex.js";
import type { StrictTraits } from "../../domain/identity/types.js";
import { type Cells, place } from "./cells.js";

export const T = {
  birthName: place("nom_naissance"),
  givenNames: place("prenoms_naissance"),
  firstGivenName: place("premier_prenom"),
  birthDate: place("date_naissance"),
  interpreted: place("date_naissance_interpretee"),
  sex: place("sexe"),
  birthPlace: place("lieu_naissance"),
};

export interface ReadTraits {
  readonly traits: StrictTraits;
  readonly interpreted: boolean;
}

/** The stored traits with those that the record gives in their place. A trait is never erased. */
export function readTraits(cells: Cells, stored: ReadTraits, today: string): ReadTraits {
  const { traits } = stored;
  const list = cells.read(T.givenNames, null, normaliseGivenNames);
  const birthGivenNames = list ?? traits.birthGivenNames;
  const typedFirst = cells.read(T.firstGivenName, null, normaliseGivenName);
  const firstBirthGivenName = typedFirst ?? firstOf(traits.firstBirthGivenName, birthGivenNames, list !== null);
  const date = cells.read(T.birthDate, null, (text) => parseBirthDate(text, { today }));
  const birthDate = date?.date ?? traits.birthDate;
  const interpreted = date?.interpreted || (birthDate === traits.birthDate && stored.interpreted);
  return {
    traits: {
      birthName: cells.read(T.birthName, null, normaliseBirthName) ?? traits.birthName,
      birthGivenNames,
      firstBirthGivenName,
      birthDate,
      sex: cells.read(T.sex, null, parseSex) ?? traits.sex,
      birthPlace: cells.read(T.birthPlace, null, checkBirthPlace) ?? traits.birthPlace,
    },
    interpreted: cells.yesNo(T.interpreted, interpreted),
  };
}

/** A new list moves the first given name only when this one is no longer its start. */
function firstOf(stored: string, list: readonly string[], given: boolean): string {
  return given && !isStartOfList(stored, list) ? (list[0] ?? stored) : stored;
}

/**
 * The traits of a file against stored ones: where the file says the same thing otherwise (hyphen or space, fewer given names, no birth
 * place), what is stored stays. Once INSi has completed a patient, importing the same file again changes nothing.
 */
export function keepEquivalent(cells: Cells, stored: StrictTraits, file: StrictTraits): StrictTraits {
  const sameList = isStartOfList(file.birthGivenNames.join(" "), stored.birthGivenNames);
  // A first name that was only taken from the list teaches nothing more than the list.
  const sameFirst =
    cells.raw(T.firstGivenName) === null || nameKey(file.firstBirthGivenName) === nameKey(stored.firstBirthGivenName);
  return {
    birthName: nameKey(file.birthName) === nameKey(stored.birthName) ? stored.birthName : file.birthName,
    birthGivenNames: sameList || file.birthGivenNames.length === 0 ? stored.birthGivenNames : file.birthGivenNames,
    firstBirthGivenName: sameFirst ? stored.firstBirthGivenName : file.firstBirthGivenName,
    birthDate: file.birthDate,
    sex: file.sex,
    birthPlace: file.birthPlace === UNKNOWN_BIRTH_PLACE ? stored.birthPlace : file.birthPlace,
  };
}
