import type { CommandSpec } from "../spec.js";

const reply: CommandSpec = {
  name: "reply",
  summary: "répond à un message reçu, à celui qui l'a écrit",
  description: [
    "La réponse va à l'adresse qui a écrit, jamais à une autre : un Reply-To différent est dit, pas suivi. À un patient, elle va à l'adresse",
    "d'où il a écrit ; un document ne part que s'il est de son dossier, et son identité qualifiée.",
    "",
    "Un message de fin d'échange, un avis automatique, un expéditeur hors MSSanté n'ont pas de réponse. Sans réseau, elle attend dans la file.",
  ].join("\n"),
  args: [{ usage: "<id>", summary: "le message : M12" }],
  options: [
    { flags: "--body <fichier>", summary: "texte (UTF-8) ; « - » : l'entrée standard" },
    { flags: "--doc <document>", summary: "document du dossier à joindre : D12", repeatable: true },
    { flags: "--quote", summary: "cite le message après votre texte" },
    { flags: "--read-receipt", summary: "demande un accusé de lecture" },
    { flags: "-n, --dry-run", summary: "montre ce qui partirait, sans rien écrire ni envoyer" },
    { flags: "-y, --yes", summary: "ne pas demander de confirmation" },
  ],
  examples: [
    { run: "segur inbox reply M12 --body reponse.txt --quote", does: "répond en citant" },
    { run: "segur inbox reply M12 --doc D7 --yes", does: "renvoie un document du dossier" },
    { run: 'echo "Bien reçu, merci." | segur inbox reply M12 --body - --yes', does: "quelques mots, depuis un script" },
  ],
  effect: "remote",
  access: "mss.send",
  load: () => import("./reply.js"),
};

/** What answers a received message. */
export const replyCommands: readonly CommandSpec[] = [reply];
