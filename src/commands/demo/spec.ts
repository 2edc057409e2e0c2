import type { CommandSpec } from "../spec.js";

export const demo: CommandSpec = {
  name: "demo",
  summary: "toute la qualification INS en dix secondes, sur un cabinet imaginaire",
  description: [
    "Démarre le bac à sable, crée un cabinet, importe 200 patients imaginaires, les contrôle, les qualifie et montre ce qui reste à faire.",
    "Chaque étape montre la commande qui la fait. Le cabinet reste : la dernière étape dit comment continuer.",
    "",
    "Rien ne sort de cette machine, et aucun cabinet existant n'est touché.",
  ].join("\n"),
  options: [
    { flags: "--count <n>", summary: "nombre de patients", default: "200" },
    { flags: "--seed <n>", summary: "graine de la population", default: "7" },
  ],
  examples: [
    { run: "segur demo", does: "la démonstration" },
    { run: "segur demo --json", does: "le bilan seul, pour un test automatique" },
  ],
  effect: "remote",
  access: "open",
  load: () => import("./run.js"),
};
