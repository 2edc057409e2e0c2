import { matriculeKey } from "../../../src/domain/identity/matricule.js";
import { OFFICIAL_PEOPLE } from "../../../src/sandbox/people/official.js";

/** Names that no other text of the product holds: those of the official people, and two of ours that INSi does not know. */
const NAMES = ["ADRUN", "TCHITCHI", "CATARINA", "HOUILLES", "HERMANN", "GATIEN", "NESSI", "LEONARDO", "XYLOPHANTE", "QUETZALINE"];
/** A matricule whose key is wrong: 26 is right. */
export const WRONG_MATRICULE = `180032B020331${matriculeKey("180032B020331") === "99" ? "98" : "99"}`;
export const RIGHT_MATRICULE = matriculeOf("ADRUN");
const MATRICULES = [
  WRONG_MATRICULE.slice(0, 13),
  ...OFFICIAL_PEOPLE.flatMap((person) => [person.number, ...person.history.map((past) => past.number)]),
];

function matriculeOf(birthName: string): string {
  const person = OFFICIAL_PEOPLE.find((one) => one.birthName === birthName);
  return person === undefined ? "" : person.number + person.key;
}

export type Secret = "name" | "matricule";

/** Names and matricules in some bytes, in any case, in UTF-8 or UTF-16. */
export function leaksIn(bytes: Uint8Array | string): { readonly secret: Secret; readonly word: string }[] {
  const text = typeof bytes === "string" ? bytes : Buffer.from(bytes).toString("latin1");
  const plain = `${text}\n${text.replaceAll("\u0000", "")}`.toUpperCase();
  return [
    ...NAMES.filter((word) => plain.includes(word)).map((word) => ({ secret: "name" as const, word })),
    ...MATRICULES.filter((word) => plain.includes(word)).map((word) => ({ secret: "matricule" as const, word })),
  ];
}

/** A practice's file: every outcome, a date that does not exist, a wrong matricule key. */
export const CANARY_FILE = `${[
  "dossier;nom_naissance;prenoms_naissance;date_naissance;sexe;lieu_naissance;matricule;nom_utilise",
  `C1;ADRUN;ZOE;31/12/1975;F;63220;${RIGHT_MATRICULE};`,
  "C2;TCHITCHI;OLA CATARINA BELLA;21/06/1936;F;63220;;",
  "C3;HOUILLES;PIERRE PAUL JACQUES;27/01/1993;M;;;",
  "C4;HERMANN;GATIEN;24/03/1981;M;63220;;",
  "C5;DE VINCI;LEONARDO;01/02/2014;M;63220;;",
  "C6;DURAND;RUTH;14/07/1977;F;63220;;NESSI",
  "C7;XYLOPHANTE;QUETZALINE;31/02/1980;F;63220;;",
  `C8;XYLOPHANTE;QUETZALINE;28/02/1980;M;63220;${WRONG_MATRICULE};`,
  "C9;XYLOPH4NTE;QUETZALINE;28/02/1980;F;63220;;",
  '"C10;XYLOPHANTE;QUETZALINE;28/02/1980;F;63220;;',
  "C11;XYLOPHANTE;QUETZALINE;28/02/1980;F;63220;;",
].join("\n")}\n`;
