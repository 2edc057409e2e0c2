import type { CommandSpec } from "../spec.js";

export const receiveCommands: readonly CommandSpec[] = [
  {
    name: "sync",
    summary: "relève les boîtes MSSanté : ce qui est arrivé, ce qui a changé",
    description: [
      "Rien n'est marqué, déplacé ni supprimé dans la boîte. Une connexion coupée reprend d'elle-même ; arrêtée n'importe où, la commande",
      "reprend où elle en était, sans rien perdre ni doubler. Un message illisible est gardé et montré comme tel.",
      "Boîtes relevées : celle du cabinet ou de la personne connectée, puis celles du réglage mss.inboxes.",
      "",
      "Code de sortie : 3 si une boîte n'a pas pu être relevée, quand d'autres l'ont été ; la seule demandée échoue avec le code de sa cause.",
    ].join("\n"),
    options: [
      { flags: "--mailbox <adresse>", summary: "cette boîte seulement" },
      { flags: "--watch", summary: "rester ouvert : une ligne à chaque message qui arrive, jusqu'à Ctrl-C" },
      { flags: "--full", summary: "reprendre depuis le premier message ; ce qui est connu n'est pas doublé" },
    ],
    examples: [
      { run: "segur inbox sync", does: "relève toutes les boîtes du cabinet" },
      { run: "segur inbox sync --watch", does: "dit chaque message qui arrive" },
      { run: "segur inbox sync --json", does: "compte, boîte par boîte, pour un script" },
    ],
    effect: "remote",
    access: "inbox",
    load: () => import("./sync.js"),
  },
  {
    name: "add",
    summary: "ajoute un message gardé en fichier (.eml), comme s'il arrivait dans la boîte",
    description: [
      "Le message est lu et contrôlé comme ceux de la boîte ; rien n'est classé dans un dossier. Le même fichier n'est ajouté qu'une fois.",
      "Un fichier illisible est dit et n'empêche pas les autres (code de sortie 3).",
    ].join("\n"),
    args: [{ usage: "<fichiers...>", summary: "fichiers .eml ; « - » : l'entrée standard" }],
    examples: [
      { run: "segur inbox add message.eml", does: "ajoute un message" },
      { run: "segur inbox add - --json < message.eml", does: "depuis un autre programme" },
    ],
    effect: "local",
    access: "inbox",
    load: () => import("./add.js"),
  },
];
