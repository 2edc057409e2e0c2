import { SegurError } from "../../domain/errors.js";

const usage = (code: string, message: string, advice: string): SegurError =>
  new SegurError({ kind: "usage", code, message, advice });

export function asOfWrong(): SegurError {
  return usage(
    "dashboard.as_of",
    "La date de --as-of n'est pas un jour passé.",
    "Par exemple : segur dashboard --as-of 31/10/2026",
  );
}

export function finessWrong(): SegurError {
  return usage("dashboard.finess", "Un numéro FINESS a neuf caractères.", "Par exemple : segur dashboard --finess 630000404");
}

export function rppsWrong(): SegurError {
  return usage("dashboard.rpps", "Un numéro RPPS a onze chiffres.", "Par exemple : segur dashboard --rpps 10100000019");
}

export function serviceWrong(): SegurError {
  return usage(
    "dashboard.service",
    "Le service demandé n'est pas une partie du tableau de bord.",
    "Les parties : dmp, mss-pro, mss-patient, inbox, insi",
  );
}

export function detailWrong(names: readonly string[]): SegurError {
  return usage(
    "dashboard.detail",
    `--detail prend un de ces nombres : ${names.join(", ")}.`,
    "Par exemple : segur dashboard --detail failed",
  );
}

/** The lines behind other numbers are other lists. */
export function detailElsewhere(): SegurError {
  return usage(
    "dashboard.detail_elsewhere",
    "--detail montre les envois : dmp, mss-pro, mss-patient.",
    "Les documents reçus : segur inbox list   ; les identités : segur patient search --filter ins-ko",
  );
}

export function onlyWithDetail(flag: string): SegurError {
  return usage(
    "dashboard.only_with_detail",
    `${flag} va avec --detail.`,
    "Par exemple : segur dashboard --detail total --limit 20",
  );
}

export function limitWrong(most: number): SegurError {
  return usage(
    "dashboard.limit",
    `--limit prend un nombre de 1 à ${most}.`,
    "Par exemple : segur dashboard --detail total --limit 100",
  );
}

export function afterWrong(): SegurError {
  return usage(
    "dashboard.after",
    "--after prend l'identifiant d'une ligne de cette liste.",
    "L'identifiant de la dernière ligne lue, par exemple : segur dashboard --detail total --after E120",
  );
}

/** @param where what is wrong, and where in the file */
export function rulesWrong(path: string, where: string): SegurError {
  return new SegurError({
    kind: "input",
    code: "dashboard.rules",
    rule: "TBB/va1.03",
    message: `${path} ne contient pas de règles de comptage.`,
    why: `${where} Il faut un objet JSON : version, date (AAAA-MM-JJ), source, types (une liste de codes, ou null pour tous).`,
    advice: "Voyez docs/extraction-format.md, ou retirez l'option : segur dashboard",
  });
}

/** The page holds the whole report: lines and fields are for the other forms. */
export function pageAlone(flag: string): SegurError {
  return usage(
    "dashboard.page_alone",
    `${flag} ne va pas avec la page (--open, --format html).`,
    `Pour un script : segur dashboard ${flag === "--detail" ? "--detail --json" : "--json --fields services"}`,
  );
}

export function pageOnScreen(): SegurError {
  return usage(
    "dashboard.page_on_screen",
    "Une page ne s'écrit pas telle quelle dans le terminal.",
    "Dans le navigateur : segur dashboard --open   ; dans un fichier : segur dashboard --format html > tableau.html",
  );
}
