import { random } from "./french-patients.js";

/** Headings of the official extraction (mss.md §3.2). */
export const HEADINGS =
  "Type de BAL|Adresse BAL|Type Identifiant PP|Identifiant PP|Identification nationale PP|Type identifiant structure|" +
  "Identification Structure|Service de rattachement|Civilité d'exercice|Nom d'exercice|Prénom d'exercice|Catégorie profession|" +
  "Libellé de catégorie profession|Code Profession|Libellé Profession|Code savoir-faire|Libellé savoir-faire|Dématérialisation|" +
  "Raison Sociale structure BAL|Enseigne commerciale structure BAL|L2COMPLEMENTLOCALISATION|L3COMPLEMENTDISTRIBUTION|" +
  "L4NUMEROVOIE|L4COMPLEMENTNUMEROVOIE|NL4TYPEVOIE|L4LIBELLEVOIE|L5LIEUDITMENTION|L6LIGNEACHEMINEMENT|Code postal|" +
  "Département|Pays|";

const SYLLABLES = "ma ri du pont le roy bel la cor ber nar din gou san mo reau vi dal ches nel fon tai ne bre ton gar nier".split(
  " ",
);
const GIVEN = "Marie Jean Pierre Anne-Sophie Luc Paul Claire Élodie Chloé Jean-Marc Hélène Zoé Karim Fatima Yann Inès".split(" ");
const CITIES: readonly (readonly [string, string])[] = [
  ["75011", "PARIS"],
  ["13005", "MARSEILLE"],
  ["69003", "LYON"],
  ["31000", "TOULOUSE"],
  ["29200", "BREST"],
  ["93200", "SAINT DENIS"],
  ["97400", "SAINT DENIS"],
  ["20000", "AJACCIO"],
  ["60100", "CREIL"],
  ["85100", "LES SABLES D'OLONNE"],
];
const PROFESSIONS: readonly (readonly [string, string, string, string])[] = [
  ["10", "Médecin", "SM54", "Médecine générale"],
  ["10", "Médecin", "SM26", "Qualifié en médecine générale"],
  ["10", "Médecin", "SM04", "Cardiologie et maladies vasculaires"],
  ["10", "Médecin", "SM42", "Psychiatrie"],
  ["60", "Infirmier", "", ""],
  ["70", "Masseur-Kinésithérapeute", "", ""],
  ["40", "Chirurgien-Dentiste", "SCD01", "Orthopédie dento-faciale"],
  ["21", "Pharmacien", "", ""],
];

/** Lines of a whole annuaire, invented, with the shares of the real one: 85 % PER, a few duplicates. Always the same for a count. */
export function* directoryLines(count: number): Generator<string> {
  const rnd = random(11);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(rnd() * from.length)] as T;
  const name = () => (pick(SYLLABLES) + pick(SYLLABLES) + (rnd() < 0.6 ? pick(SYLLABLES) : "")).toUpperCase();
  yield HEADINGS;
  let before = "";
  for (let index = 1; index <= count; index += 1) {
    if (index % 3_000 === 0) {
      yield before;
      continue;
    }
    const [postcode, town] = pick(CITIES);
    const city = rnd() < 0.3 ? town : `${name()} ${rnd() < 0.5 ? "SUR MER" : "LE VIEUX"}`;
    const department = postcode.startsWith("97") ? postcode.slice(0, 3) : postcode.startsWith("20") ? "2A" : postcode.slice(0, 2);
    const place = `|||12||RUE|DE LA PAIX||${postcode} ${city}|${postcode}|${department}|FRANCE|`;
    const structure = `1${String(100_000_000 + Math.floor(rnd() * 9e7))}`;
    if (rnd() < 0.15) {
      const house = `CENTRE HOSPITALIER ${name()} DE ${town}`;
      before = `ORG|service.${index}@${name().toLowerCase()}.mssante.fr||||1|${structure}|Secrétariat de ${name()}||||||||||O|${house}|${place}`;
    } else {
      const [family, given] = [rnd() < 0.1 ? `LE ${name()}` : name(), pick(GIVEN)];
      const [code, profession, skillCode, skill] = pick(PROFESSIONS);
      const rpps = String(10_000_000_000 + index);
      const address =
        `${given.normalize("NFD").replace(/[^a-z-]/gi, "")}.${family.replace(" ", "")}${index}@medecin.mssante.fr`.toLowerCase();
      before = `PER|${address}|8|${rpps}|8${rpps}|1|${structure}||DR|${family}|${given}|C|Civil|${code}|${profession}|${skillCode}|${skill}|O|CABINET ${family}|${place}`;
    }
    yield before;
  }
}
