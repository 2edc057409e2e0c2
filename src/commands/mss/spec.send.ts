import type { CommandSpec, OptionSpec } from "../spec.js";

const OFFLINE: OptionSpec = { flags: "--offline", summary: "sans lire la boîte : ce qui est connu ici" };
const YES: OptionSpec = { flags: "-y, --yes", summary: "ne pas demander de confirmation" };

const send: CommandSpec = {
  name: "send",
  summary: "envoie des documents ou un texte à des professionnels, ou au patient",
  description: [
    "Les documents d'un seul patient partent dans la forme de MSSanté : IHE_XDM.zip et les mêmes en PDF/A-1. Un destinataire est une adresse,",
    "un RPPS, un nom du carnet ou de l'annuaire. Au patient (Mon espace santé) : seulement si son identité est qualifiée.",
    "Une opposition enregistrée, un document masqué à ceux qui le recevraient ou un message trop gros : rien ne part.",
    "",
    "Le message est écrit dans la file d'envoi avant de partir : les mêmes octets à chaque essai, jamais deux fois au même destinataire. Ce",
    "qui lui a déjà été envoyé est dit et demandé (--again) ; ce qui attend pour lui n'est pas écrit une seconde fois.",
    "",
    "Avec des documents, l'objet envoyé commence par XDM/1.0/DDM+ et finit par l'identité du patient (MSS/CONF.25) : --subject n'en est que le",
    "libellé. Le résultat pour un programme (--json) ne nomme personne : ni objet, ni adresse d'un patient.",
    "",
    "Code de sortie : 0 remis à l'opérateur, 1 document ou destinataire introuvable, 2 commande ou réglage à corriger, 3 refusé ou différé pour",
    "certains, 4 connexion à refaire, 5 l'opérateur ne répond pas (le message attend), 6 refusé par une règle, 7 plusieurs destinataires",
    "possibles, un second envoi (--again), ou un message dont on ne sait pas s'il est arrivé. De 1 à 7, 3 excepté, il n'y a pas de résultat : l'erreur dit le numéro du",
    "message qui attend ou qui est refusé (details.outbox).",
  ].join("\n"),
  options: [
    { flags: "--to <destinataire>", summary: "adresse, RPPS ou nom d'un professionnel", repeatable: true },
    { flags: "--to-patient <patient>", summary: "le patient : identifiant (P42) ou numéro de dossier" },
    { flags: "--doc <document>", summary: "document à joindre : D12", repeatable: true },
    { flags: "--subject <objet>", summary: "objet ; l'identité du patient y est ajoutée", default: "le titre du document" },
    { flags: "--body <fichier>", summary: "texte du message, ou - pour l'entrée standard" },
    { flags: "--read-receipt", summary: "demander un accusé de lecture" },
    { flags: "--no-reply", summary: "le patient ne pourra pas répondre" },
    { flags: "--replaces <message>", summary: "annule et remplace ce message : O7, aux mêmes destinataires si --to manque" },
    { flags: "--again", summary: "même si ces documents ont déjà été envoyés à ces destinataires" },
    { flags: "-n, --dry-run", summary: "tout contrôler et montrer, sans rien écrire ni envoyer" },
    YES,
  ],
  examples: [
    { run: "segur mss send --to anne.durand@medecin.mssante.fr --doc D12", does: "un document à une consœur" },
    { run: "segur mss send --to-patient P42 --doc D12 --no-reply", does: "un document au patient, sans réponse possible" },
    { run: "segur mss send --replaces O7 --doc D14", does: "la version corrigée, aux mêmes destinataires" },
  ],
  effect: "remote",
  access: "mss.send",
  load: () => import("./send.js"),
};

const status: CommandSpec = {
  name: "status",
  summary: "ce que sont devenus les messages : acceptés, distribués, lus, ou pourquoi non",
  description: [
    "Lit d'abord ce qui est revenu dans la boîte (avis de distribution ou d'échec, accusés de lecture, retours de Mon espace santé), puis montre une ligne par destinataire ;",
    "d'un seul message, la cause entière et la règle. Une copie qui manque dans « Envoyés » y est rangée.",
    "L'adresse d'un patient est son matricule : elle est masquée.",
    "",
    "Code de sortie : 0, même si la boîte n'a pas pu être lue (un avertissement le dit), 1 message introuvable, 4 connexion nécessaire.",
  ].join("\n"),
  args: [{ usage: "[message]", summary: "un seul message : O7" }],
  options: [
    { flags: "--pending", summary: "ceux dont on attend encore la distribution" },
    { flags: "--failed", summary: "ceux qui ont échoué et dont personne ne s'est occupé, avec leur cause et que faire" },
    OFFLINE,
    { flags: "--limit <n>", summary: "nombre de messages, les derniers, de 1 à 1000", default: "50" },
  ],
  examples: [
    { run: "segur mss status", does: "les derniers messages" },
    { run: "segur mss status --failed --json", does: "ceux qu'une personne doit reprendre" },
  ],
  effect: "remote",
  access: "mss.send",
  load: () => import("./status.js"),
};

const done: CommandSpec = {
  name: "done",
  summary: "on s'est occupé de ce qui a échoué : le message quitte la liste des échecs",
  description: [
    "Par exemple le courrier est imprimé, ou le patient prévenu. Le journal garde qui l'a dit ; un échec qui vient ensuite est montré.",
    "Un message refusé en entier est abandonné, comme par « outbox cancel ».",
    "",
    "Code de sortie : 0 noté, 6 rien n'a échoué ou on ne sait pas encore.",
  ].join("\n"),
  args: [{ usage: "<message>", summary: "numéro du message : O7" }],
  examples: [{ run: "segur mss done O7", does: "O7 n'est plus montré par « mss status --failed »" }],
  effect: "local",
  access: "mss.send",
  load: () => import("./done.js"),
};

const receipts: CommandSpec = {
  name: "receipts list",
  summary: "qui demande un accusé de lecture",
  description: [
    "L'objet n'est montré qu'à l'écran : avec des documents il nomme un patient, et il est nul dans le résultat pour un programme.",
    "",
    "Code de sortie : 0, même si la boîte n'a pas pu être lue (un avertissement le dit), 2 réglage à corriger, 4 connexion à refaire.",
  ].join("\n"),
  options: [{ flags: "--all", summary: "aussi ceux qui ont eu leur réponse" }, OFFLINE],
  examples: [{ run: "segur mss receipts list", does: "les demandes sans réponse" }],
  effect: "remote",
  access: "mss.send",
  load: () => import("./receipts-list.js"),
};

const answer: CommandSpec = {
  name: "receipts answer",
  summary: "envoie un accusé de lecture, une seule fois, ou le refuse",
  description:
    "Code de sortie : 0 répondu, 1 demande introuvable, 4 autre boîte ou connexion à refaire, 5 l'opérateur ne répond pas, 6 déjà répondu.",
  args: [{ usage: "<demande>", summary: "numéro de la demande : A7" }],
  options: [{ flags: "--decline", summary: "ne rien envoyer, et ne plus proposer" }, YES],
  examples: [
    { run: "segur mss receipts answer A7 --yes", does: "dit à l'expéditeur que son message a été lu" },
    { run: "segur mss receipts answer A7 --decline", does: "ne répond pas" },
  ],
  effect: "remote",
  access: "mss.send",
  load: () => import("./receipts-answer.js"),
};

export const sendCommands: readonly CommandSpec[] = [send, status, done, receipts, answer];
