/** Official test identities (insi.md §4) as a practice's file: what INSi makes of each is in its file number. */
const LINES = {
  FOUND: "FOUND;ADRUN;ZOE;31/12/1975;F;63220;",
  NONE: "NONE;HOUILLES;PIERRE PAUL JACQUES;27/01/1993;M;99999;",
  SEVERAL: "SEVERAL;DE VINCI;LEONARDO;01/02/2014;M;63220;",
  REVIEW: "REVIEW;DURAND;RUTH;14/07/1977;F;63220;NESSI",
  DOUBT: "DOUBT;CORSE;ANTHONY;02/03/1980;M;2B020;",
} as const;
const HEADINGS = "dossier;nom_naissance;prenoms_naissance;date_naissance;sexe;lieu_naissance;nom_utilise";

export function officialFile(...names: readonly (keyof typeof LINES)[]): string {
  return `${[HEADINGS, ...names.map((name) => LINES[name])].join("\n")}\n`;
}

export const EVERY_OFFICIAL = officialFile("FOUND", "NONE", "SEVERAL", "REVIEW", "DOUBT");
