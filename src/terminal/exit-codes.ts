import type { ErrorKind } from "../domain/errors.js";

/** The one table from error kinds to exit codes (cli.md, « Conventions »); shown by `segur help exit-codes`. */
const EXIT_CODES: Readonly<Record<ErrorKind, number>> = {
  usage: 2,
  input: 2,
  config: 2,
  storage: 2,
  not_found: 1,
  internal: 1,
  partial: 3,
  auth: 4,
  unreachable: 5,
  refused: 6,
  decision: 7,
  interrupted: 130,
};

/** Exit code of an error kind. */
export function exitCode(kind: ErrorKind): number {
  return EXIT_CODES[kind];
}

/** What each exit code means, in French, in the order of the codes. */
export const EXIT_CODE_MEANINGS: readonly { readonly code: number; readonly meaning: string }[] = [
  { code: 0, meaning: "Fait." },
  { code: 1, meaning: "Échec, introuvable, ou contrôle en défaut (doctor, verify, check)." },
  { code: 2, meaning: "Ligne de commande, fichier ou réglage à corriger, ou contrôle impossible." },
  { code: 3, meaning: "Traitement par lot terminé, mais des éléments sont en échec ou à revoir." },
  { code: 4, meaning: "Connexion nécessaire ou expirée." },
  { code: 5, meaning: "Un téléservice ne répond pas ; réessayer plus tard." },
  { code: 6, meaning: "Refusé par une règle (identité non qualifiée, opposition, droits)." },
  { code: 7, meaning: "Une personne doit décider (plusieurs candidats)." },
  { code: 130, meaning: "Interrompu (Ctrl-C)." },
];
