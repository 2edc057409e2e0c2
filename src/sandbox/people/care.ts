import type { SeededRandom } from "../random.js";
import { REFERENCE_DATE } from "./birth.js";
import { slashed } from "./mistakes.js";
import type { Citizen } from "./person-of.js";

/** The columns of a practice's file that are not traits: all optional, empty when unknown. */
export interface Care {
  /** Code of the proof table (insi.md §6.5), with the day it was seen and by whom. */
  readonly preuve_type: string;
  readonly preuve_date: string;
  readonly preuve_par: string;
  readonly medecin_traitant: string;
  readonly ald: string;
  readonly derniere_visite: string;
  readonly dernier_vsm: string;
}

const DOCTORS = ["Dr Claire Moreau", "Dr Hugo Lefebvre", "Dr Samira Haddad"];
const OTHER_DOCTORS = ["Dr Paul Ancel", "Dr Irène Vacher", "Dr Luc Bordes", "Dr Anne Kieffer"];
const DESK = ["Secrétariat 1", "Secrétariat 2", "Dr Claire Moreau", "Dr Hugo Lefebvre"];

const REFERENCE = Date.parse(REFERENCE_DATE);
const DAY = 86_400_000;

/** A day before the reference date, and never before the birth. */
function daysAgo(days: number, birthDate: string): string {
  const date = new Date(Math.max(REFERENCE - days * DAY, Date.parse(birthDate)));
  return slashed(date.toISOString().slice(0, 10));
}

/** Chronic disease grows with age. */
function aldShare(age: number): number {
  return age < 18 ? 0.02 : age < 40 ? 0.06 : age < 60 ? 0.16 : age < 75 ? 0.33 : 0.52;
}

/** Follow-up of one patient, drawn. */
export function careOf(citizen: Citizen, random: SeededRandom): Care {
  const { age, person } = citizen;
  const ald = random.chance(aldShare(age));
  // Most were seen within the year, a few have not come for three.
  const lastSeen = Math.floor(random.next() ** 2 * 1_100);
  const proven = random.chance(0.3);
  const hasSummary = random.chance(ald ? 0.55 : age >= 75 ? 0.35 : 0.05);
  const summaryAge = random.between(20, 800);
  const own = random.chance(0.82);
  const doctors = own ? DOCTORS : OTHER_DOCTORS;
  const doctor = doctors[random.between(0, doctors.length - 1)] ?? "";
  const by = DESK[random.between(0, DESK.length - 1)] ?? "";
  const proofDraw = random.next();
  return {
    preuve_type: proven ? proofType(citizen, proofDraw) : "",
    preuve_date: proven ? daysAgo(lastSeen, person.birthDate) : "",
    preuve_par: proven ? by : "",
    medecin_traitant: age < 16 && proofDraw < 0.3 ? "" : doctor,
    ald: ald ? "oui" : "non",
    derniere_visite: daysAgo(lastSeen, person.birthDate),
    dernier_vsm: hasSummary ? daysAgo(summaryAge, person.birthDate) : "",
  };
}

/** Identity card, passport, residence permit of those born abroad, birth certificate or family book of children. */
function proofType(citizen: Citizen, draw: number): string {
  if (citizen.age < 18 && draw < 0.4) return draw < 0.15 ? "AN" : "LE";
  if (citizen.bornAbroad && draw < 0.45) return "CS";
  return draw < 0.8 ? "CN" : "PA";
}
