import type { OptionSpec } from "../spec.js";

/** Ways to name a cohort, the same for every command that takes one. */
export const COHORT: readonly OptionSpec[] = [
  { flags: "--filter <nom>", summary: "patients d'un filtre : ins-never, ins-ko, vsm-due, rcp…" },
  { flags: "--ids <liste>", summary: "identifiants séparés par des virgules : P1,P2,P3" },
];

export const MAP: OptionSpec = {
  flags: "--map <colonne=champ>",
  summary: "en-tête du fichier à lire comme un champ de l'import : --map NOM=nom_naissance",
  repeatable: true,
};

export const PACE: readonly OptionSpec[] = [
  { flags: "--concurrency <n>", summary: "appels INSi en cours à la fois", default: "2" },
  { flags: "--rate <n/s>", summary: "débit maximal : 5/s, 100/min ; 0 = sans limite" },
];

export const YES: OptionSpec = { flags: "-y, --yes", summary: "ne pas demander de confirmation" };
export const DRY_RUN: OptionSpec = {
  flags: "-n, --dry-run",
  summary: "montrer ce qui serait fait, sans aucun appel ni écriture",
};
