import { SegurError } from "../domain/errors.js";

/** Errors about backup files. A path may appear; what the file holds never does. */

const OTHER = "Essayez une autre sauvegarde. Le cabinet en place n'a pas été modifié.";

export function notABackup(file: string, cause?: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "backup.not_a_backup",
    message: `Ce fichier n'est pas une sauvegarde de cabinet : ${file}.`,
    why: "Ses premières lignes ne sont pas celles qu'écrit segur cabinet backup.",
    advice: OTHER,
    cause,
  });
}

/** @param what French: the part that is wrong */
export function backupDamaged(file: string, what: string, cause?: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "backup.damaged",
    message: `Cette sauvegarde est abîmée : ${file}.`,
    why: what,
    advice: OTHER,
    cause,
  });
}

export function backupNewer(file: string, found: number, known: number): SegurError {
  return new SegurError({
    kind: "storage",
    code: "backup.newer",
    message: "Cette sauvegarde a été faite par une version plus récente de segur.",
    why: `${file} est au format ${found}, cette version lit jusqu'au format ${known}.`,
    advice: "Mettez segur à jour sur ce poste : npm install --global segur",
    details: { found, known },
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "Ce fichier n'existe pas.",
  EISDIR: "C'est un dossier.",
  ENOTFILE: "Ce n'est pas un fichier ordinaire (tube, périphérique…).",
};

/** The system does not let it be read: absent, a folder, no right, a disk error. */
export function backupUnreadable(file: string, reason: string, cause: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "backup.unreadable",
    message: `Cette sauvegarde ne peut pas être lue : ${file}.`,
    why: REASONS[reason] ?? `Le système répond ${reason}.`,
    advice: "Vérifiez le chemin et les droits, puis relancez la commande.",
    cause,
  });
}

export function backupExists(file: string): SegurError {
  return new SegurError({
    kind: "storage",
    code: "backup.exists",
    message: `Un fichier existe déjà à cet endroit : ${file}.`,
    why: "Une sauvegarde n'en remplace jamais une autre.",
    advice: "segur cabinet backup --to AUTRE-FICHIER (ou un dossier : le nom est alors daté)",
  });
}

export function backupInterrupted(): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "backup.interrupted",
    message: "Interrompu : aucun fichier n'a été laissé, le cabinet n'a pas été modifié.",
    advice: "Relancez la même commande.",
  });
}
