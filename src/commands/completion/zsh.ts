import { CABINET_FILES, indented, quoted } from "./quoting.js";
import type { Completion, Place, Value, Word } from "./words.js";

/** zsh: the same places, with the summaries shown by `_describe`. */
export function zshScript({ places, globals, rules }: Completion): string {
  const known = places.filter(({ path }) => path !== "").map(({ path }) => quoted(path));
  const skipped = globals.filter(({ value }) => value !== undefined).map(({ word }) => word);
  const values = rules.map(({ path, option, value }) => {
    const pattern = path === null ? `*${quoted(` ${option}`)}` : quoted(`${path} ${option}`);
    return `${pattern}) ${action(value)}; return ;;`;
  });
  const cases = places.map(
    ({ path, commands, options }) => `${quoted(path)}) commands=(${entries(commands)}) options=(${entries(options)}) ;;`,
  );
  return `#compdef segur
# Complétion de segur pour zsh
_segur_cabinets() {
${indented(CABINET_FILES.sh, 2)}
  local -a names
  names=("$home"/cabinets/*.json(N:t:r))
  compadd -a names
}
_segur() {
  local place='' next='' skip='' word previous=$words[CURRENT-1] current=$words[CURRENT]
  local -a globals commands options
  if [[ $current == --*=* ]]; then previous=\${current%%=*}; compset -P '*='; fi
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if [[ -n $skip ]]; then skip=''; continue; fi
    case $word in
      ${skipped.join("|")}) skip=1 ;;
      -*) ;;
      *) next="\${place:+$place }$word"
        case $next in
          ${known.join("|")}) place=$next ;;
          *) break ;;
        esac ;;
    esac
  done
  case "$place $previous" in
${indented(values, 4)}
  esac
  globals=(${entries(globals)})
  case $place in
${indented(cases, 4)}
  esac
  if [[ $current == -* ]]; then options+=($globals); _describe -o option options; return; fi
  if (( \${#commands} )); then _describe commande commands; return; fi
  case $place in
${indented(argumentCases(places), 4)}
    *) [[ -n $current ]] || { options+=($globals); _describe -o option options } ;;
  esac
}
if [ "$funcstack[1]" = _segur ]; then _segur "$@"; else compdef _segur segur; fi
`;
}

function entries(words: readonly Word[]): string {
  return words.map(({ word, summary }) => quoted(`${word}:${summary.replace(/[\\:]/g, "\\$&")}`)).join(" ");
}

function argumentCases(places: readonly Place[]): string[] {
  return places.flatMap(({ path, argument }) => (argument === "free" ? [] : [`${quoted(path)}) ${action(argument)} ;;`]));
}

function action(value: Value): string {
  if (value === "file") return "_files";
  if (value === "folder") return "_files -/";
  if (value === "cabinet") return "_segur_cabinets";
  return value === "free" ? ":" : `compadd -- ${value.words.map(quoted).join(" ")}`;
}
