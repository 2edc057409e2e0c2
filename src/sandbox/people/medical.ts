import { SeededRandom } from "../random.js";
import { REFERENCE_DATE } from "./birth.js";
import { ALLERGIES, ATTENTIONS, type Drug, ILLNESSES, OCCUPATIONS, OPERATIONS, PAST, RELATIVES } from "./data/medical.js";
import { practiceLine } from "./practice.js";

/** Columns of a file of medical data, as the practice would export it. */
export const MEDICAL_COLUMNS = [
  ...["dossier", "sorte", "libelle", "code", "depuis", "jusqua", "aucun_connu", "parent", "habitude", "quantite"],
  ...["allergene", "reaction", "posologie", "dose", "intervalle", "voie", "motif"],
] as const;

/** One line of it: the columns that it fills. */
export type MedicalRecordLine = Readonly<Record<string, string>> & { readonly dossier: string; readonly sorte: string };

const YEAR = Number(REFERENCE_DATE.slice(0, 4));

/**
 * What the record of person `index` of a seed says: a pure function. One in eight has nothing, one in three a few words, the others a
 * record that is kept, from short to very rich; a few of what is told has no code, no date or no dosage, as in a real practice.
 */
export function medicalLines(seed: number, index: number): readonly MedicalRecordLine[] {
  const { record, citizen } = practiceLine(seed, index);
  const random = new SeededRandom(seed, index, 0x3ed);
  const draw = random.next();
  // 0 to 1: how well the record is kept.
  const care = draw < 0.125 ? 0 : draw < 0.45 ? 0.25 + draw / 2 : 0.6 + draw * 0.4;
  return care === 0 ? [] : new Draw(record.dossier, citizen.age, citizen.person.sex, care, random).lines();
}

/** The lines of people `0 … count-1`, and their headings first, in CSV. */
export function* medicalFile(seed: number, count: number): Generator<string> {
  yield `${MEDICAL_COLUMNS.join(";")}\n`;
  for (let index = 0; index < count; index += 1) {
    for (const line of medicalLines(seed, index))
      yield `${MEDICAL_COLUMNS.map((column) => quoted(line[column] ?? "")).join(";")}\n`;
  }
}

