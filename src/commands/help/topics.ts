import { EXIT_CODE_MEANINGS } from "../../terminal/exit-codes.js";
import { environmentText } from "./environment.js";

const EXIT_CODES = `Codes de sortie

${EXIT_CODE_MEANINGS.map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`).join("\n")}

Avec --format json, la ligne d'erreur (sortie d'erreur) porte le même nombre
dans exitCode.
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
  junit    pour segur mom check seulement : un rapport pour un serveur
           d'intégration continue
  html     une page qui se suffit : segur dashboard, segur mom report
  pdf      pour segur mom report seulement : un PDF/A

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
  ["environment", environmentText()],
  ["formats", FORMATS],
  ["resume", RESUME],
]);
