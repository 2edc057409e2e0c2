import type { CommandSpec } from "../spec.js";
import { COHORT, MAP } from "./spec.options.js";

export const check: CommandSpec = {
  name: "check",
  summary: "contrôle avant appel : ce qui échouera, et la correction proposée",
  description: [
    "N'appelle jamais INSi. Lit un fichier (les colonnes de « patient import »), les patients d'un filtre, une liste d'identifiants,",
    "ou tout le cabinet, et signale ce qui fera échouer l'appel : nom d'épouse à la place du nom de naissance, sexe absent, clé du",
    "matricule fausse, jour 00, prénom qui ne correspond pas…",
    "",
    "--patch écrit les corrections proposées dans un CSV que « patient import » applique tel quel : une ligne par patient, toutes les",
    "colonnes de l'import, et une colonne « motif » à relire (l'import l'ignore). Une proposition n'est pas une certitude : relisez.",
    "",
    "Ce qui n'est que bon à savoir (accents normalisés à l'import, lieu inconnu) est compté, et listé avec --verbose.",
    "",
    "Code de sortie : 0 rien n'échouera, 3 des lignes sont à corriger, 2 l'entrée est illisible.",
  ].join("\n"),
  args: [{ usage: "[fichier]", summary: "fichier CSV ou NDJSON, ou « - » pour l'entrée standard" }],
  options: [
    ...COHORT,
    MAP,
    {
      flags: "--patch <fichier>",
      summary: "écrit les corrections proposées dans ce fichier CSV (« - » : sortie standard, comme --format csv)",
    },
  ],
  examples: [
    { run: "segur ins check patients.csv", does: "contrôle un fichier avant de l'importer" },
    { run: "segur ins check --filter ins-never --patch corrections.csv", does: "écrit les corrections proposées, à relire" },
    { run: "segur patient import corrections.csv", does: "applique les corrections relues" },
  ],
  effect: "read",
  access: "insi.call",
  load: () => import("./check.js"),
};

export const status: CommandSpec = {
  name: "status",
  summary: "statut d'identité d'un patient, ou décompte du cabinet",
  description: [
    "Avec un identifiant : statut, attributs, justificatif, INS masquée, historique des appels et des changements, et quoi faire ensuite.",
    "Sans identifiant : décompte par statut et par dernier résultat INSi, et taux de qualification du cabinet.",
    "--reveal montre le matricule en clair ; cet accès est tracé (INS/va1.39).",
  ].join("\n"),
  args: [{ usage: "[id]", summary: "identifiant du patient : P42" }],
  options: [{ flags: "--reveal", summary: "montre le matricule en clair (accès tracé)" }],
  examples: [
    { run: "segur ins status", does: "taux de qualification du cabinet" },
    { run: "segur ins status P42", does: "où en est ce patient, et que faire" },
  ],
  effect: "read",
  access: "insi.call",
  load: () => import("./status.js"),
};

export const datamatrix: CommandSpec = {
  name: "datamatrix",
  summary: "datamatrix INS d'une identité qualifiée, ou lecture d'un datamatrix",
  description: [
    "Seulement pour une identité qualifiée (INS/va1.53). Le symbole porte la mention « INS à scanner ».",
    "Sans --as : d'après l'extension de --output (.png, .svg, .txt), sinon le dessin à l'écran, ou le texte dans un tube.",
    "Cet accès au matricule est tracé.",
    "",
    "--read lit le texte rendu par une douchette (séparateur GS, ou « <GS> ») et montre l'identité portée : elle vient d'un autre",
    "domaine, INSi doit être appelé avant de s'y fier.",
  ].join("\n"),
  args: [{ usage: "[id]", summary: "identifiant du patient : P42" }],
  options: [
    { flags: "--as <forme>", summary: "forme du datamatrix", choices: ["text", "svg", "png", "terminal"] },
    { flags: "--output <fichier>", summary: "fichier à écrire (lisible par vous seul)" },
    { flags: "--read <fichier>", summary: "lit le texte d'un datamatrix (« - » : entrée standard)" },
    { flags: "--reveal", summary: "avec --read, montre le matricule en clair (accès tracé)" },
  ],
  examples: [
    { run: "segur ins datamatrix P42", does: "montre le symbole à l'écran, à scanner" },
    { run: "segur ins datamatrix P42 --output p42.png", does: "écrit l'image" },
    { run: "segur ins datamatrix --read -", does: "lit ce que la douchette envoie" },
  ],
  effect: "read",
  access: "ins.see",
  load: () => import("./datamatrix.js"),
};
