import type { CommandSpec, GroupSpec, OptionSpec } from "../spec.js";

const WHO: readonly OptionSpec[] = [
  { flags: "--rpps <numéro>", summary: "ce praticien seulement", repeatable: true },
  { flags: "--since <date>", summary: "ne compte que depuis ce jour (JJ/MM/AAAA ou AAAA-MM-JJ)" },
  { flags: "--thresholds <fichier>", summary: "d'autres seuils que ceux de segur (JSON, voir l'aide)" },
];

const check: CommandSpec = {
  name: "check",
  summary: "le cabinet est-il en ordre de marche ? praticien par praticien, ce qui compte et ce qui manque",
  description: [
    "Pour chaque médecin du cabinet qui a un numéro RPPS, et pour tout autre RPPS au nom duquel il a été envoyé : 10 dépôts dans le DMP, 10",
    "envois MSSanté à un autre professionnel, 1 message à un patient, tous pour des identités qualifiées au moment de l'envoi. Dit ce qui",
    "compte, pourquoi le reste ne compte pas, et ce qui pourrait être envoyé ensuite, avec la commande ; n'envoie jamais rien.",
    "",
    "Un dépôt est un document que le DMP a enregistré ; un envoi est un message avec au moins un document, quel que soit leur nombre. Ne",
    "comptent pas : un échec, un autre envoi ou une autre version d'un document, qui ne compte qu'une fois (par son premier envoi avec une",
    "identité qualifiée), un message à soi-même ou sans document, une identité de test en production.",
    "",
    "Code de sortie 0 : atteint ; 1 : pas atteint ; 2 : ne peut pas être déterminé (la raison et la commande à lancer sont dites). Un cabinet",
    "d'essai le dit (environment) et garde ces codes, pour qu'un script puisse être essayé. Avec --quiet, rien que le code de sortie.",
    "",
    "--format junit donne un rapport JUnit pour un serveur d'intégration : une suite par praticien, un cas par indicateur. Un fichier de",
    "seuils (--thresholds) a cette forme, et chaque service y est au plus une fois :",
    '{"version": "1", "source": "texte suivi", "date": "2026-11-26",',
    '"indicators": [{"service": "dmp", "wanted": 10, "unit": "document"},',
    '{"service": "mss-pro", "wanted": 10, "unit": "message"}, {"service": "mss-patient", "wanted": 1, "unit": "message"}]}',
  ].join("\n"),
  options: WHO,
  examples: [
    { run: "segur mom check", does: "où en est le cabinet, et que faire ensuite" },
    { run: "segur mom check --rpps 99700000001 --since 01/09/2026", does: "un praticien, depuis une date" },
    { run: "segur mom check --format junit > mom.xml", does: "pour un serveur d'intégration continue" },
    { run: "segur mom check --quiet", does: "le code de sortie seul : 0, 1 ou 2" },
  ],
  formats: ["junit"],
  effect: "read",
  access: "follow",
  load: () => import("./check.js"),
};

const report: CommandSpec = {
  name: "report",
  summary: "écrit le dossier de preuve de la mise en ordre de marche, que le journal confirme",
  description: [
    "Relit le journal en entier, puis écrit ce qui compte pour chaque praticien, chaque envoi avec sa ligne du journal et son empreinte, et la",
    "tête de ce journal : « journal verify --expect » la confirme. Trois formes : le dossier JSON, qui est la preuve, sa page (HTML) et son",
    "PDF/A. Ni nom ni matricule n'y figure : des numéros, des types, des dates, et le RPPS du praticien.",
    "",
    "Sans --out, dans le dossier courant (mom-AAAA-MM-JJ.json, .html et .pdf), ou, avec --format json ou html, sur la sortie standard. Un",
    "fichier qui existe n'est remplacé qu'avec --force. Le rapport est noté au journal. Code de sortie 0 dès qu'il est écrit, quel que soit",
    "le verdict, qu'il porte ; un journal rompu n'en donne aucun (2).",
    "",
    "--check compare un dossier JSON au journal de ce cabinet, sans réseau, et dit ce qui diffère : code 1.",
  ].join("\n"),
  options: [
    ...WHO,
    { flags: "--out <dossier>", summary: "dossier, ou fichier .json, .html ou .pdf, à écrire", default: "le dossier courant" },
    { flags: "--force", summary: "remplace un fichier qui existe" },
    { flags: "--check <fichier>", summary: "compare ce dossier JSON au journal, et n'écrit rien" },
  ],
  examples: [
    { run: "segur mom report --out preuve/", does: "les trois formes dans un dossier" },
    { run: "segur mom report --format pdf --out mom.pdf", does: "le PDF/A seul" },
    { run: "segur mom report --check mom-2026-11-26.json", does: "ce dossier dit-il toujours ce que dit le journal ?" },
  ],
  formats: ["html", "pdf"],
  effect: "local",
  access: "follow",
  load: () => import("./report.js"),
};

/** `segur mom …`: whether the practice is in working order (mise en ordre de marche), and the evidence of it. */
export const mom: GroupSpec = {
  name: "mom",
  summary: "mise en ordre de marche : seuils atteints ou non, et le dossier de preuve",
  commands: [check, report],
};