function quoted(text: string): string {
  return /[";\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

class Draw {
  readonly #dossier: string;
  readonly #age: number;
  readonly #sex: string;
  readonly #care: number;
  readonly #random: SeededRandom;
  /** How many of the illnesses of that age: the best kept records are also those of the most ill. */
  readonly #many: number;
  readonly #lines: MedicalRecordLine[] = [];

  constructor(dossier: string, age: number, sex: string, care: number, random: SeededRandom) {
    this.#dossier = dossier;
    this.#age = age;
    this.#sex = sex;
    this.#care = care;
    this.#many = care > 0.93 ? 2.6 : care * 1.3;
    this.#random = random;
  }

  lines(): readonly MedicalRecordLine[] {
    this.#illnesses();
    this.#past();
    this.#operations();
    this.#section("allergie", 0.22, () => this.#allergy());
    this.#section("familial", 0.35, () => this.#relative());
    this.#habits();
    this.#section("profession", this.#age < 18 || this.#age > 65 ? 0 : 0.15, () => ({ libelle: this.#one(OCCUPATIONS) }));
    this.#section("vigilance", this.#age < 70 ? 0.05 : 0.4, () => ({ libelle: this.#one(ATTENTIONS) }));
    return this.#lines;
  }

  #add(sorte: string, cells: Readonly<Record<string, string>>): void {
    this.#lines.push({ dossier: this.#dossier, sorte, ...cells });
  }

  #illnesses(): void {
    const treated: (readonly [Drug, string])[] = [];
    let told = false;
    for (const { label, cim10, share, sex, treatments } of ILLNESSES) {
      // Drawn whatever comes out, so that one change moves nothing else.
      const [has, coded] = [this.#random.next(), this.#kept()];
      if ((sex !== undefined && sex !== this.#sex) || has >= share(this.#age) * this.#many) continue;
      this.#add("probleme", { libelle: label, code: coded ? cim10 : "", depuis: this.#since() });
      for (const one of treatments ?? []) if (this.#random.chance(0.75)) treated.push([one, coded ? cim10 : label]);
      told = true;
    }
    if (!told && this.#kept()) this.#add("probleme", { aucun_connu: "oui" });
    for (const [{ label, cis, dosage, dose, every, route }, motif] of treated) {
      const [words, entry] = [this.#kept(), this.#kept()];
      this.#add("traitement", {
        ...{ libelle: label, code: cis ?? "", depuis: this.#since(), voie: route, motif },
        ...(words ? { posologie: dosage } : {}),
        ...(entry && dose !== undefined && every !== undefined ? { dose, intervalle: every } : {}),
      });
    }
    if (treated.length === 0 && this.#kept()) this.#add("traitement", { aucun_connu: "oui" });
  }

  #past(): void {
    for (const { label, cim10 } of PAST) {
      if (this.#age < 20 || !this.#random.chance(0.06 * this.#many)) continue;
      const year = String(YEAR - this.#random.between(1, this.#age - 15));
      this.#add("antecedent", { libelle: label, code: cim10, depuis: year, jusqua: year });
    }
  }

  #operations(): void {
    let told = false;
    for (const { label, ccam, least, sex } of OPERATIONS) {
      if (this.#age < least || (sex !== undefined && sex !== this.#sex) || !this.#random.chance(0.12 * this.#many)) continue;
      const year = YEAR - this.#random.between(0, this.#age - least);
      this.#add("chirurgie", { libelle: label, code: ccam ?? "", depuis: String(year) });
      told = true;
    }
    if (!told && this.#kept()) this.#add("chirurgie", { aucun_connu: "oui" });
  }

  #habits(): void {
    if (this.#age < 15) return;
    if (this.#random.chance(0.28)) {
      const packs = String(this.#random.between(1, Math.max(2, this.#age - 14)));
      this.#add("habitude", { libelle: "Tabac", habitude: "tabac", ...(this.#kept() ? { quantite: packs } : {}) });
      if (this.#random.chance(0.2))
        this.#add("habitude", { libelle: "Alcool", habitude: "alcool", quantite: `${this.#random.between(1, 5)} verres/j` });
    } else if (this.#kept()) this.#add("habitude", { libelle: "N'a jamais fumé", habitude: "tabac" });
  }

  #allergy() {
    const { label, allergen, reactions } = this.#one(ALLERGIES);
    return { libelle: label, allergene: allergen, ...(this.#kept() ? { reaction: this.#one(reactions) } : {}) };
  }

  #relative() {
    const { label, cim10, parents } = this.#one(RELATIVES);
    return { libelle: label, code: this.#kept() ? cim10 : "", parent: this.#one(parents) };
  }

  /** One or two items with this chance, else often « rien de connu ». */
  #section(sorte: string, chance: number, item: () => Readonly<Record<string, string>>): void {
    if (this.#random.chance(chance * this.#care)) {
      const first = item();
      const second = item();
      this.#add(sorte, first);
      if (this.#random.chance(0.2) && second.libelle !== first.libelle) this.#add(sorte, second);
    } else if (this.#kept()) this.#add(sorte, { aucun_connu: "oui" });
  }

  /** A year, a month or a day of the life of the patient that is over; sometimes nobody knows. */
  #since(): string {
    const draw = this.#random.next();
    const year = YEAR - 1 - this.#random.between(0, Math.min(30, Math.max(0, this.#age - 2)));
    const month = String(this.#random.between(1, 12)).padStart(2, "0");
    const day = String(this.#random.between(1, 28)).padStart(2, "0");
    if (!this.#kept()) return "";
    return draw < 0.5 ? String(year) : draw < 0.8 ? `${month}/${year}` : `${day}/${month}/${year}`;
  }

  #kept(): boolean {
    return this.#random.next() < this.#care;
  }

  #one<T>(list: readonly T[]): T {
    const found = list[this.#random.between(0, list.length - 1)];
    if (found === undefined) throw new RangeError("an empty list has nothing to draw");
    return found;
  }
}
