import type { CommandSpec } from "../spec.js";

export const demo: CommandSpec = {
  name: "demo",
  summary: "toute la journée d'un cabinet imaginaire en une demi-minute, jusqu'à la mise en ordre de marche",
  description: [
    "Démarre le bac à sable, crée un cabinet, connecte son médecin, importe 200 patients imaginaires, les qualifie, lit et alimente le DMP, envoie à une consœur et à une patiente, relève et classe le courrier, puis montre le tableau de bord et la mise en ordre de marche.",
    "Chaque étape montre la commande qui la fait, et c'est elle qui la fait. Le cabinet reste : la fin dit comment continuer.",
    "",
    "Rien ne sort de cette machine, et aucun cabinet existant n'est touché.",
    "",
    "Code de sortie : 0 tout est fait, 2 option à corriger, 3 une étape n'a pas fini comme elle devait, 130 interrompu ; sinon celui de l'étape qui a échoué.",
  ].join("\n"),
  options: [
    { flags: "--step", summary: "attendre la touche Entrée entre deux étapes" },
    { flags: "--count <n>", summary: "nombre de patients", default: "200" },
    { flags: "--seed <n>", summary: "graine de la population", default: "7" },
  ],
  examples: [
    { run: "segur demo", does: "la démonstration" },
    { run: "segur demo --step", does: "pas à pas, pour la montrer à quelqu'un" },
    { run: "segur demo --json", does: "un seul document, étape par étape, pour un test automatique" },
  ],
  effect: "remote",
  access: "open",
  load: () => import("./run.js"),
};
