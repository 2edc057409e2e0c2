import type { OptionSpec } from "../spec.js";

/** How a document is shown elsewhere than on the screen; `dmp show` says the same. */
export const SHOWING: readonly OptionSpec[] = [
  { flags: "--open", summary: "ouvre le document dans le navigateur" },
  { flags: "--pdf <fichier>", summary: "enregistre le PDF que contient le document ; - : la sortie standard" },
  { flags: "--force", summary: "remplace le fichier s'il existe" },
];
