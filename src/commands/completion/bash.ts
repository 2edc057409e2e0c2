import { CABINET_FILES, indented, quoted } from "./quoting.js";
import type { Completion, Place, Value, Word } from "./words.js";

/**
 * bash 3.2 and later. Where bash lists several words, each has its summary beside it; what it inserts is the word alone.
 * `=` is a word of its own for bash (COMP_WORDBREAKS).
 */
export function bashScript({ places, globals, rules }: Completion): string {
  const known = places.filter(({ path }) => path !== "").map(({ path }) => quoted(path));
  const skipped = globals.filter(({ value }) => value !== undefined).map(({ word }) => word);
  const values = rules.map(({ path, option, value }) => {
    const pattern = path === null ? `*${quoted(` ${option}`)}` : quoted(`${path} ${option}`);
    return `${pattern}) ${reply(value)}; return ;;`;
  });
  return `# Complétion de segur pour bash
_segur_files() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen "$1" -- "$current"))
}
_segur_cabinets() {
${indented(CABINET_FILES.sh, 2)}
  local file
  for file in "$home"/cabinets/*.json; do
    file=\${file##*/} file=\${file%.json}
    [ "$file" = '*' ] || [[ $file != "$current"* ]] || COMPREPLY+=("$file")
  done
}
# Les mots de la place, avec leur résumé quand bash en montre plusieurs
_segur_offer() {
  local entry word width=0 found=()
  for entry in "$@"; do
    word=\${entry%%$'\\t'*}
    [[ $word == "$current"* ]] || continue
    found+=("$entry") COMPREPLY+=("$word")
    [ \${#word} -le $width ] || width=\${#word}
  done
  case \${COMP_TYPE:-9} in 63|33|64) ;; *) return ;; esac
  [ \${#found[@]} -gt 1 ] || return
  COMPREPLY=()
  for entry in "\${found[@]}"; do
    word=\${entry%%$'\\t'*}
    printf -v word "%-\${width}s  %s" "$word" "\${entry#*$'\\t'}"
    COMPREPLY+=("\${word:0:\${COLUMNS:-80}-1}")
  done
}
_segur() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} place='' next='' skip='' word
  if [ "$current" = '=' ]; then current=''
  elif [ "$previous" = '=' ]; then previous=\${COMP_WORDS[COMP_CWORD-2]}; fi
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [ -n "$skip" ]; then skip=''; [ "$word" != '=' ] || skip=1; continue; fi
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
  local globals=(${entries(globals)})
  local commands=() options=()
  case $place in
${indented(places.map(placeCase), 4)}
  esac
  case $current in
    -*) _segur_offer "\${options[@]}" "\${globals[@]}" ;;
    *) if [ \${#commands[@]} -gt 0 ]; then _segur_offer "\${commands[@]}"; return; fi
      case $place in
${indented(argumentCases(places), 8)}
        *) [ -n "$current" ] || _segur_offer "\${options[@]}" "\${globals[@]}" ;;
      esac ;;
  esac
}
complete -F _segur segur
`;
}

function entries(words: readonly Word[]): string {
  return words.map(({ word, summary }) => quoted(`${word}\t${summary}`)).join(" ");
}

function placeCase({ path, commands, options }: Place): string {
  return `${quoted(path)}) commands=(${entries(commands)}) options=(${entries(options)}) ;;`;
}

/** What is typed after the words of a command, where something can be proposed. */
function argumentCases(places: readonly Place[]): string[] {
  return places.flatMap(({ path, argument }) => (argument === "free" ? [] : [`${quoted(path)}) ${reply(argument)} ;;`]));
}

function reply(value: Value): string {
  if (value === "file") return "_segur_files -f";
  if (value === "folder") return "_segur_files -d";
  if (value === "cabinet") return "_segur_cabinets";
  return value === "free" ? ":" : `COMPREPLY=($(compgen -W ${quoted(value.words.join(" "))} -- "$current"))`;
}
