import type { CommandSpec } from "../spec.js";

export const man: CommandSpec = {
  name: "man",
  summary: "pages de manuel : les lire là où npm ne les a pas installées",
  description: [
    "npm installe ces pages avec le programme : « man segur », puis « man segur-inbox » pour un groupe.",
    "Cette commande donne les mêmes, au format du programme man.",
  ].join("\n"),
  args: [{ usage: "[page]", summary: "un groupe ou une commande (inbox, patient, demo…) ; sans elle, la page générale" }],
  options: [{ flags: "--all", summary: "toutes les pages, l'une après l'autre" }],
  examples: [
    { run: "segur man inbox | man -l -", does: "la page d'un groupe" },
    { run: "segur man --all | man -l -", does: "tout le manuel d'une traite" },
    { run: "segur man --all --format ndjson", does: "chaque page avec son nom, pour l'installer soi-même" },
  ],
  effect: "read",
  access: "open",
  load: () => import("./run.js"),
};
