import type { CommandSpec } from "../spec.js";

export const completion: CommandSpec = {
  name: "completion",
  summary: "script de complétion pour bash, zsh ou fish",
  description:
    "Le script contient toutes les commandes et options : compléter n'ouvre aucun cabinet et ne lance pas segur ; les noms des cabinets sont lus dans leur registre.",
  args: [{ usage: "<shell>", summary: "bash, zsh ou fish", choices: ["bash", "zsh", "fish"] }],
  examples: [
    { run: "segur completion bash >> ~/.bashrc", does: "bash" },
    { run: 'segur completion zsh > "$HOME/.zfunc/_segur"', does: "zsh, avec ~/.zfunc dans fpath" },
    { run: "segur completion fish > ~/.config/fish/completions/segur.fish", does: "fish" },
  ],
  effect: "read",
  access: "open",
  load: () => import("./run.js"),
};
