import { parseBirthDate } from "../../domain/identity/birth-date.js";
import type { IsoDate } from "../../domain/identity/types.js";
import { proofDateInvalid } from "./identity-errors.js";

/** The reader of dates speaks of births; these are the same refusals for the day a document was seen. */
const REFUSALS: Readonly<Record<string, string>> = {
  "date.empty": "Elle est vide.",
  "date.short_year": "L'année doit être écrite sur quatre chiffres.",
  "date.year": "L'année n'est pas plausible.",
  "date.calendar": "Cette date n'existe pas dans le calendrier.",
  "date.future": "Elle est dans le futur.",
};

/** The day a document was seen: a full date, not in the future, not before the patient's birth. */
export function parseProofDate(typed: string, today: IsoDate, birthDate: IsoDate): IsoDate {
  const parsed = parseBirthDate(typed, { today });
  if (!parsed.ok) throw proofDateInvalid(REFUSALS[parsed.code] ?? "Elle n'est pas reconnue : écrivez JJ/MM/AAAA.");
  if (parsed.value.interpreted) throw proofDateInvalid("Le jour et le mois du contrôle doivent être connus.");
  if (parsed.value.date < birthDate) throw proofDateInvalid("Elle précède la naissance du patient.");
  return parsed.value.date;
}

/** The calendar day where the practice is: just after midnight, UTC is still on the day before. */
export function localDay(now: Date): IsoDate {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** First day as an adult. A birth on 29 February comes of age on 1 March, which string order gives. */
export function majority(birthDate: IsoDate): IsoDate {
  return `${Number(birthDate.slice(0, 4)) + 18}${birthDate.slice(4)}`;
}
