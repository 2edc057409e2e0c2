import type { CommandSpec } from "../spec.js";
import { COHORT, DRY_RUN, MAP, PACE, YES } from "./spec.options.js";

export const qualify: CommandSpec = {
  name: "qualify",
  summary: "appelle INSi pour un patient, un fichier ou une cohorte",
  description: [
    "Un patient : les traits locaux et ceux d'INSi côte à côte, confirmation, puis justificatif d'identité.",
    "Un fichier, un filtre ou une liste : un lot. Les lignes du fichier sont importées comme par « patient import » ; chaque intention et",
    "chaque résultat sont écrits avant et après l'appel ; la même commande relancée reprend le lot là où il en était.",
    "Une ligne de sortie pour chaque ligne d'entrée, dans l'ordre. Une différence de traits attend une personne : segur ins review.",
    "",
    "Code de sortie : 0 tout est fini, 3 des lignes sont illisibles, en échec ou à valider, 5 INSi ne répond pas, 130 interrompu.",
  ].join("\n"),
  args: [{ usage: "[quoi]", summary: "identifiant (P42), fichier CSV ou NDJSON, ou « - » pour l'entrée standard" }],
  options: [
    ...COHORT,
    { flags: "--reason <texte>", summary: "pourquoi ces patients : obligatoire hors bac à sable" },
    ...PACE,
    MAP,
    { flags: "--new", summary: "commence un nouveau lot au lieu de reprendre celui de la même entrée" },
    DRY_RUN,
    { flags: "--vitale <fichier>", summary: "recherche par carte Vitale : données déjà lues, en JSON ou XML" },
    { flags: "--proof-type <code>", summary: "pièce d'identité contrôlée (un seul patient) : CN, PA…" },
    { flags: "--proof-date <date>", summary: "date du contrôle de la pièce" },
    { flags: "--proof-by <personne>", summary: "qui a vu la pièce" },
    YES,
  ],
  examples: [
    { run: "segur ins qualify P42", does: "un patient, pas à pas" },
    { run: 'segur ins qualify patients.csv --reason "consultations de la semaine"', does: "importe et qualifie un fichier" },
    {
      run: "segur ins qualify --filter ins-never --concurrency 4 --rate 5/s",
      does: "les patients jamais interrogés, à débit limité",
    },
  ],
  effect: "remote",
  access: "insi.call",
  load: () => import("./qualify.js"),
};

export const resume: CommandSpec = {
  name: "resume",
  summary: "reprend un lot interrompu, ou ses lignes en échec",
  args: [{ usage: "<lot>", summary: "numéro du lot : R20261123-7F3K" }],
  options: [{ flags: "--failed", summary: "redemande aussi les lignes en échec" }, ...PACE],
  examples: [
    { run: "segur ins resume R20261123-7F3K", does: "continue ; rien de ce qui est fini n'est redemandé" },
    { run: "segur ins resume R20261123-7F3K --failed", does: "redemande les lignes en échec" },
  ],
  effect: "remote",
  access: "insi.call",
  load: () => import("./resume.js"),
};

export const verify: CommandSpec = {
  name: "verify",
  summary: "vérifie auprès d'INSi des INS déjà connues (OK ou KO)",
  description: [
    "Seulement pour les identités qualifiées et récupérées. KO : l'identité redevient provisoire, son INS est invalidée, et le patient entre",
    "dans le filtre « ins-ko » (INS/va1.08). Une ligne de sortie par patient, dans l'ordre.",
    "",
    "Code de sortie : 0 tout est OK, 3 des KO ou des échecs, 5 INSi ne répond pas.",
  ].join("\n"),
  args: [{ usage: "[ids...]", summary: "identifiants des patients : P42 P43" }],
  options: [...COHORT, { flags: "--concurrency <n>", summary: "appels INSi en cours à la fois", default: "2" }, DRY_RUN],
  examples: [
    { run: "segur ins verify P42", does: "vérifie un patient" },
    { run: "segur ins verify --filter rcp --format ndjson", does: "vérifie une cohorte, une ligne JSON par patient" },
  ],
  effect: "remote",
  access: "insi.call",
  load: () => import("./verify.js"),
};
