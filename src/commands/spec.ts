import type { Access } from "../domain/users/rights.js";
import type { OwnFormat } from "../terminal/io.port.js";
import type { CommandContext } from "./context.js";

/**
 * The command tree is data: help, reference documentation, completion and the rights of each command come from it.
 * A spec is light; the work is loaded on use.
 */
export interface GroupSpec {
  readonly name: string;
  /** French, one line, shown in help. */
  readonly summary: string;
  /** Summaries of the words that commands of two words start with (`directory` for `directory search`). */
  readonly subgroups?: Readonly<Record<string, string>>;
  readonly commands: readonly CommandSpec[];
}

export interface CommandSpec {
  /** One word, or two for a command of a sub-group: `directory search`. */
  readonly name: string;
  readonly summary: string;
  /** French, several paragraphs; shown by `--help` and in the reference. */
  readonly description?: string;
  readonly args?: readonly ArgSpec[];
  readonly options?: readonly OptionSpec[];
  readonly examples: readonly { readonly run: string; readonly does: string }[];
  /** What it touches: nothing but reading, the local store, or a téléservice. */
  readonly effect: "read" | "local" | "remote";
  /** Who may run it; whoever may not is refused before it is loaded (exit 4 or 6). */
  readonly access: Access;
  /** Forms of result (`--format`) that this command has and the others have not. */
  readonly formats?: readonly OwnFormat[];
  readonly load: () => Promise<CommandModule>;
}

export interface ArgSpec {
  /** As commander writes it: `<id>`, `[termes...]`. */
  readonly usage: string;
  readonly summary: string;
  /** What completion proposes; the command itself refuses the rest. */
  readonly choices?: readonly string[] | "cabinets";
}

export interface OptionSpec {
  /** As commander writes it: `--count <n>`, `-n, --dry-run`, `--no-x`. */
  readonly flags: string;
  readonly summary: string;
  readonly choices?: readonly string[];
  /** Shown in help as the default; applied by the command itself. */
  readonly default?: string;
  /** May be given several times; arrives as an array. */
  readonly repeatable?: boolean;
}

/** What was typed: positional arguments and options by camelCase name, still strings (or true, or string[]). */
export interface CommandInput {
  readonly args: readonly (string | undefined | readonly string[])[];
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
}

export interface CommandModule {
  /** Resolves to the exit code (0 when nothing is returned). Errors are thrown, never printed here. */
  run(context: CommandContext, input: CommandInput): Promise<number | void>;
}
