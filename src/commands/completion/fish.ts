import { CABINET_FILES, fishQuoted, indented } from "./quoting.js";
import type { Completion, Place, Value, Word } from "./words.js";

/** fish: one function that proposes by place; a hundred conditions, each a call of a function, would be felt. */
export function fishScript({ places, globals, rules }: Completion): string {
  const known = places.filter(({ path }) => path !== "").map(({ path }) => fishQuoted(path));
  const skipped = globals.filter(({ value }) => value !== undefined).map(({ word }) => word);
  // An empty prefix (the option before) or `--option=`.
  const values = rules.flatMap(({ path, option, value }) => [
    `case ${fishQuoted(path === null ? `* ${option}` : `${path} ${option}`)}`,
    ...indentedLines(action(value)),
    "  return",
  ]);
  const cases = places.flatMap(({ path, commands, options }) => [
    `case ${fishQuoted(path)}`,
    `  set commands ${entries(commands)}`,
    `  set options ${entries(options)}`,
  ]);
  return `# Complétion de segur pour fish
function __segur_cabinets
${indented(CABINET_FILES.fish, 2)}
  for file in "$home"/cabinets/*.json
    string replace -r '^.*/(.*)\\.json$' '$1' -- $file
  end
end
function __segur_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l previous $words[-1]
  set -l prefix ''
  set -l place ''
  set -l skip ''
  if string match -q -- '--*=*' $current
    set previous (string replace -r '=.*$' '' -- $current)
    set prefix "$previous="
  end
  for word in $words[2..-1]
    if test -n "$skip"
      set skip ''
      continue
    end
    switch $word
      case ${skipped.join(" ")}
        set skip 1
      case '-*'
      case '*'
        set -l next (string trim -- "$place $word")
        contains -- $next ${known.join(" ")}; or break
        set place $next
    end
  end
  switch "$place $previous"
${indented(values, 4)}
  end
  set -l globals ${entries(globals)}
  set -l commands
  set -l options
  switch $place
${indented(cases, 4)}
  end
  if string match -q -- '-*' $current
    string join \\n -- $options $globals
    return
  end
  if set -q commands[1]
    string join \\n -- $commands
    return
  end
  switch $place
${indented(argumentCases(places), 4)}
    case '*'
      test -n "$current"; or string join \\n -- $options $globals
  end
end
complete -c segur -e
complete -c segur -f -a '(__segur_complete)'
`;
}

function entries(words: readonly Word[]): string {
  return words.map(({ word, summary }) => fishQuoted(`${word}\t${summary}`)).join(" ");
}

function argumentCases(places: readonly Place[]): string[] {
  return places.flatMap(({ path, argument }) =>
    argument === "free" ? [] : [`case ${fishQuoted(path)}`, ...indentedLines(action(argument))],
  );
}

function action(value: Value): string[] {
  if (value === "file") return ['printf "$prefix%s\\n" (__fish_complete_path (string replace -- "$prefix" "" $current))'];
  if (value === "folder")
    return ['printf "$prefix%s\\n" (__fish_complete_directories (string replace -- "$prefix" "" $current))'];
  if (value === "cabinet") return ['printf "$prefix%s\\n" (__segur_cabinets)'];
  return value === "free" ? [] : [`printf "$prefix%s\\n" ${value.words.map(fishQuoted).join(" ")}`];
}

function indentedLines(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
