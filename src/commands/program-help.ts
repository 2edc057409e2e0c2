import { type Command, type Help, Option } from "commander";
import type { Style } from "../terminal/io.port.js";
import { wrapFrench } from "../terminal/wrap.js";
import { reflow } from "./program-wrap.js";
import type { CommandSpec } from "./spec.js";

/** What help is drawn on. */
export interface HelpDevice {
  readonly style: Style;
  /** Columns, or null on a pipe. */
  readonly columns: number | null;
}

/** Headings of a help page; commander's own are English. */
export const HEADINGS = {
  usage: "Usage :",
  arguments: "Arguments :",
  options: "Options :",
  globals: "Options globales :",
  commands: "Commandes :",
} as const;

/** The first things to do with segur, at the foot of its own help. */
const FIRST_EXAMPLES: CommandSpec["examples"] = [
  { run: "segur demo", does: "tout voir, sur un cabinet imaginaire" },
  { run: "segur ins qualify patients.csv", does: "qualifier un fichier de patients" },
  { run: "segur patient search legall jeanne", does: "retrouver un patient" },
];

/** Makes the help of a command French, with its description and examples. */
export function applyHelp(
  command: Command,
  device: HelpDevice,
  page: { readonly title: string; readonly spec?: CommandSpec },
): void {
  const { style } = device;
  const help: Partial<Help> = {
    helpWidth: Math.min(device.columns ?? 100, 120),
    styleTitle: (text) => style("strong", text),
    boxWrap: (text, width) => wrapFrench(text, width),
    formatHelp,
    styleCommandText: (text) => style("strong", text),
    subcommandTerm: (sub) => sub.name(),
    optionDescription: (option) =>
      option.argChoices === undefined ? option.description : `${option.description} : ${option.argChoices.join(", ")}`,
    visibleCommands: (parent) => [...parent.commands],
  };
  command.configureHelp(help);
  command.addHelpOption(new Option("-h, --help", "affiche cette aide").helpGroup(HEADINGS.globals));
  command.helpCommand(false);
  command.description(description(page));
  command.usage(usage(command, page.spec));
  const shown = command.name() === "segur" ? FIRST_EXAMPLES : (page.spec?.examples ?? []);
  command.addHelpText("after", () => examples(style, shown) + footer(page.spec));
}

/** As commander's, in French and in the order of use: what can be done first, what every command takes last. */
function formatHelp(command: Command, help: Help): string {
  const width = help.helpWidth ?? 100;
  const column = help.padWidth(command, help);
  const item = (term: string, text: string) => help.formatItem(term, column, text, help);
  const blocks: { readonly heading: string; readonly items: readonly string[] }[] = [];
  const add = (heading: string, items: readonly string[]) => {
    if (items.length > 0) blocks.push({ heading, items });
  };
  add(
    HEADINGS.arguments,
    help.visibleArguments(command).map((each) => item(help.argumentTerm(each), help.argumentDescription(each))),
  );
  const groups = help.groupItems([...command.commands], help.visibleCommands(command), (each) => each.helpGroup());
  for (const [heading, commands] of groups) {
    add(
      heading === "" ? HEADINGS.commands : heading,
      commands.map((each) => item(help.styleSubcommandTerm(help.subcommandTerm(each)), help.subcommandDescription(each))),
    );
  }
  const options = help.groupItems([...command.options], help.visibleOptions(command), (each) => each.helpGroupHeading ?? "");
  for (const heading of ["", HEADINGS.globals]) {
    add(
      heading === "" ? HEADINGS.options : heading,
      (options.get(heading) ?? []).map((each) => item(help.optionTerm(each), help.optionDescription(each))),
    );
  }
  const usage = `${help.styleTitle(HEADINGS.usage)} ${help.commandUsage(command)}`;
  const text = blocks.map(({ heading, items }) => `${help.styleTitle(heading)}\n${items.join("\n")}\n`);
  return [usage, "", help.boxWrap(help.commandDescription(command), width), "", ...text].join("\n");
}

function description(page: { readonly title: string; readonly spec?: CommandSpec }): string {
  const first = capitalised(page.title);
  return page.spec?.description === undefined ? `${first}.` : `${first}.\n\n${reflow(page.spec.description)}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, "");
}

function usage(command: Command, spec: CommandSpec | undefined): string {
  if (spec !== undefined) return ["[options]", ...(spec.args ?? []).map((each) => each.usage)].join(" ");
  return command.name() === "segur" ? "<groupe> <commande> [options]" : "<commande> [options]";
}

function examples(style: Style, shown: CommandSpec["examples"]): string {
  if (shown.length === 0) return "";
  const lines = shown.flatMap(({ run, does }) => [`  ${style("muted", `# ${does}`)}`, `  ${style("strong", run)}`]);
  return `\n${style("strong", "Exemples :")}\n${lines.join("\n")}\n`;
}

function footer(spec: CommandSpec | undefined): string {
  return spec === undefined
    ? "\nAide d'une commande : segur <groupe> <commande> --help\nSujets : segur help exit-codes | environment | formats | resume\n"
    : "";
}
