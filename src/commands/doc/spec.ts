import type { CommandSpec, GroupSpec } from "../spec.js";
import { SHOWING } from "./spec.options.js";
import { share } from "./spec.share.js";

const DOCUMENT = { usage: "<document>", summary: "numéro du document : D12" };
const REVEAL = { flags: "--reveal", summary: "matricule en clair ; l'accès est tracé" };

const add: CommandSpec = {
  name: "add",
  summary: "classe un document dans le dossier d'un patient",
  description: [
    "PDF, texte, RTF, JPEG, PNG, TIFF ou CDA : le contenu du fichier dit ce qu'il est, et non son nom. Il est gardé chiffré, une seule fois.",
    "Un CDA dit lui-même son type, son titre, sa date et son auteur ; celui d'un autre patient est refusé. Pour les autres, --type prend",
    "un code officiel (11488-4), un mot d'usage (consultation, courrier, ordonnance, biologie…) ou le début d'un libellé.",
    "",
    "Pour être transmis au DMP ou par messagerie, un PDF doit être un PDF/A-1 (DOC/va1.01) : un autre est converti, si Ghostscript est",
    "installé ; texte et images sont mis en PDF/A-1 alors. Un secrétariat classe au nom d'un médecin : le seul du cabinet, ou --author.",
    "--replaces classe une nouvelle version : le document remplacé reste dans le dossier, il n'est plus en vigueur.",
  ].join("\n"),
  args: [
    { usage: "<patient>", summary: "identifiant (P42) ou numéro de dossier" },
    { usage: "<fichier>", summary: "le fichier, ou - pour l'entrée standard" },
  ],
  options: [
    { flags: "--type <type>", summary: "type du document : code, mot d'usage ou début du libellé" },
    { flags: "--date <date>", summary: "date de l'acte : 23/11/2026 ou 2026-11-23", default: "aujourd'hui" },
    { flags: "--title <titre>", summary: "titre du document", default: "le libellé du type" },
    {
      flags: "--author <auteur>",
      summary: "utilisateur (U2), numéro RPPS, ou nom d'une personne extérieure",
      default: "la personne connectée ; pour un secrétariat, l'unique médecin du cabinet",
    },
    { flags: "--replaces <document>", summary: "document dont c'est une nouvelle version : D12" },
    {
      flags: "--same-patient",
      summary: "vous avez lu ce CDA, dont l'identité est incomplète ou diffère, et il est bien de ce patient",
    },
    { flags: "-n, --dry-run", summary: "tout contrôler sans rien écrire" },
  ],
  examples: [
    { run: "segur doc add P42 consultation.pdf --type consultation", does: "le compte rendu du jour" },
    {
      run: 'segur doc add P42 scan.tif --type courrier --date 12/10/2026 --author "Dr Martin"',
      does: "un courrier reçu, numérisé",
    },
    { run: "segur doc add P42 resultat.xml", does: "un CDA, qui dit lui-même ce qu'il est" },
    { run: "segur doc add P42 corrige.pdf --replaces D12", does: "une nouvelle version de D12" },
  ],
  effect: "local",
  access: "patients.write",
  load: () => import("./add.js"),
};

const edit: CommandSpec = {
  name: "edit",
  summary: "corrige l'auteur, le titre, le type ou la date d'un document qui n'est pas encore parti",
  description: [
    "Pour un document classé ici, jamais déposé ni en attente d'envoi. Le fichier ne change pas. Un document parti se corrige par une",
    "nouvelle version : segur doc add … --replaces D12.",
  ].join("\n"),
  args: [DOCUMENT],
  options: [
    { flags: "--author <auteur>", summary: "utilisateur (U2), numéro RPPS, ou nom d'une personne extérieure" },
    { flags: "--title <titre>", summary: "nouveau titre" },
    { flags: "--type <type>", summary: "nouveau type : code, mot d'usage ou début du libellé" },
    { flags: "--date <date>", summary: "nouvelle date de l'acte" },
  ],
  examples: [
    { run: "segur doc edit D12 --author U1", does: "U1 répond de ce document, qui peut alors partir" },
    { run: "segur doc edit D12 --type courrier --date 12/10/2026", does: "corrige le type et la date de l'acte" },
  ],
  effect: "local",
  access: "patients.write",
  load: () => import("./edit.js"),
};

