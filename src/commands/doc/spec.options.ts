import type { OptionSpec } from "../spec.js";

/** How a document is shown elsewhere than on the screen; `dmp show` says the same. */
export const SHOWING: readonly OptionSpec[] = [
  { flags: "--open", summary: "ouvre le document dans le navigateur" },
  { flags: "--pdf <fichier>", summary: "enregistre le PDF que contient le document ; - : la sortie standard" },
  { flags: "--force", summary: "remplace le fichier s'il existe" },
];

/** To whom a document is shared, and with which words: the same of any document and of a summary. */
export const SHARE_OPTIONS: readonly OptionSpec[] = [
  { flags: "--dmp", summary: "dans le DMP" },
  { flags: "--hide-from <qui>", summary: "masquer aux ps, au patient ou aux représentants légaux (legal)", repeatable: true },
  { flags: "--patient", summary: "au patient, à sa messagerie Mon espace santé" },
  { flags: "--to <destinataire>", summary: "à un professionnel : adresse, RPPS ou nom", repeatable: true },
  { flags: "--subject <objet>", summary: "objet des messages", default: "le titre du document" },
  { flags: "--body <fichier>", summary: "texte des messages, ou - pour l'entrée standard" },
  { flags: "--read-receipt", summary: "demander un accusé de lecture" },
  { flags: "--no-reply", summary: "le patient ne pourra pas répondre" },
];
