import type { CommandSpec } from "../spec.js";

const classify: CommandSpec = {
  name: "classify",
  summary: "classe ce qui a été reçu dans le dossier du bon patient",
  description: [
    "--auto ne classe que le certain : matricule INS et OID d'une identité qualifiée du cabinet, et tous les traits du document égaux aux",
    "siens. Le reste est une proposition : une personne compare, puis choisit (sur un terminal), ou le dit par --patient.",
    "",
    "Une nouvelle version ou une suppression n'est appliquée que par --accept : l'ancien résultat reste au dossier, remplacé ou retiré.",
    "Un fichier sans CDA, ou le texte d'un message, se classe avec --patient et --type. Rien n'est classé deux fois.",
    "Code de sortie : 3 si un document est en échec, 7 si une personne doit décider.",
  ].join("\n"),
  args: [{ usage: "[ids...]", summary: "documents (M12.1) ou messages (M12)" }],
  options: [
    { flags: "--all", summary: "tout ce qui attend, du plus ancien au plus récent" },
    { flags: "--auto", summary: "classe ce qui est certain, sans rien demander" },
    { flags: "--patient <patient>", summary: "le patient, décidé par vous : P42 ou numéro de dossier" },
    { flags: "--same-patient", summary: "vous l'avez lu : son identité est incomplète ou diffère, et il est bien de ce patient" },
    { flags: "--type <type>", summary: "type d'un fichier sans CDA : code, mot d'usage ou début du libellé" },
    { flags: "--date <date>", summary: "date de l'acte d'un fichier sans CDA" },
    { flags: "--title <titre>", summary: "titre d'un fichier sans CDA" },
    { flags: "--author <auteur>", summary: "auteur d'un fichier sans CDA", default: "l'expéditeur" },
    { flags: "--accept", summary: "applique la nouvelle version ou la suppression" },
    { flags: "--refuse", summary: "la refuse : le dossier ne change pas" },
    { flags: "--set-aside <motif>", summary: "ne va dans aucun dossier ; le motif est gardé" },
    { flags: "-n, --dry-run", summary: "dit ce qui serait fait, sans rien écrire" },
    { flags: "-y, --yes", summary: "ne pas demander de confirmation (plusieurs documents, résultat critique écarté)" },
  ],
  examples: [
    { run: "segur inbox classify --all --auto", does: "classe tout ce qui est certain, laisse le reste" },
    { run: "segur inbox classify --all", does: "puis décide du reste, un par un, sur un terminal" },
    { run: "segur inbox classify M12.1 --patient P42", does: "dans le dossier que vous avez reconnu" },
    { run: "segur inbox classify M14 --patient P42 --type courrier", does: "la réponse d'un patient, comme une note" },
    { run: "segur inbox classify M15.1 --accept", does: "la nouvelle version remplace l'ancienne" },
    { run: 'segur inbox classify M16.1 --set-aside "envoyé par erreur"', does: "clôt un document en quarantaine" },
  ],
  effect: "local",
  access: "inbox",
  load: () => import("./classify.js"),
};

const undo: CommandSpec = {
  name: "undo",
  summary: "annule le classement d'un document reçu",
  description: [
    "Le document quitte le dossier ; la version qu'il remplaçait redevient en vigueur ; les traces restent. Il peut ensuite être classé",
    "ailleurs, par une personne : jamais de nouveau tout seul. Refusé (code de sortie 6) s'il est parti depuis, au DMP ou par messagerie.",
  ].join("\n"),
  args: [{ usage: "<id>", summary: "le document : M12.1, ou M12 s'il est seul" }],
  examples: [{ run: "segur inbox undo M12.1", does: "classé par erreur" }],
  effect: "local",
  access: "inbox",
  load: () => import("./undo.js"),
};

const done: CommandSpec = {
  name: "done",
  summary: "dit qu'un message sans document est traité : il quitte ce qui attend",
  description: [
    "Pour la question d'un patient à laquelle quelqu'un a répondu autrement, ou pour un message qui n'a pas pu être lu et que vous avez",
    "redemandé. Une réponse par segur inbox reply le dit d'elle-même. Le message reste lisible ; le journal dit qui l'a traité.",
  ].join("\n"),
  args: [{ usage: "<id>", summary: "le message : M12" }],
  options: [{ flags: "--undo", summary: "il attend de nouveau quelqu'un" }],
  examples: [
    { run: "segur inbox done M12", does: "le patient a été rappelé" },
    { run: "segur inbox done M12 --undo", does: "finalement non" },
  ],
  effect: "local",
  access: "inbox",
  load: () => import("./done.js"),
};

/** What puts received documents in the files of patients, and takes them back. */
export const filingCommands: readonly CommandSpec[] = [classify, undo, done];
