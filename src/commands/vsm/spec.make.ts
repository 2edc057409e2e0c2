import { SHARE_OPTIONS } from "../doc/spec.options.js";
import type { CommandSpec } from "../spec.js";

const PATIENT = { usage: "<patient>", summary: "identifiant (P42) ou numéro de dossier" };
const SECTIONS = [
  {
    flags: "--sections <rubriques>",
    summary: "seulement ces rubriques : probleme, chirurgie, allergie, habitude, profession, familial, vigilance, traitement",
    default: "toutes",
  },
  { flags: "--without <rubriques>", summary: "sans ces rubriques, que la synthèse dit non remplies" },
  {
    flags: "--author <médecin>",
    summary: "le médecin qui en répond : utilisateur (U1) ou RPPS",
    default: "la personne connectée ; sinon l'unique médecin du cabinet",
  },
];

const show: CommandSpec = {
  name: "show",
  summary: "montre ce que la synthèse d'un patient dirait aujourd'hui, sans rien écrire",
  description:
    "Ses rubriques, ce qui manque, et si la dernière synthèse établie ici dit encore la même chose. Une rubrique vide n'est dite " +
    "« aucune connue » que si quelqu'un l'a affirmé : segur patient medical none.",
  args: [PATIENT],
  options: [...SECTIONS, { flags: "--open", summary: "dans le navigateur" }],
  examples: [
    { run: "segur vsm show P42", does: "la synthèse telle qu'elle serait établie" },
    { run: "segur vsm show P42 --without habitude,profession", does: "sans le mode de vie ni le travail" },
  ],
  effect: "read",
  access: "medical",
  load: () => import("./show.js"),
};

const generate: CommandSpec = {
  name: "generate",
  summary: "établit la synthèse d'un patient et la classe dans son dossier, sans l'envoyer",
  description: [
    "Un volet de synthèse médicale du CI-SIS (CDA R2 niveau 3, DOC/va1.14), classé comme un document : la nouvelle version remplace la",
    "précédente. Quand rien n'a changé, aucun n'est établi (--again pour en établir un quand même). Il est au nom d'un médecin, avec son",
    "RPPS. Les notes libres restent au cabinet, sauf celles des points de vigilance et des risques professionnels.",
    "",
    "Rien n'est envoyé : segur vsm share demande l'accord d'une personne.",
  ].join("\n"),
  args: [PATIENT],
  options: [
    ...SECTIONS,
    { flags: "--pdf <fichier>", summary: "en écrit aussi le PDF/A-1, qui dit la même chose (- pour la sortie standard)" },
    { flags: "--force", summary: "remplace le fichier de --pdf s'il existe" },
    { flags: "--again", summary: "une nouvelle version, même si rien n'a changé" },
    { flags: "-n, --dry-run", summary: "tout contrôler sans rien écrire" },
  ],
  examples: [
    { run: "segur vsm generate P42", does: "la synthèse d'aujourd'hui, au dossier" },
    { run: "segur vsm generate P42 --pdf synthese.pdf", does: "et son PDF, à remettre au patient" },
    { run: "segur vsm generate P42 --sections probleme,allergie,traitement", does: "l'essentiel seulement" },
  ],
  effect: "local",
  access: "medical",
  load: () => import("./generate.js"),
};

const share: CommandSpec = {
  name: "share",
  summary: "partage une synthèse : DMP, patient, correspondants, avec votre accord pour celle-ci",
  description: [
    "Une seule à la fois : elle est montrée, puis votre accord est demandé. Sans terminal, --approve donne le numéro du document lu",
    "(D12) : un autre est refusé, et rien ne part. Avec un patient, c'est la synthèse en vigueur établie ici. Les règles sont celles de",
    "segur doc share ; relancé, le partage ne refait pas ce qui est fait.",
    "",
    "Code de sortie : 0 tout est parti, 3 une partie, 6 refusé par une règle, 2 si l'accord ne peut pas être demandé.",
  ].join("\n"),
  args: [{ usage: "<synthèse>", summary: "document (D12), ou patient (P42, numéro de dossier)" }],
  options: [
    ...SHARE_OPTIONS,
    { flags: "--again", summary: "même à ceux qui l'ont déjà" },
    { flags: "--approve <document>", summary: "votre accord pour ce document, que vous avez lu : D12" },
    { flags: "-n, --dry-run", summary: "tout contrôler et montrer, sans rien écrire ni envoyer" },
  ],
  examples: [
    { run: "segur vsm share P42 --dmp", does: "la synthèse en vigueur, montrée puis déposée si vous êtes d'accord" },
    { run: "segur vsm share D12 --dmp --patient --approve D12", does: "sans question : D12 a été lu" },
  ],
  effect: "remote",
  access: "medical",
  load: () => import("./share.js"),
};

export const makeCommands: readonly CommandSpec[] = [show, generate, share];
