import type { CommandSpec } from "../spec.js";

export const importCommand: CommandSpec = {
  name: "import",
  summary: "reprendre, dans un cabinet neuf ou existant, un export fait ici",
  description: [
    "Lit un fichier écrit par segur export, le contrôle jusqu'au bout, puis reprend chaque patient : identité, coordonnées, consentements,",
    "données médicales, documents avec leurs versions, leurs états et leur origine, alertes de biologie et acquittements.",
    "",
    "Un fichier ne prouve aucune identité : l'INS n'est pas reprise (segur ins qualify la redemande à INSi), et l'identité est au plus",
    "« validée », par la pièce que l'export nomme. Un patient de même numéro de dossier, de même INS ou de mêmes traits qu'un patient du",
    "cabinet n'est jamais fusionné avec lui : c'est dit, et rien n'en est écrit. Le même export repris deux fois l'est une seule ; un import",
    "interrompu continue par la même commande. Le journal de l'autre cabinet reste dans le fichier.",
    "",
    "Une ligne par patient. Code de sortie 3 si un patient, ou un document, n'a pas été repris.",
  ].join("\n"),
  args: [{ usage: "<fichier>", summary: "export écrit par segur export" }],
  options: [
    {
      flags: "--passphrase-file <fichier>",
      summary: "phrase secrète sur la première ligne (« - » : entrée standard) ; sinon elle est demandée",
    },
    { flags: "-n, --dry-run", summary: "contrôle et compare tout sans rien enregistrer" },
  ],
  examples: [
    { run: "segur import cabinet.zip.age --dry-run", does: "ce qui serait repris, et ce qui est en conflit" },
    { run: "segur import cabinet.zip.age --passphrase-file phrase.txt", does: "sans question ; à relancer autant que l'on veut" },
  ],
  effect: "local",
  access: "patients.import",
  load: () => import("./run.js"),
};
