import type { CommandSpec, GroupSpec } from "../spec.js";
import { readCommands } from "./spec.read.js";

const add: CommandSpec = {
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
};

/** `segur inbox …`: what is received by MSSanté. */
export const inbox: GroupSpec = {
  name: "inbox",
  summary: "boîte de réception : ce qui est reçu, ses alertes, son classement",
  commands: [add, ...readCommands],
};
