import type { CommandSpec, OptionSpec } from "../spec.js";

const YES: OptionSpec = { flags: "-y, --yes", summary: "ne pas demander de confirmation" };

const PUSHING: readonly OptionSpec[] = [
  { flags: "--hide-from <qui>", summary: "masquer aux ps, au patient ou aux représentants légaux (legal)", repeatable: true },
  {
    flags: "--act-date",
    summary: "les dates d'acte ont été relues ; demandé pour trois documents de plus de trois mois à la fois",
  },
  { flags: "--confirm-traits", summary: "l'identité diffère de celle du DMP, et c'est bien ce patient" },
  { flags: "-n, --dry-run", summary: "montrer ce qui serait déposé, sans ouvrir de connexion" },
  YES,
];

const DOCS = { usage: "<docs...>", summary: "numéros des documents : D12 D13" };
const DOC = { usage: "<doc>", summary: "numéro du document : D12 (dossier) ou X15 (segur dmp list)" };

export const push: CommandSpec = {
  name: "push",
  summary: "dépose des documents du dossier dans le DMP de leur patient",
  description: [
    "Les documents d'un même patient font un seul dépôt. Rien ne part sans identité qualifiée, si le patient s'y oppose, ou si son DMP",
    "n'existe pas. Un document vide, inchangé ou déjà déposé n'est pas renvoyé ; une nouvelle version remplace l'ancienne.",
    "",
    "Chaque dépôt est écrit dans la file d'envoi avant de partir : si le DMP ne répond pas, il attend (segur outbox list) ; si la réponse se",
    "perd, il est vérifié avant d'être refait. Un document n'est jamais déposé deux fois.",
    "",
    "Code de sortie : 0 tout est déposé, 3 une partie, 5 le DMP ne répond pas (le dépôt attend), 6 refusé par une règle, 7 à confirmer.",
  ].join("\n"),
  args: [DOCS],
  options: PUSHING,
  examples: [
    { run: "segur dmp push D12", does: "dépose un document" },
    { run: "segur dmp push D12 D13 --dry-run", does: "montre ce qui serait déposé" },
    { run: "segur dmp push D12 --hide-from patient", does: "le patient ne le verra qu'après l'annonce" },
  ],
  effect: "remote",
  access: "dmp.feed",
  load: () => import("./push.js"),
};

export const replace: CommandSpec = {
  name: "replace",
  summary: "remplace dans le DMP un document par sa nouvelle version",
  description: [
    "La nouvelle version se classe d'abord dans le dossier (segur doc add … --replaces D12) ; l'ancienne reste dans le DMP comme version",
    "obsolète.",
  ].join("\n"),
  args: [DOCS],
  options: PUSHING,
  examples: [{ run: "segur dmp replace D14", does: "dépose D14 à la place de la version qu'il remplace" }],
  effect: "remote",
  access: "dmp.feed",
  load: () => import("./replace.js"),
};

export const hide: CommandSpec = {
  name: "hide",
  summary: "masque aux professionnels un document du DMP",
  description: "Son auteur et le médecin traitant continuent de le voir. Au patient, un document ne se masque qu'au dépôt.",
  args: [DOC],
  options: [YES],
  examples: [{ run: "segur dmp hide D12 --yes", does: "masque le document aux professionnels de santé" }],
  effect: "remote",
  access: "dmp.feed",
  load: () => import("./hide.js"),
};

export const reveal: CommandSpec = {
  name: "reveal",
  summary: "rend visible un document masqué du DMP",
  description: "Ce qui a été montré au patient ou à ses représentants légaux ne se masque plus.",
  args: [DOC],
  options: [{ flags: "--to <qui>", summary: "aux ps, au patient ou aux représentants légaux (legal)", repeatable: true }, YES],
  examples: [{ run: "segur dmp reveal D12 --to patient", does: "après l'annonce, le patient voit le document" }],
  effect: "remote",
  access: "dmp.feed",
  load: () => import("./reveal.js"),
};

export const archive: CommandSpec = {
  name: "archive",
  summary: "archive un document du DMP",
  args: [DOC],
  options: [YES],
  examples: [{ run: "segur dmp archive D12 --yes", does: "le range avec les documents archivés" }],
  effect: "remote",
  access: "dmp.feed",
  load: () => import("./archive.js"),
};

export const unarchive: CommandSpec = {
  name: "unarchive",
  summary: "remet en vigueur un document archivé du DMP",
  args: [DOC],
  options: [YES],
  examples: [{ run: "segur dmp unarchive D12 --yes", does: "le remet avec les documents en vigueur" }],
  effect: "remote",
  access: "dmp.feed",
  load: () => import("./unarchive.js"),
};

export const remove: CommandSpec = {
  name: "delete",
  summary: "supprime du DMP, pour de bon, un document déposé par erreur",
  description: [
    "À faire quand un document a été déposé dans le mauvais DMP, quand ce n'est pas le bon document, ou à la demande du patient (DMP/CONF.03).",
    "Seuls l'auteur et sa structure le peuvent. Le document reste dans le dossier du cabinet ; pour le déposer de nouveau, il faut en classer",
    "une nouvelle version.",
  ].join("\n"),
  args: [DOC],
  options: [YES],
  examples: [{ run: "segur dmp delete D12", does: "demande confirmation, puis supprime" }],
  effect: "remote",
  access: "dmp.feed",
  load: () => import("./delete.js"),
};

export const FEED: readonly CommandSpec[] = [push, replace, hide, reveal, archive, unarchive, remove];
