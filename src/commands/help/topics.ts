import { EXIT_CODE_MEANINGS } from "../../terminal/exit-codes.js";

const EXIT_CODES = `Codes de sortie

${EXIT_CODE_MEANINGS.map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`).join("\n")}

Avec --format json, la ligne d'erreur (sortie d'erreur) porte le même nombre
dans exitCode.
`;

const ENVIRONMENT = `Variables d'environnement

  SEGUR_HOME         un seul dossier pour tout (config, data, state)
  SEGUR_CABINET      cabinet à utiliser ; --cabinet passe avant
  SEGUR_CABINET_KEY_FILE
                     fichier de la clé du cabinet, avant celle de cette machine
                     (segur cabinet key) ; sert aussi à cabinet init
  SEGUR_KEYRING=off  ne pas se servir du trousseau du système : les clés sont
                     dans des fichiers lisibles par leur propriétaire seul
  SEGUR_NO_INPUT     non vide : ne jamais poser de question, comme --no-input
  SEGUR_INSI_…       un réglage du cabinet (segur config list) :
                     SEGUR_INSI_TIMEOUT=30s passe avant insi.timeout ; hors du
                     bac à sable, seulement insi.timeout, insi.connections et
                     session.lockAfter (qui ne peut que raccourcir)
  SEGUR_ACCESSIBLE   non vide : progression en lignes de texte (lecteurs
                     d'écran) ; ACCESSIBLE a le même effet
  SEGUR_DEBUG        non vide : pile complète des erreurs internes (peut montrer
                     des données ; jamais en production)
  CI                 non vide : ne jamais poser de question
  NO_COLOR           non vide : pas de couleur
  FORCE_COLOR        non vide : couleur même sur un tube (0 : pas de couleur)
  TERM=dumb          pas de couleur

Ordre : option de la ligne de commande, puis variable, puis réglage du cabinet,
puis valeur par défaut.

Sans SEGUR_HOME, les dossiers sont ceux de XDG sous Linux et macOS
(XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME, sinon ~/.config,
~/.local/share, ~/.local/state), et %APPDATA% et %LOCALAPPDATA% sous Windows.
`;

const FORMATS = `Formats de sortie (--format, --json)

  table    sur un terminal : un tableau encadré (au-delà de 200 lignes : sans
           cadre) ; sur un tube : valeurs brutes séparées par des tabulations,
           sans en-tête, sans couleur, sans coupure
  json     un seul objet : {"schema":…,"items":[…],"truncated":…,"next":…} pour
           une liste, {"schema":…,"id":…,…} sinon
  ndjson   un objet par ligne, chacun avec son schema
  csv      séparateur « ; », UTF-8 sans BOM, fins de ligne CRLF, guillemets
           selon la RFC 4180 ; un texte qu'un tableur prendrait pour une formule
           est précédé d'une apostrophe
  syslog   pour segur journal export seulement : un message RFC 5424 par ligne

Les données vont sur la sortie standard. Progression, notes, avertissements et
erreurs vont sur la sortie d'erreur ; avec json, ndjson ou csv ce sont des
lignes JSON : segur.error/1, segur.notice/1, segur.progress/1.
Une liste coupée le dit : "truncated": true, et "next" donne la valeur de
--after pour la suite.
--fields a,b choisit les champs ; un nom faux donne leur liste.
Dates : AAAA-MM-JJ pour les machines, JJ/MM/AAAA pour les personnes.
`;

const RESUME = `Reprise d'un traitement

  Un traitement par lot (segur ins qualify FICHIER) a un numéro, par exemple
  R20261123-7F3K. Chaque appel est noté sur le disque avant et après : une
  coupure, Ctrl-C ou un arrêt de la machine ne perd rien, et ce qui a un
  résultat définitif n'est pas redemandé.

  segur ins runs                      les lots et leur avancement
  segur ins resume NUMÉRO             reprend là où il s'était arrêté
  segur ins resume NUMÉRO --failed    redemande aussi ce qui avait échoué

  La même commande sur le même fichier reprend aussi le lot.
  Ctrl-C : plus rien n'est commencé, ce qui est en cours se termine.
  Ctrl-C encore une fois : arrêt immédiat.
`;

/** The topics of `segur help`. */
export const TOPICS: ReadonlyMap<string, string> = new Map([
  ["exit-codes", EXIT_CODES],
  ["environment", ENVIRONMENT],
  ["formats", FORMATS],
  ["resume", RESUME],
]);
