/** A word inside single quotes of bash or zsh. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A word inside single quotes of fish, where a backslash quotes a quote or a backslash. */
export function fishQuoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** Shell lines, moved to the right. */
export function indented(lines: readonly string[], spaces: number): string {
  return lines.map((line) => `${" ".repeat(spaces)}${line}`).join("\n");
}

/** Where the register of cabinets is, as `config/places.ts` finds it: read by the shells without starting segur. */
export const CABINET_FILES = {
  sh: [
    'local home="$SEGUR_HOME/config"',
    '[ -n "$SEGUR_HOME" ] || home="$HOME/.config/segur"',
    '[ -n "$SEGUR_HOME" ] || [ -z "$XDG_CONFIG_HOME" ] || home="$XDG_CONFIG_HOME/segur"',
  ],
  fish: [
    'set -l home "$SEGUR_HOME/config"',
    'if test -z "$SEGUR_HOME"',
    '  set home "$HOME/.config/segur"',
    '  test -n "$XDG_CONFIG_HOME"; and set home "$XDG_CONFIG_HOME/segur"',
    "end",
  ],
} as const;
