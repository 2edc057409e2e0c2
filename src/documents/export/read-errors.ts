import { SegurError } from "../../domain/errors.js";
import { knownWord } from "../../domain/known-word.js";

/** Not one of ours, or repacked by another program. */
export function notExport(why: string, cause?: unknown): SegurError {
  return new SegurError({
    kind: "input",
    code: "export.not_export",
    message: "Ce fichier n'est pas un export de segur, ou un autre logiciel l'a réécrit.",
    why,
    advice: "Donnez le fichier de l'export tel qu'il a été écrit.",
    cause,
  });
}

/** Cut, damaged or changed since it was written. @param what stable; `where`: an opaque path of the archive */
export function exportAltered(what: string, where: string | null, cause?: unknown): SegurError {
  return new SegurError({
    kind: "input",
    code: "export.altered",
    message: "Cet export n'est plus tel qu'il a été écrit : il est coupé, abîmé ou modifié.",
    why: `${knownWord(WHAT, what) ?? what}${where === null ? "" : ` (${where})`}.`,
    advice: "Reprenez une autre copie du fichier, ou refaites l'export.",
    details: { what, where },
    cause,
  });
}

const WHAT: Readonly<Record<string, string>> = {
  archive: "L'archive ne se lit pas jusqu'au bout",
  sealed: "Un bloc chiffré n'est pas celui qui a été écrit",
  hash: "Un fichier n'a pas l'empreinte du manifeste",
  size: "Un fichier n'a pas la taille du manifeste",
  missing: "Un fichier du manifeste n'est pas dans l'archive",
  unlisted: "L'archive contient un fichier que le manifeste ne nomme pas",
  name: "L'archive contient un nom de fichier qu'un export n'écrit pas",
  ratio: "Un fichier se décompresse démesurément (bombe de décompression)",
  large: "Un fichier dépasse la taille permise",
  json: "Un fichier JSON n'est pas lisible, ou n'a pas la forme attendue",
};

export function exportNewer(format: number, known: number): SegurError {
  return new SegurError({
    kind: "input",
    code: "export.newer",
    message: `Cet export est d'un format plus récent (${format}) que celui que ce programme lit (${known}).`,
    advice: "Mettez segur à jour, puis relancez la même commande.",
    details: { format, known },
  });
}

/** Same exit code as a file that cannot be read: nobody is asked to log in. */
export function passphraseWrong(): SegurError {
  return new SegurError({
    kind: "input",
    code: "export.passphrase_wrong",
    message: "Cette phrase secrète n'ouvre pas cet export.",
    why: "Ce n'est pas celle qui l'a chiffré, ou l'en-tête du fichier est abîmé.",
    advice: "Redonnez-la : --passphrase-file FICHIER",
  });
}
