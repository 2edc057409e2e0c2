import { GLOBAL_OPTIONS } from "../globals.js";
import type { CommandSpec, OptionSpec } from "../spec.js";
import type { LoadedEntry } from "../tree.js";

export interface Word {
  readonly word: string;
  readonly summary: string;
}
export interface OptionWord extends Word {
  /** What may follow; undefined: no value. An empty list: any value, such as a file. */
  readonly values: readonly string[] | undefined;
}

/** What may follow a path of words: `""`, `patient`, `patient search`. */
export interface Place {
  readonly path: string;
  readonly commands: readonly Word[];
  readonly options: readonly OptionWord[];
}

/** Everything a shell needs to complete, from the command tree. */
export function completionWords(tree: readonly LoadedEntry[]): readonly Place[] {
  const globals = GLOBAL_OPTIONS.flatMap(optionWords);
  const roots = tree.map(({ entry }) => ({ word: entry.name, summary: entry.summary }));
  const places: Place[] = [{ path: "", commands: roots, options: globals }];
  for (const { group, command } of tree) {
    if (command !== undefined) {
      places.push({ path: command.name, commands: [], options: [...(command.options ?? []).flatMap(optionWords), ...globals] });
    }
    if (group === undefined) continue;
    const own = new Map<string, CommandSpec[]>();
    for (const each of group.commands) {
      const [first = ""] = each.name.split(" ");
      own.set(first, [...(own.get(first) ?? []), each]);
    }
    const commands = [...own].map(([word, [each]]) => ({ word, summary: group.subgroups?.[word] ?? each?.summary ?? "" }));
    places.push({ path: group.name, commands, options: globals });
    // The commands of a sub-group share its place, and their options: the scripts look at two words.
    for (const [first, specs] of own) {
      const words = specs.flatMap(({ name, summary }) =>
        name === first ? [] : [{ word: name.slice(first.length + 1), summary }],
      );
      const options = new Map(
        specs
          .flatMap((each) => each.options ?? [])
          .flatMap(optionWords)
          .map((each) => [each.word, each]),
      );
      places.push({ path: `${group.name} ${first}`, commands: words, options: [...options.values(), ...globals] });
    }
  }
  return places;
}

function optionWords({ flags, summary, choices }: Pick<OptionSpec, "flags" | "summary" | "choices">): OptionWord[] {
  const takesValue = /[<[]/.test(flags);
  const values = takesValue ? (choices ?? []) : undefined;
  const words = flags.match(/--?[a-z][a-z-]*/gi) ?? [];
  return words.map((word) => ({ word, summary, values }));
}
