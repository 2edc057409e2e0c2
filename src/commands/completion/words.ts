import { FORMATS, GLOBAL_OPTIONS } from "../globals.js";
import type { ArgSpec, CommandSpec, OptionSpec } from "../spec.js";
import type { LoadedEntry } from "../tree.js";

export interface Word {
  readonly word: string;
  readonly summary: string;
}

/** What a value may be: one of these words, a path, the name of a cabinet of this machine, or anything. */
export type Value = { readonly words: readonly string[] } | "file" | "folder" | "cabinet" | "free";

export interface OptionWord extends Word {
  /** Undefined: the option takes none. */
  readonly value: Value | undefined;
}

/** What may follow a path of words: `""`, `patient`, `patient search`, `mss directory search`. */
export interface Place {
  readonly path: string;
  readonly commands: readonly Word[];
  /** Its own; the global ones are the same everywhere, but for the forms of result that a place adds. */
  readonly options: readonly OptionWord[];
  /** What is typed after its words. */
  readonly argument: Value;
  /** Forms of result that only it has. */
  readonly formats: readonly string[];
}

/** The value that follows an option; `path` is null where the option means the same everywhere. */
export interface ValueRule {
  readonly path: string | null;
  readonly option: string;
  readonly value: Value;
}

export interface Completion {
  readonly places: readonly Place[];
  readonly globals: readonly OptionWord[];
  readonly rules: readonly ValueRule[];
}

/** Everything a shell needs to complete, from the command tree. */
export function completionWords(tree: readonly LoadedEntry[]): Completion {
  const globals = [...GLOBAL_OPTIONS.flatMap(optionWords), { word: "--help", summary: "affiche l'aide", value: undefined }];
  const roots = tree.map(({ entry }) => ({ word: entry.name, summary: entry.summary }));
  const places: Place[] = [{ path: "", commands: roots, options: [], argument: "free", formats: [] }];
  for (const { group, command } of tree) {
    if (command !== undefined) places.push(placeOf(command.name, command));
    if (group === undefined) continue;
    const firsts = new Map<string, CommandSpec[]>();
    for (const each of group.commands) {
      const [first = ""] = each.name.split(" ");
      firsts.set(first, [...(firsts.get(first) ?? []), each]);
    }
    const commands = [...firsts].map(([word, [each]]) => ({ word, summary: group.subgroups?.[word] ?? each?.summary ?? "" }));
    places.push({ path: group.name, commands, options: [], argument: "free", formats: [] });
    for (const [first, specs] of firsts) places.push(...placesUnder(`${group.name} ${first}`, first, specs));
  }
  // Before that of every place: shells take the first rule that fits.
  const rules = [...formatRules(places), ...valueRules([{ path: "", options: globals }, ...places])];
  return { places, globals, rules };
}

/** A command of one word, or a sub-group and its commands of two; a word may be both. */
function placesUnder(path: string, first: string, specs: readonly CommandSpec[]): Place[] {
  const own = specs.find((each) => each.name === first);
  const under = specs.filter((each) => each !== own).map((each) => ({ spec: each, word: each.name.slice(first.length + 1) }));
  const commands = under.map(({ spec, word }) => ({ word, summary: spec.summary }));
  const top = own === undefined ? { path, options: [], argument: "free" as const, formats: [] } : placeOf(path, own);
  return [{ ...top, commands }, ...under.map(({ spec, word }) => placeOf(`${path} ${word}`, spec))];
}

/** Of several arguments, the one of a closed list is proposed: the others are numbers that a person types. */
function placeOf(path: string, { args = [], options, formats = [] }: CommandSpec): Place {
  const arg = args.find(({ choices }) => choices !== undefined) ?? args[0];
  return {
    path,
    commands: [],
    options: (options ?? []).flatMap(optionWords),
    argument: arg === undefined ? "free" : argValue(arg),
    formats,
  };
}

function argValue({ usage, choices }: ArgSpec): Value {
  if (choices === "cabinets") return "cabinet";
  return choices === undefined ? pathValue(usage) : { words: choices };
}

function pathValue(usage: string): Value {
  if (/[<[]fichiers?\b/.test(usage)) return "file";
  return /[<[]dossier\b/.test(usage) ? "folder" : "free";
}

function optionWords({ flags, summary, choices }: Pick<OptionSpec, "flags" | "summary" | "choices">): OptionWord[] {
  const closed = choices === undefined ? pathValue(flags) : { words: choices };
  const named = flags.startsWith("--cabinet ") ? "cabinet" : closed;
  const value = /[<[]/.test(flags) ? named : undefined;
  const words = flags.replace(/[<[].*$/, "").match(/--?[a-z][a-z\d-]*/gi) ?? [];
  return words.map((word) => ({ word, summary, value }));
}

function formatRules(places: readonly Place[]): ValueRule[] {
  return places.flatMap(({ path, formats }) =>
    formats.length === 0 ? [] : [{ path, option: "--format", value: { words: [...FORMATS, ...formats] } }],
  );
}

function valueRules(places: readonly Pick<Place, "path" | "options">[]): ValueRule[] {
  const uses = new Map<string, { path: string; value: Value | undefined }[]>();
  for (const { path, options } of places) {
    for (const { word, value } of options) uses.set(word, [...(uses.get(word) ?? []), { path, value }]);
  }
  return [...uses].flatMap(([option, found]) => {
    const [first, ...others] = found;
    const same = others.every(({ value }) => JSON.stringify(value) === JSON.stringify(first?.value));
    const told = same && first !== undefined ? [{ path: null, value: first.value }] : found;
    return told.flatMap(({ path, value }) => (value === undefined ? [] : [{ path, option, value }]));
  });
}
