import { SegurError } from "../../domain/errors.js";
import type { BackupManifest, CheckReport } from "../../store/keeper.port.js";
import type { RegisteredCabinet } from "./cabinets.port.js";

/** The backup is another cabinet's. */
export function backupOfAnother(backup: BackupManifest, cabinet: RegisteredCabinet): SegurError {
  return new SegurError({
    kind: "config",
    code: "restore.other_cabinet",
    message: `Cette sauvegarde est celle de « ${backup.cabinet} », et le cabinet courant est « ${cabinet.name} ».`,
    why: "Rien n'a été remplacé.",
    advice: `segur cabinet restore FICHIER --cabinet ${backup.cabinet}   (ou, pour la mettre quand même dans ${cabinet.name} : --as ${cabinet.name})`,
  });
}

/** Test data never take the place of real patients, nor the contrary. */
export function backupOfOtherWorld(backup: BackupManifest, environment: string): SegurError {
  return new SegurError({
    kind: "config",
    code: "restore.other_environment",
    message: `Cette sauvegarde est celle d'un cabinet ${backup.environment}, et celui-ci est ${environment}.`,
    why: "Un cabinet n'a qu'un environnement : des patients de test ne prennent jamais la place de vrais patients, ni l'inverse.",
    advice: `segur cabinet init AUTRE-NOM --from-backup FICHIER`,
  });
}

/** The store of the backup opens, and what it holds is not sound. */
export function backupUnsound(file: string, report: CheckReport): SegurError {
  const problems = report.findings.filter(({ ok }) => !ok).map(({ name, problem }) => `${name} : ${problem}`);
  return new SegurError({
    kind: "storage",
    code: "backup.unsound",
    message: `Le contenu de cette sauvegarde n'est pas sain : ${file}.`,
    why: problems.join(" "),
    advice: "Essayez une autre sauvegarde. Le cabinet en place n'a pas été modifié.",
  });
}

/** The manifest counts other things than what the store holds. */
export function backupMismatch(file: string): SegurError {
  return new SegurError({
    kind: "storage",
    code: "backup.damaged",
    message: `Cette sauvegarde est abîmée : ${file}.`,
    why: "Son en-tête n'annonce pas ce que contient son cabinet.",
    advice: "Essayez une autre sauvegarde. Le cabinet en place n'a pas été modifié.",
  });
}

/** The store may not be put under another key while it is not sound. */
export function storeUnsound(name: string, report: CheckReport): SegurError {
  const problems = report.findings.filter(({ ok }) => !ok).map(({ name: what, problem }) => `${what} : ${problem}`);
  return new SegurError({
    kind: "storage",
    code: "storage.damaged",
    message: `Le cabinet « ${name} » n'est pas sain ; il n'a pas été modifié.`,
    why: problems.join(" "),
    advice: "segur cabinet restore FICHIER   (la dernière sauvegarde)",
  });
}

/** A backup is told in the journal of its cabinet: it takes the right to write there. */
export function backupReadOnly({ name, directory }: RegisteredCabinet, cause: SegurError): SegurError {
  return new SegurError({
    kind: "storage",
    code: "backup.read_only",
    message: `Le cabinet « ${name} » ne peut pas être sauvegardé là où il est : il est en lecture seule.`,
    why: `Une sauvegarde s'inscrit au journal du cabinet, et rien ne peut être écrit dans ${directory}.`,
    advice:
      "Donnez à votre compte le droit d'écrire dans ce dossier, puis relancez la commande ; ou copiez-le tel quel : il est chiffré, par la même clé.",
    cause,
  });
}

export function restoreCancelled(): SegurError {
  return new SegurError({ kind: "interrupted", code: "restore.cancelled", message: "Abandonné : rien n'a été remplacé." });
}

/** This machine does not have the key of the backup. */
export function backupKeyMissing(missing: SegurError, file: string): SegurError {
  return new SegurError({
    kind: "storage",
    code: missing.code,
    message: `La clé de cette sauvegarde n'est pas sur cette machine : ${file}.`,
    why: missing.why,
    advice: "Ajoutez --key-file FICHIER : la copie faite par segur cabinet key --export",
    details: missing.details,
    cause: missing,
  });
}
