import type { CommandSpec } from "../spec.js";

export const todo: CommandSpec = {
  name: "todo",
  summary: "tout ce qui attend quelqu'un : résultats critiques, identités, documents, envois, rappels",
  description: [
    "Une ligne par sorte de travail, la plus grave d'abord : combien, depuis quand, la commande à lancer. Chacun y voit ce que ses droits",
    "lui permettent de faire ; qui ne lit pas la boîte de réception sait seulement combien de résultats critiques attendent.",
    "",
    "Code de sortie 1 quand un résultat critique attend depuis plus longtemps que sa limite (réglage todo.urgentHours, 24 heures), 0 sinon.",
  ].join("\n"),
  examples: [
    { run: "segur todo", does: "le matin, en arrivant" },
    { run: "segur todo --json", does: "pour une supervision : le code de sortie est 1 si un résultat critique attend trop" },
  ],
  effect: "read",
  access: "follow",
  load: () => import("./run.js"),
};
