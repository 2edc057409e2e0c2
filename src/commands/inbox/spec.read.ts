import { RECEIVED_STATES } from "../../domain/inbox/received.js";
import type { CommandSpec } from "../spec.js";

const list: CommandSpec = {
  name: "list",
  summary: "ce qui a été reçu par MSSanté, avec ses alertes : les résultats critiques, puis le plus récent d'abord",
  description: [
    "Une ligne pour chaque document, ou pour chaque message qui n'en a pas. La colonne ! dit les alertes d'un compte rendu de biologie :",
    "‼ à lire immédiatement, ⚠ hors intervalle, ✎ commentaire, ? non déterminable (aucun résultat structuré). En gras : non lu.",
    "",
    "--count n'écrit qu'une ligne, pour l'invite d'un shell : rien quand rien n'attend.",
  ].join("\n"),
  options: [
    { flags: "--unread", summary: "seulement les messages non lus" },
    { flags: "--alert [niveau]", summary: "seulement les biologies avec une alerte ; --alert=urgent : à lire immédiatement" },
    { flags: "--unresolved", summary: "seulement les alertes que personne n'a encore résolues" },
    { flags: "--pending", summary: "seulement les messages qui attendent quelqu'un : non lus, ou d'un patient et sans réponse" },
    { flags: "--problem", summary: "seulement les messages dont une partie n'a pas pu être lue" },
    { flags: "--patient <patient>", summary: "classés dans ce dossier, ou proposés pour lui" },
    { flags: "--type <type>", summary: "seulement ce type : code, mot d'usage ou début du libellé" },
    { flags: "--from <texte>", summary: "une partie du nom ou de l'adresse de l'expéditeur" },
    { flags: "--sender <qui>", summary: "qui a écrit", choices: ["professional", "patient", "other"] },
    { flags: "--text <texte>", summary: "une partie de l'objet" },
    { flags: "--since <date>", summary: "reçus à partir de ce jour" },
    { flags: "--state <état>", summary: "seulement cet état", choices: RECEIVED_STATES, repeatable: true },
    { flags: "--reports", summary: "aussi les accusés et les messages d'erreur" },
    { flags: "--sort <ordre>", summary: "ordre", choices: ["date", "patient", "type"], default: "date" },
    { flags: "--limit <n>", summary: "nombre de messages au plus", default: "50" },
    { flags: "--after <curseur>", summary: "page suivante : le curseur donné par la page d'avant" },
    { flags: "--count", summary: "seulement combien de non lus et d'urgents" },
  ],
  examples: [
    { run: "segur inbox list", does: "les derniers messages" },
    { run: "segur inbox list --alert=urgent --unresolved", does: "les biologies critiques que personne n'a résolues" },
    { run: "segur inbox list --patient P42 --type biologie", does: "la biologie reçue pour ce patient" },
    { run: "segur inbox list --count", does: "« 12 non lus, 2 urgents », pour l'invite du shell" },
  ],
  effect: "read",
  access: "inbox",
  load: () => import("./list.js"),
};

const RECEIVED = { usage: "<id>", summary: "numéro d'un message (M12) ou d'un de ses documents (M12.1)" };

const show: CommandSpec = {
  name: "show",
  summary: "lit un message reçu et ses documents",
  description: [
    "Qui a écrit, le texte du message, puis chaque document : son en-tête, ses alertes, ses résultats avec unités, intervalles et valeurs",
    "antérieures, son texte, le patient proposé face au dossier, ce qui a été décidé. Le message est alors lu, et la lecture tracée.",
    "Un message de plusieurs documents n'en donne que le sommaire : demandez M12.1 pour en lire un.",
    "",
    "--open montre le document dans le navigateur. --pdf et --save écrivent un fichier : ils demandent le droit d'exporter. Un fichier",
    "sans CDA est resté dans la boîte de l'opérateur : il y est cherché alors (code de sortie 5 si elle ne répond pas). Un PDF se lit avant",
    "d'être classé : son texte ici, ses pages par --open.",
  ].join("\n"),
  args: [RECEIVED],
  options: [
    { flags: "--open", summary: "ouvre le document dans le navigateur" },
    { flags: "--pdf <fichier>", summary: "enregistre le PDF du document ; - : la sortie standard" },
    { flags: "--save <fichier>", summary: "enregistre le document tel qu'il a été reçu ; - : la sortie standard" },
    { flags: "--force", summary: "remplace le fichier s'il existe" },
    { flags: "--keep-unread", summary: "ne marque pas le message comme lu" },
    { flags: "--reveal", summary: "matricule et adresse d'un patient en clair ; l'accès est tracé" },
  ],
  examples: [
    { run: "segur inbox show M12", does: "le message et son document" },
    { run: "segur inbox show M12.2 --open", does: "son deuxième document, dans le navigateur" },
    { run: "segur inbox show M12.1 --pdf resultat.pdf", does: "le PDF du laboratoire" },
  ],
  effect: "local",
  access: "inbox",
  load: () => import("./show.js"),
};

const ack: CommandSpec = {
  name: "ack",
  summary: "note ce qui a été fait d'un résultat de biologie ; rien n'est jamais effacé",
  description: [
    "Une alerte immédiate (‼) reste affichée, dans la boîte et dans le dossier, jusqu'à --resolved ; les autres jusqu'au premier acte.",
    "Un résultat critique demande une confirmation qui montre de qui il est et sa valeur. Seul un médecin acquitte (sinon : code de sortie 6) ;",
    "un secrétariat peut laisser une note : elle n'éteint pas l'alerte.",
  ].join("\n"),
  args: [{ usage: "<id>", summary: "le document : M12.1, ou M12 s'il est seul" }],
  options: [
    { flags: "--read", summary: "pris connaissance" },
    { flags: "--called", summary: "patient appelé" },
    { flags: "--summoned", summary: "patient convoqué" },
    { flags: "--referred", summary: "patient adressé" },
    { flags: "--resolved", summary: "résolu : l'alerte s'éteint" },
    { flags: "--note <fichier>", summary: "une note de 500 caractères au plus ; - : l'entrée standard" },
    { flags: "-y, --yes", summary: "ne pas demander de confirmation" },
  ],
  examples: [
    { run: "segur inbox ack M12.1 --called", does: "le patient a été appelé" },
    { run: "segur inbox ack M12.1 --resolved --note note.txt", does: "c'est fini, et voici comment" },
  ],
  effect: "local",
  access: "inbox",
  load: () => import("./ack.js"),
};

/** What reads the inbox, and answers for what was read. */
export const readCommands: readonly CommandSpec[] = [list, show, ack];
