import type { CommandSpec, GroupSpec, OptionSpec } from "../spec.js";

const OUT: readonly OptionSpec[] = [
  { flags: "--out <fichier>", summary: "fichier à écrire : nom.zip.age, ou nom.zip avec --plain" },
  { flags: "--force", summary: "remplace le fichier s'il existe" },
  {
    flags: "--passphrase-file <fichier>",
    summary: "phrase secrète sur la première ligne (« - » : entrée standard) ; sinon elle est demandée",
  },
  { flags: "--plain", summary: "en clair, lisible par qui a le fichier : demande une confirmation (--yes)" },
  { flags: "--with-notes", summary: "avec les notes du cabinet" },
  { flags: "--yes", summary: "ne demande pas de confirmation" },
  { flags: "--dry-run", summary: "compte sans rien écrire" },
];

const CONTENT =
  "Pour chaque patient : identité, coordonnées, consentements et données médicales en JSON documenté, synthèse médicale (CDA R2 niveau 3 " +
  "et PDF/A-1b), chaque document (original, CDA échangé, PDF/A-1), ses versions et ses états, acquittements des résultats, envois, lignes du " +
  "journal (Syslog). manifest.json donne l'empreinte SHA-256 de chaque fichier et ce qui n'est pas dans l'export. Les mêmes données donnent " +
  "les mêmes octets avant chiffrement. Le format est décrit dans docs/export-format.md.\n\n" +
  "Le fichier est chiffré (format age, phrase secrète), jamais écrit à moitié sous son nom, et noté au journal. Sans le droit aux données " +
  "médicales (medical), elles n'y sont pas, ni diagnostics, ni synthèses, établies ou reçues : c'est dit. Le droit export est celui des médecins ; un administrateur le " +
  "reçoit d'une décision expresse (segur user set U2 --grant export).";

const patient: CommandSpec = {
  name: "patient",
  summary: "exporte tout le dossier d'un patient (portabilité, export unitaire)",
  description: CONTENT,
  args: [{ usage: "<patient>", summary: "identifiant (P42) ou numéro de dossier" }],
  options: OUT,
  examples: [
    { run: "segur export patient P42 --out p42.zip.age", does: "demande une phrase secrète, deux fois" },
    { run: "segur export patient P42 --out p42.zip --plain --yes", does: "en clair, pour le remettre au patient" },
  ],
  effect: "local",
  access: "export",
  load: () => import("./patient.js"),
};

const cohort: CommandSpec = {
  name: "cohort",
  summary: "exporte les patients d'un filtre, d'un professionnel ou d'une période (export ciblé)",
  description: [
    "Les conditions données valent toutes ensemble. --rpps : les patients dont il a signé un document, ou dans le dossier desquels il a fait",
    "quelque chose selon le journal. --since et --until : les patients vus, ou dont un document porte un acte, dans la période ; seuls les",
    "documents de la période sortent, le reste du dossier sort entier.",
    "",
    CONTENT,
  ].join("\n"),
  options: [
    { flags: "--filter <nom>", summary: "patients d'un filtre (segur patient filters)" },
    { flags: "--rpps <numéro>", summary: "patients d'un professionnel" },
    { flags: "--since <date>", summary: "à partir de ce jour (JJ/MM/AAAA ou AAAA-MM-JJ)" },
    { flags: "--until <date>", summary: "jusqu'à ce jour compris" },
    ...OUT,
  ],
  examples: [
    { run: "segur export cohort --rpps 10001234567 --out depart.zip.age", does: "les patients d'un associé qui part" },
    {
      run: "segur export cohort --since 01/01/2025 --until 31/12/2025 --out 2025.zip.age --passphrase-file phrase.txt",
      does: "une année, sans question",
    },
  ],
  effect: "local",
  access: "export",
  load: () => import("./cohort.js"),
};

const all: CommandSpec = {
  name: "all",
  summary: "exporte tout le cabinet (export massif)",
  description:
    `${CONTENT}\n\nPour garder le cabinet tel quel, ou le remettre sur une autre machine : segur cabinet backup. ` +
    "L'export, lui, se lit par tout autre logiciel.",
  options: OUT,
  examples: [
    { run: "segur export all --dry-run", does: "combien de patients, de documents, de place" },
    { run: "segur export all --out cabinet.zip.age --passphrase-file phrase.txt", does: "tout, chiffré, sans question" },
  ],
  effect: "local",
  access: "export",
  load: () => import("./all.js"),
};

const check: CommandSpec = {
  name: "check",
  summary: "contrôle un export : complet, intact, lisible",
  description:
    "Lit le fichier jusqu'au bout et compare chaque octet aux empreintes des manifestes. Rien n'en est écrit, en clair ni autrement. " +
    "La phrase secrète n'est demandée que si le fichier est chiffré. Aucun cabinet n'est ouvert.\n\n" +
    "Code de sortie : 0 intact, 1 coupé, abîmé ou modifié (le fichier en défaut est nommé), 2 si ce n'est pas un export, ou s'il ne s'ouvre pas.",
  args: [{ usage: "<fichier>", summary: "export écrit par segur export" }],
  options: [
    {
      flags: "--passphrase-file <fichier>",
      summary: "phrase secrète sur la première ligne (« - » : entrée standard) ; sinon elle est demandée",
    },
  ],
  examples: [
    { run: "segur export check cabinet.zip.age", does: "demande la phrase secrète, puis lit tout" },
    { run: "segur export check p42.zip --json", does: "empreinte du manifeste et nombres, pour un script" },
  ],
  effect: "read",
  access: "open",
  load: () => import("./check.js"),
};

export const exportGroup: GroupSpec = {
  name: "export",
  summary: "portabilité : exporter un patient, une cohorte ou tout le cabinet, contrôler un export",
  commands: [patient, cohort, all, check],
};
