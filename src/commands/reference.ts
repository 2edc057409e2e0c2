import { GLOBAL_OPTIONS } from "./globals.js";
import type { CommandSpec, OptionSpec } from "./spec.js";
import type { LoadedEntry } from "./tree.js";

/** `docs/commands.md`, in French, from the command tree; a test holds the file to it. */
export function referenceText(tree: readonly LoadedEntry[]): string {
  const parts = [
    "# Commandes de `segur`",
    "Cette page est faite par `npm run docs` à partir de l'arbre des commandes ; ne la modifiez pas à la main.",
    "## Options globales",
    "Elles se placent avant ou après la commande.",
    options(GLOBAL_OPTIONS),
  ];
  for (const { entry, group, command } of tree) {
    if (group !== undefined) {
      parts.push(`## ${group.name}`, sentence(group.summary));
      for (const each of group.commands) parts.push(...section(`segur ${group.name} ${each.name}`, each, "###"));
    } else if (command !== undefined) {
      parts.push(...section(`segur ${entry.name}`, command, "##"));
    }
  }
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

const EFFECTS: Readonly<Record<CommandSpec["effect"], string>> = {
  read: "Lecture seule.",
  local: "Écrit sur cette machine ; n'appelle aucun téléservice.",
  remote: "Appelle un téléservice.",
};

function section(name: string, spec: CommandSpec, heading: string): string[] {
  const args = spec.args ?? [];
  return [
    `${heading} ${name}`,
    `${sentence(spec.summary)} ${EFFECTS[spec.effect]}`,
    spec.description ?? "",
    fence([name, ...args.map((each) => each.usage), "[options]"].join(" ")),
    args.map((each) => `- \`${each.usage}\` : ${each.summary}`).join("\n"),
    options(spec.options ?? []),
    spec.examples.length === 0 ? "" : fence(spec.examples.map(({ run, does }) => `# ${does}\n${run}`).join("\n")),
  ];
}

function options(specs: readonly Pick<OptionSpec, "flags" | "summary" | "choices" | "default" | "repeatable">[]): string {
  return specs
    .map((each) => {
      const notes = [
        each.choices === undefined ? "" : ` : ${each.choices.join(", ")}`,
        each.default === undefined ? "" : ` (par défaut : ${each.default})`,
        each.repeatable === true ? " ; peut être répétée" : "",
      ];
      return `- \`${each.flags}\` : ${each.summary}${notes.join("")}`;
    })
    .join("\n");
}

function fence(text: string): string {
  return `\`\`\`sh\n${text}\n\`\`\``;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, "")}.`;
}
