import type { CommandSpec } from "../spec.js";
import { SHARE_OPTIONS } from "./spec.options.js";

export const share: CommandSpec = {
  name: "share",
  summary: "partage des documents en une fois : DMP, patient, correspondants",
  description: [
    "Tout est contrôlé et montré d'abord, chaque partage par ses propres règles ; une seule confirmation. Ce qu'une règle refuse est dit et",
    "n'arrête pas le reste. Un document masqué (--hide-from) n'est envoyé à aucun de ceux à qui il est masqué.",
    "Relancé, le partage ne refait pas ce qui est fait (--again pour l'envoyer de nouveau).",
    "",
    "Code de sortie : 0 tout est parti, 3 une partie, 6 refusé par une règle.",
  ].join("\n"),
  args: [{ usage: "<docs...>", summary: "numéros des documents d'un patient : D12 D13" }],
  options: [
    ...SHARE_OPTIONS,
    { flags: "--again", summary: "même à ceux qui ont déjà ces documents" },
    { flags: "-n, --dry-run", summary: "tout contrôler et montrer, sans rien écrire ni envoyer" },
    { flags: "-y, --yes", summary: "ne pas demander de confirmation" },
  ],
  examples: [
    { run: "segur doc share D12 --dmp --patient --to anne.durand@medecin.mssante.fr", does: "tout le partage d'un compte rendu" },
    {
      run: "segur doc share D12 --dmp --hide-from patient --to anne.durand@medecin.mssante.fr",
      does: "avant l'annonce au patient",
    },
  ],
  effect: "remote",
  access: "mss.send",
  load: () => import("./share.js"),
};
