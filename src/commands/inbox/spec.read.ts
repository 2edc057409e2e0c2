import { RECEIVED_STATES } from "../../domain/inbox/received.js";
import type { CommandSpec } from "../spec.js";

const list: CommandSpec = {
  name: "list",
  summary: "ce qui a été reçu par MSSanté, avec ses alertes, le plus récent d'abord",
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

/** What reads the inbox. */
export const readCommands: readonly CommandSpec[] = [list];
