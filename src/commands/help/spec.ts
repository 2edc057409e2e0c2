import type { CommandSpec } from "../spec.js";

export const help: CommandSpec = {
  name: "help",
  summary: "aide d'une commande ou d'un sujet (exit-codes, environment, formats, resume, reference)",
  args: [
    {
      usage: "[sujet...]",
      summary: "exit-codes, environment, formats, resume, reference, ou une commande",
      choices: ["exit-codes", "environment", "formats", "resume", "reference"],
    },
  ],
  examples: [
    { run: "segur help exit-codes", does: "ce que veut dire chaque code de sortie" },
    { run: "segur help cabinet init", does: "comme segur cabinet init --help" },
  ],
  effect: "read",
  access: "open",
  load: () => import("./run.js"),
};
