import type { CommandSpec } from "../spec.js";

const NAME = { usage: "<nom>", summary: "nom de la règle : ald, diabete…" };

const due: CommandSpec = {
  name: "due",
  summary: "patients dont le VSM est à mettre à jour, et pourquoi",
  description:
    "Pour chacun : les règles de rappel qui le disent (DOC/va1.11), l'âge de son dernier VSM, ce qui manque à son dossier médical pour " +
    "une synthèse complète, et la commande à lancer.",
  options: [
    { flags: "--filter <nom>", summary: "seulement ceux d'un filtre du cabinet (segur patient filters)" },
    { flags: "--limit <n>", summary: "nombre de patients au plus", default: "50" },
    { flags: "--after <curseur>", summary: "page suivante : le curseur donné par la page d'avant" },
    { flags: "--all", summary: "tous" },
  ],
  examples: [
    { run: "segur vsm due", does: "les premiers" },
    { run: "segur vsm due --all --format csv > vsm.csv", does: "tous, pour un tableur" },
  ],
  effect: "read",
  access: "medical",
  load: () => import("./due.js"),
};

const rulesList: CommandSpec = {
  name: "rules list",
  summary: "donne les règles de rappel",
  description: "Le filtre vsm-due, segur todo et segur vsm due suivent ces règles.",
  examples: [{ run: "segur vsm rules list", does: "qui, tous les combien de mois" }],
  effect: "read",
  access: "medical",
  load: () => import("./rules-list.js"),
};

const rulesSet: CommandSpec = {
  name: "rules set",
  summary: "change une règle de rappel, ou en ajoute une",
  description:
    "Seul ce qui est donné change (DOC/va1.13). Une règle a un seul critère : l'ALD, des diagnostics ou un protocole. En donner un autre " +
    "remplace le premier ; ce qu'elle perdrait est dit et demandé (sans terminal : --yes, sinon code 7).",
  args: [NAME],
  options: [
    { flags: "--months <n>", summary: "périodicité, en mois (12 pour une nouvelle règle)" },
    { flags: "--ald", summary: "les patients en ALD" },
    { flags: "--diagnoses <codes>", summary: "codes CIM-10 ou leur début : C,E11,I50 (E11 vaut pour E11.9)" },
    { flags: "--protocol <noms>", summary: "inclus dans ces protocoles (nom entier, en majuscules ou non), ou any" },
    { flags: "--label <texte>", summary: "libellé" },
    { flags: "--on", summary: "active" },
    { flags: "--off", summary: "inactive, et gardée" },
    { flags: "--yes", summary: "même si le critère d'avant est perdu" },
  ],
  examples: [
    { run: "segur vsm rules set diabete --months 6", does: "tous les six mois" },
    { run: 'segur vsm rules set bpco --diagnoses J44 --label "BPCO"', does: "une nouvelle règle" },
    { run: "segur vsm rules set hta --off", does: "plus de rappel pour l'hypertension seule" },
  ],
  effect: "local",
  access: "medical",
  load: () => import("./rules-set.js"),
};

const rulesRemove: CommandSpec = {
  name: "rules remove",
  summary: "retire une règle de rappel",
  args: [NAME],
  options: [{ flags: "--yes", summary: "sans confirmation" }],
  examples: [{ run: "segur vsm rules remove bpco", does: "elle n'existe plus" }],
  effect: "local",
  access: "medical",
  load: () => import("./rules-remove.js"),
};

const rulesReset: CommandSpec = {
  name: "rules reset",
  summary: "revient aux règles d'origine",
  options: [{ flags: "--yes", summary: "sans confirmation" }],
  examples: [{ run: "segur vsm rules reset", does: "ALD, cancer, diabète, hypertension, insuffisance cardiaque, protocoles" }],
  effect: "local",
  access: "medical",
  load: () => import("./rules-reset.js"),
};

const rulesPlaces: CommandSpec = {
  name: "rules places",
  summary: "où les rappels se montrent : segur todo, fiche du patient",
  description: "Modalité d'affichage des rappels (DOC/va1.11). Sans option : dit ce qu'il en est.",
  options: [
    { flags: "--todo", summary: "dans segur todo" },
    { flags: "--no-todo", summary: "pas dans segur todo" },
    { flags: "--patient", summary: "à l'ouverture de la fiche (segur patient show)" },
    { flags: "--no-patient", summary: "pas à l'ouverture de la fiche" },
  ],
  examples: [{ run: "segur vsm rules places --no-patient", does: "plus de rappel à l'ouverture d'une fiche" }],
  effect: "local",
  access: "medical",
  load: () => import("./rules-places.js"),
};

export const dueCommands: readonly CommandSpec[] = [due, rulesList, rulesSet, rulesRemove, rulesReset, rulesPlaces];
