import { nameKey } from "../../domain/identity/search-tokens.js";
import type { IsoDate } from "../../domain/identity/types.js";
import { readCardDate } from "./card-date.js";
import { vitaleError } from "./errors.js";
import type { RawBeneficiary } from "./shape.js";

/**
 * The beneficiary that the search is for. A card with one person leaves no choice: INSi's answer will be compared with the
 * patient anyway. A family card is decided by birth date, then by given name (twins), and never by position.
 * @throws {SegurError} `vitale.no_beneficiary`, `vitale.other_card`, `vitale.ambiguous`
 */
export function chooseBeneficiary(
  beneficiaries: readonly RawBeneficiary[],
  patient: { readonly birthDate: IsoDate; readonly givenName: string } | undefined,
): RawBeneficiary {
  const [only] = beneficiaries;
  if (only === undefined) throw vitaleError("no_beneficiary");
  if (beneficiaries.length === 1) return only;
  if (patient === undefined) throw vitaleError("ambiguous");
  const sameDate = beneficiaries.filter((one) => sameBirthDate(one, patient.birthDate));
  if (sameDate.length === 0) throw vitaleError("other_card");
  const wanted = nameKey(patient.givenName);
  const chosen = sameDate.length === 1 ? sameDate : sameDate.filter((one) => nameKey(one.givenName ?? "") === wanted);
  const [found] = chosen;
  if (found === undefined || chosen.length > 1) throw vitaleError("ambiguous");
  return found;
}

function sameBirthDate(one: RawBeneficiary, birthDate: IsoDate): boolean {
  if (one.birthDate !== undefined) return readCardDate(one.birthDate, "lunar") === birthDate;
  return one.shortBirthDate === birthDate.slice(2).replaceAll("-", "");
}