const list: CommandSpec = {
  name: "list",
  summary: "liste les documents d'un patient, l'acte le plus récent d'abord",
  args: [{ usage: "<patient>", summary: "identifiant (P42) ou numéro de dossier" }],
  options: [
    { flags: "--type <type>", summary: "seulement ce type : code, mot d'usage ou début du libellé" },
    { flags: "--category <catégorie>", summary: "seulement cette catégorie du DMP : code ou début du libellé" },
    { flags: "--since <date>", summary: "actes à partir de ce jour" },
    { flags: "--until <date>", summary: "actes jusqu'à ce jour compris" },
    { flags: "--origin <origine>", summary: "seulement ceux qui en viennent", choices: ["local", "dmp", "mss"] },
    { flags: "--all", summary: "avec les versions remplacées et les documents retirés" },
    { flags: "--limit <n>", summary: "nombre de documents au plus", default: "200" },
    { flags: "--after <curseur>", summary: "page suivante : le curseur donné par la page d'avant" },
  ],
  examples: [
    { run: "segur doc list P42", does: "les documents en vigueur" },
    { run: "segur doc list P42 --type biologie --since 01/01/2026", does: "la biologie de l'année" },
    { run: "segur doc list P42 --all --json", does: "toutes les versions, pour un script" },
  ],
  effect: "read",
  access: "patients.read",
  load: () => import("./list.js"),
};

const show: CommandSpec = {
  name: "show",
  summary: "lit un document dans le terminal, le navigateur, ou en extrait le PDF",
  description: [
    "L'en-tête, puis le texte avec ses tableaux, ou celui du PDF. Le matricule INS est masqué, sauf avec --reveal. Chaque lecture est",
    "tracée.",
    "--open montre le document entier dans le navigateur ($BROWSER) : une page qui se suffit, sans script ni adresse extérieure, effacée",
    "ensuite. --pdf écrit un fichier : il demande le droit d'exporter.",
  ].join("\n"),
  args: [DOCUMENT],
  options: [...SHOWING, REVEAL],
  examples: [
    { run: "segur doc show D12", does: "le document, dans le terminal" },
    { run: "segur doc show D12 --open", does: "le document, dans le navigateur" },
    { run: "segur doc show D12 --pdf resultat.pdf", does: "le PDF joint à un compte rendu de biologie" },
  ],
  effect: "read",
  access: "patients.read",
  load: () => import("./show.js"),
};

const exportSpec: CommandSpec = {
  name: "export",
  summary: "enregistre un document dans un fichier, ou l'envoie dans un tube",
  description:
    "Tel qu'il a été classé ou reçu (--original), tel qu'il serait transmis (--cda), ou son PDF (--pdf). Un fichier qui existe n'est " +
    "jamais remplacé sans --force. Chaque export est tracé.",
  args: [DOCUMENT, { usage: "[fichier]", summary: "le fichier à écrire ; - ou rien : la sortie standard" }],
  options: [
    { flags: "--original", summary: "tel qu'il a été classé ou reçu (par défaut)" },
    { flags: "--cda", summary: "le CDA, tel qu'il est transmis" },
    { flags: "--pdf", summary: "le PDF qu'il contient, ou celui qui serait transmis" },
    { flags: "--force", summary: "remplace le fichier s'il existe" },
  ],
  examples: [
    { run: "segur doc export D12 consultation.pdf", does: "le fichier d'origine" },
    { run: "segur doc export D12 --cda > document.xml", does: "le CDA qui serait déposé au DMP" },
  ],
  effect: "local",
  access: "export",
  load: () => import("./export.js"),
};

/** `segur doc …`: the documents of a patient's file. */
export const doc: GroupSpec = {
  name: "doc",
  summary: "documents du dossier d'un patient : classer, corriger, lister, lire, exporter, partager",
  commands: [add, edit, list, show, exportSpec, share],
};
