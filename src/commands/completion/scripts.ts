import type { Place } from "./words.js";

/** A word inside single quotes of any of the three shells. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** bash: words and values by place; files where any value is right. */
export function bashScript(places: readonly Place[]): string {
  const cases = places.map((place) => {
    const words = [...place.commands, ...place.options].map((each) => each.word).join(" ");
    return `    ${quoted(place.path)}) words=${quoted(words)} ;;`;
  });
  return `# Complétion de segur pour bash
_segur() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} path='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in -*) ;; *) case "$path" in *' '*) ;; '') path=$word ;; *) path="$path $word" ;; esac ;; esac
  done
  case "$previous" in
${valueCases(places)}
  esac
  case "$path" in
${cases.join("\n")}
    *) case "\${path%% *}" in
${firstWordCases(places)}
      esac ;;
  esac
  case $current in
    -*) ;;
    *) if [ -n "$path" ] && [[ "$words" == -* ]]; then COMPREPLY=($(compgen -f -- "$current")); return; fi ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o filenames -F _segur segur
`;
}

/** Values of the options that have a closed list; any other option with a value gets files. */
function valueCases(places: readonly Place[]): string {
  const lines = new Map<string, string>();
  for (const option of places.flatMap((place) => place.options)) {
    if (option.values === undefined) continue;
    const reply = option.values.length > 0 ? `-W ${quoted(option.values.join(" "))}` : "-f";
    lines.set(option.word, `    ${option.word}) COMPREPLY=($(compgen ${reply} -- "$current")); return ;;`);
  }
  return [...lines.values()].join("\n");
}

/** A top-level command takes no second word: its first word decides. */
function firstWordCases(places: readonly Place[]): string {
  const single = places.filter((place) => place.path !== "" && place.commands.length === 0 && !place.path.includes(" "));
  return single
    .map((place) => `      ${quoted(place.path)}) words=${quoted(place.options.map((each) => each.word).join(" "))} ;;`)
    .join("\n");
}

/** zsh: the same places, with the summaries shown. */
export function zshScript(places: readonly Place[]): string {
  const describe = (word: string, summary: string) => quoted(`${word}:${summary.replaceAll(":", "\\:")}`);
  const cases = places.map((place) => {
    const words = [...place.commands, ...place.options].map((each) => describe(each.word, each.summary));
    return `    ${quoted(place.path)}) entries=(${words.join(" ")}) ;;`;
  });
  const values = new Map<string, string>();
  for (const option of places.flatMap((place) => place.options)) {
    if (option.values === undefined) continue;
    const action = option.values.length > 0 ? `compadd -- ${option.values.join(" ")}` : "_files";
    values.set(option.word, `    ${option.word}) ${action}; return ;;`);
  }
  return `#compdef segur
# Complétion de segur pour zsh
_segur() {
  local place='' word
  local -a entries
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case $word in -*) ;; *) case $place in *' '*) ;; '') place=$word ;; *) place="$place $word" ;; esac ;; esac
  done
  case $words[CURRENT-1] in
${[...values.values()].join("\n")}
  esac
  case $place in
${cases.join("\n")}
  esac
  [[ -n $place && $words[CURRENT] != -* ]] && _files
  _describe 'segur' entries
}
if [ "$funcstack[1]" = _segur ]; then _segur "$@"; else compdef _segur segur; fi
`;
}

/** fish: one line for each word, tied to its place. */
export function fishScript(places: readonly Place[]): string {
  const lines: string[] = [
    "# Complétion de segur pour fish",
    "# Vrai quand les mots tapés sont ceux-là (les deux premiers, ou autant qu'en demande $argv[2])",
    "function __segur_at",
    "  set -l words (commandline -opc | string match -v -- '-*')[2..-1]",
    "  set -l last 2",
    "  set -q argv[2]; and set last $argv[2]",
    "  set -l place",
    "  for word in $words",
    "    test (count $place) -lt $last; and set -a place $word",
    "  end",
    '  test "$place" = "$argv[1]"',
    "end",
  ];
  for (const place of places) {
    const single = place.path !== "" && place.commands.length === 0 && !place.path.includes(" ");
    const when = `-n ${quoted(`__segur_at "${place.path}"${single ? " 1" : ""}`)}`;
    for (const { word, summary } of place.commands) lines.push(`complete -c segur -f ${when} -a ${word} -d ${quoted(summary)}`);
    for (const { word, summary, values } of place.options) {
      const name = word.startsWith("--") ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`;
      const value = values === undefined ? "" : values.length === 0 ? " -r" : ` -x -a ${quoted(values.join(" "))}`;
      lines.push(`complete -c segur ${when} ${name}${value} -d ${quoted(summary)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
