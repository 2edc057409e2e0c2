import { Argument, Command, CommanderError, Option } from "commander";
import { FORMATS, GLOBAL_OPTIONS } from "./globals.js";
import { usageError } from "./program-errors.js";
import { applyHelp, HEADINGS, type HelpDevice } from "./program-help.js";
import type { CommandInput, CommandSpec, GroupSpec, OptionSpec } from "./spec.js";
import { TREE, type TreeEntry } from "./tree.js";

/** What was understood of the command line: a command to run, or a help text already asked for. */
export type Understood =
  | { readonly kind: "run"; readonly path: readonly string[]; readonly spec: CommandSpec; readonly input: CommandInput }
  | { readonly kind: "help"; readonly text: string };

/**
 * Reads the arguments (global flags already taken out) against the command tree. Only the spec of the group that was
 * typed is loaded; nothing is run. Throws a French `usage` error.
 */
export async function understand(argv: readonly string[], device: HelpDevice): Promise<Understood> {
  const answer: { understood?: Understood } = {};
  const root = await createProgram(argv, device, (understood) => {
    answer.understood = understood;
  });
  let helpText = "";
  const current = { command: root };
  for (const each of everyCommand(root)) {
    each.configureOutput({
      writeOut: (text) => {
        helpText += text;
      },
      writeErr: () => {},
      // Colours are ours to decide; commander must not take them out again.
      getOutHasColors: () => true,
    });
    each.exitOverride((error) => {
      current.command = each;
      throw error;
    });
  }
  try {
    await root.parseAsync(argv.length === 0 ? ["--help"] : [...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed") return { kind: "help", text: helpText };
    throw usageError(error, current.command);
  }
  if (answer.understood === undefined) throw new Error("commander ran no command and told no error");
  return answer.understood;
}

function* everyCommand(command: Command): Generator<Command> {
  yield command;
  for (const each of command.commands) yield* everyCommand(each);
}

async function createProgram(
  argv: readonly string[],
  device: HelpDevice,
  onRun: (understood: Understood) => void,
): Promise<Command> {
  const root = new Command("segur");
  applyHelp(root, device, { title: "la ligne de commande du cabinet médical : identité INS, documents, DMP, MSSanté" });
  root.addOption(new Option("-V, --version", "affiche la version").helpGroup(HEADINGS.globals));
  addGlobals(root, undefined);
  const typed = argv.find((word) => !word.startsWith("-"));
  for (const entry of TREE) await addEntry(root, entry, entry.name === typed, device, onRun);
  return root;
}

async function addEntry(
  root: Command,
  entry: TreeEntry,
  typed: boolean,
  device: HelpDevice,
  onRun: (understood: Understood) => void,
): Promise<void> {
  const heading = `${entry.section} :`;
  if (!typed) {
    root.addCommand(new Command(entry.name).summary(entry.summary).helpGroup(heading));
    return;
  }
  if (entry.kind === "command") {
    root.addCommand(toCommand([], await entry.load(), device, onRun).helpGroup(heading));
    return;
  }
  const spec = await entry.load();
  const group = new Command(spec.name).summary(spec.summary).helpGroup(heading);
  applyHelp(group, device, { title: spec.summary });
  addGlobals(group, undefined);
  for (const each of spec.commands) addToGroup(group, spec, each, device, onRun);
  root.addCommand(group);
}

/** `directory search` is the command `search` of a sub-group `directory`, made when its first command is met. */
function addToGroup(
  group: Command,
  spec: GroupSpec,
  each: CommandSpec,
  device: HelpDevice,
  onRun: (understood: Understood) => void,
): void {
  const [first = "", second] = each.name.split(" ");
  if (second === undefined) {
    group.addCommand(toCommand([spec.name], each, device, onRun));
    return;
  }
  let parent = group.commands.find((command) => command.name() === first);
  if (parent === undefined) {
    const summary = spec.subgroups?.[first] ?? spec.summary;
    parent = new Command(first).summary(summary);
    applyHelp(parent, device, { title: summary });
    addGlobals(parent, undefined);
    group.addCommand(parent);
  }
  parent.addCommand(toCommand([spec.name, first], { ...each, name: second }, device, onRun));
}

function toCommand(
  parents: readonly string[],
  spec: CommandSpec,
  device: HelpDevice,
  onRun: (understood: Understood) => void,
): Command {
  const command = new Command(spec.name).summary(spec.summary);
  applyHelp(command, device, { title: spec.summary, spec });
  for (const each of spec.args ?? []) command.addArgument(new Argument(each.usage, each.summary));
  for (const each of spec.options ?? []) command.addOption(toOption(each));
  addGlobals(command, spec.formats ?? []);
  command.action((...received: unknown[]) => {
    // commander gives the arguments in order, then the options, then itself.
    const args = received.slice(0, -2).map(toArgument);
    onRun({ kind: "run", path: [...parents, spec.name], spec, input: { args, options: toOptions(command.opts()) } });
  });
  return command;
}

function toOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.summary);
  if (spec.choices !== undefined) option.choices([...spec.choices]);
  if (spec.repeatable === true) {
    const choices = spec.choices;
    const single = option.parseArg;
    option.argParser((value: string, previous: unknown) => {
      if (choices !== undefined) single?.(value, undefined);
      return [...(Array.isArray(previous) ? previous : []), value];
    });
  }
  if (spec.repeatable === true) option.description += " ; peut être répétée";
  if (spec.default !== undefined) option.description += ` (par défaut : ${spec.default})`;
  return option;
}

/** The global flags are read before commander (`globals.ts`); here they are for the help and the suggestions. */
function addGlobals(command: Command, formats: readonly string[] | undefined): void {
  for (const each of GLOBAL_OPTIONS) {
    const isFormat = each.choices === FORMATS;
    // A group does not have them all: its commands say which they have.
    const summary = isFormat && formats === undefined ? `${each.summary} (d'autres : segur help formats)` : each.summary;
    const option = new Option(each.flags, summary).helpGroup(HEADINGS.globals);
    if (each.choices !== undefined) option.choices([...each.choices, ...(isFormat ? (formats ?? []) : [])]);
    command.addOption(option);
  }
}

const GLOBAL_NAMES = new Set(GLOBAL_OPTIONS.map((each) => new Option(each.flags).attributeName()));

function toArgument(value: unknown): string | undefined | readonly string[] {
  return Array.isArray(value) ? value.map(String) : value === undefined ? undefined : String(value);
}

function toOptions(values: Readonly<Record<string, unknown>>): CommandInput["options"] {
  const options: Record<string, string | boolean | readonly string[] | undefined> = {};
  for (const [name, value] of Object.entries(values)) {
    if (GLOBAL_NAMES.has(name)) continue;
    options[name] = typeof value === "boolean" ? value : toArgument(value);
  }
  return options;
}
