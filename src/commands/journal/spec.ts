import type { CommandSpec, GroupSpec, OptionSpec } from "../spec.js";

const FILTERS: readonly OptionSpec[] = [
  { flags: "--user <id>", summary: "ce que cet utilisateur a fait : U1" },
  { flags: "--rpps <numéro>", summary: "ce qui a été fait avec ce numéro RPPS" },
  { flags: "--patient <id>", summary: "ce qui concerne ce patient : P42, ou son numéro de dossier" },
  { flags: "--kind <sorte>", summary: "ces sortes de lignes : insi.answered, ou leur début : insi", repeatable: true },
  { flags: "--from <date>", summary: "à partir de ce jour (JJ/MM/AAAA ou AAAA-MM-JJ), ou de cet instant" },
  { flags: "--to <date>", summary: "jusqu'à la fin de ce jour, ou avant cet instant" },
];

const list: CommandSpec = {
  name: "list",
  summary: "qui a fait quoi, quand, sur quel patient",
  description: [
    "Les lignes les plus récentes d'abord. Chacune donne la date et l'heure locales avec leur fuseau, l'utilisateur, son RPPS et son",
    "mode d'authentification, ce qui a été fait, le patient (son identifiant, jamais son nom), le téléservice, son numéro de message et",
    "son code retour, et l'empreinte qui l'enchaîne à la ligne d'avant.",
    "",
    "Ni trait d'identité ni matricule n'en sort, dans aucune forme : ce qu'INSi a répondu reste dans le cabinet.",
  ].join("\n"),
  options: [
    ...FILTERS,
    { flags: "--id <id>", summary: "cette ligne seulement : T120" },
    { flags: "--limit <n>", summary: "nombre de lignes, 1000 au plus", default: "50" },
    { flags: "--after <id>", summary: "continue après cette ligne" },
  ],
  examples: [
    { run: "segur journal list", does: "ce qui vient d'être fait" },
    { run: "segur journal list --patient P42", does: "tout ce qui concerne un patient" },
    { run: "segur journal list --id T120 --json", does: "une ligne, tout entière" },
    {
      run: "segur journal list --kind ins.accessed --user U2 --from 01/11/2026 --json",
      does: "les INS qu'une personne a consultées",
    },
  ],
  effect: "read",
  access: "journal",
  load: () => import("./list.js"),
};

const verify: CommandSpec = {
  name: "verify",
  summary: "prouve que rien n'a été changé au journal",
  description: [
    "Recalcule l'empreinte de chaque ligne : un seul octet changé, une ligne retirée, ajoutée ou déplacée, la fin coupée, sont trouvés,",
    "et la première ligne fautive est dite (code de sortie 1). Les lignes purgées selon les règles ne sont pas des ruptures.",
    "",
    "Qui peut écrire dans le fichier du cabinet, et connaît segur, peut refaire toute la chaîne. Contre cela, gardez ailleurs la tête que",
    "cette commande donne (dans un courriel, sur papier) et comparez plus tard avec --expect, même si le journal s'est allongé.",
  ].join("\n"),
  options: [{ flags: "--expect <tête>", summary: "vérifie aussi que la chaîne passe par cette tête, gardée ailleurs" }],
  examples: [
    { run: "segur journal verify", does: "la chaîne tient-elle, et quelle est sa tête" },
    { run: "segur journal verify --json", does: "pour une tâche planifiée : code de sortie 1 si le journal est rompu" },
  ],
  effect: "read",
  access: "follow",
  load: () => import("./verify.js"),
};

const exportJournal: CommandSpec = {
  name: "export",
  summary: "sort des lignes du journal : CSV, NDJSON ou syslog",
  description: [
    "Les lignes les plus anciennes d'abord, avec ce que « journal list » montre. CSV par défaut (; et titres français), --format ndjson ou",
    "json pour un script, --format syslog pour un collecteur de journaux : un message RFC 5424 par ligne (Unix), champs en données",
    "structurées.",
    "",
    "L'export est lui-même noté au journal, avant de sortir la première ligne. La tête qui est donnée à la fin est à garder avec lui : voir",
    "« journal verify ». Un fichier écrit avec --output n'est lisible que de vous.",
  ].join("\n"),
  options: [
    ...FILTERS,
    { flags: "-o, --output <fichier>", summary: "fichier à écrire (ou à remplacer), lisible de son seul propriétaire" },
  ],
  examples: [
    { run: "segur journal export --from 01/11/2026 --to 30/11/2026 -o novembre.csv", does: "un mois" },
    { run: "segur journal export --rpps 99700000001 --format ndjson", does: "ce qu'a fait un professionnel, pour un script" },
    { run: "segur journal export --from 2026-11-25 --format syslog", does: "pour un collecteur de journaux" },
  ],
  formats: ["syslog"],
  effect: "local",
  access: "journal",
  load: () => import("./export.js"),
};

const purge: CommandSpec = {
  name: "purge",
  summary: "retire du journal ce qui a passé sa durée de conservation",
  description: [
    "La durée dépend de la classe de la ligne : journal.retention.identity, access, session, administration et exchange (voir segur config",
    "list). Les lignes d'identité d'un patient restent tant qu'il s'est passé quelque chose à son sujet depuis.",
    "",
    "Rien n'est purgé sans cette commande. La purge est notée au journal (combien, de quelles classes, jusqu'à quand) ; le contenu des",
    "lignes disparaît du fichier, leur place dans la chaîne reste, et « journal verify » prouve que rien d'autre n'a été retiré. Un journal",
    "rompu n'est pas purgé, ni quand il contredit la date de la machine (une ligne d'après, ou plus de 31 jours sans aucune), sauf avec",
    "--force, ce qui est noté.",
  ].join("\n"),
  options: [
    { flags: "-n, --dry-run", summary: "dit ce qui serait retiré, sans rien retirer" },
    { flags: "--yes", summary: "ne demande pas de confirmation" },
    { flags: "--force", summary: "purge aussi un journal rompu, ou qui contredit la date de la machine" },
  ],
  examples: [
    { run: "segur journal purge --dry-run", does: "ce qui a passé sa durée, classe par classe" },
    { run: 'segur config set journal.retention.session "12 mois"', does: "une durée plus courte pour les connexions" },
    { run: "segur journal purge --yes", does: "pour une tâche planifiée" },
  ],
  effect: "local",
  access: "administer",
  load: () => import("./purge.js"),
};

/** `segur journal …`: who did what, when, on whom; and the proof that nobody changed it. */
export const journal: GroupSpec = {
  name: "journal",
  summary: "journal : qui a fait quoi, quand, et la preuve que rien n'y a été changé",
  commands: [list, verify, exportJournal, purge],
};
