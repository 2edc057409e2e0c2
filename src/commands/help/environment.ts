import { wrapFrench } from "../../terminal/wrap.js";

/** The variables that are read, and what each does: `segur help environment` and the manual page. */
export const VARIABLES: readonly { readonly name: string; readonly does: string }[] = [
  { name: "SEGUR_HOME", does: "un seul dossier pour tout (config, data, state)" },
  { name: "SEGUR_CABINET", does: "cabinet à utiliser ; --cabinet passe avant" },
  {
    name: "SEGUR_CABINET_KEY_FILE",
    does: "fichier de la clé du cabinet, avant celle de cette machine (segur cabinet key) ; sert aussi à cabinet init",
  },
  {
    name: "SEGUR_KEYRING=off",
    does: "ne pas se servir du trousseau du système : les clés sont dans des fichiers lisibles par leur propriétaire seul",
  },
  { name: "SEGUR_NO_INPUT", does: "non vide : ne jamais poser de question, comme --no-input" },
  {
    name: "SEGUR_INSI_…",
    does:
      "un réglage du cabinet (segur config list) : SEGUR_INSI_TIMEOUT=30s passe avant insi.timeout ; hors du bac à sable, " +
      "seulement insi.timeout, insi.connections et session.lockAfter (qui ne peut que raccourcir)",
  },
  {
    name: "SEGUR_ACCESSIBLE",
    does: "non vide : progression en lignes de texte (lecteurs d'écran) ; ACCESSIBLE a le même effet",
  },
  {
    name: "SEGUR_DEBUG",
    does: "non vide : pile complète des erreurs internes (peut montrer des données ; jamais en production)",
  },
  { name: "CI", does: "non vide : ne jamais poser de question" },
  { name: "NO_COLOR", does: "non vide : pas de couleur" },
  { name: "FORCE_COLOR", does: "non vide : couleur même sur un tube (0 : pas de couleur)" },
  { name: "TERM=dumb", does: "pas de couleur" },
];

export const PRECEDENCE =
  "Ordre : option de la ligne de commande, puis variable, puis réglage du cabinet, puis valeur par défaut.";

export const FOLDERS =
  "Sans SEGUR_HOME, les dossiers sont ceux de XDG sous Linux et macOS (XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME, " +
  "sinon ~/.config, ~/.local/share, ~/.local/state), et %APPDATA% et %LOCALAPPDATA% sous Windows.";

const COLUMNS = 80;
const INDENT = 21;

/** The topic, in eighty columns. */
export function environmentText(): string {
  const lines = VARIABLES.flatMap(({ name, does }) => {
    const [first = "", ...rest] = wrapFrench(does, COLUMNS - INDENT).split("\n");
    const follows = rest.map((line) => `${" ".repeat(INDENT)}${line}`);
    const fits = name.length + 2 < INDENT;
    return fits
      ? [`  ${name.padEnd(INDENT - 2)}${first}`, ...follows]
      : [`  ${name}`, `${" ".repeat(INDENT)}${first}`, ...follows];
  });
  return [
    "Variables d'environnement",
    "",
    ...lines,
    "",
    wrapFrench(PRECEDENCE, COLUMNS),
    "",
    wrapFrench(FOLDERS, COLUMNS),
    "",
  ].join("\n");
}
