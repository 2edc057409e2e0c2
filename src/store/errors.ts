import { SegurError } from "../domain/errors.js";

/** Errors of the cabinet store. The path of the store may appear in a text; what it holds never does. */

const UNREADABLE = "segur cabinet check, puis la dernière sauvegarde : segur cabinet restore FICHIER";

export function storeMissing(path: string): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.missing",
    message: `Le fichier du cabinet n'existe pas : ${path}.`,
    why: "Il a été déplacé ou supprimé, ou le cabinet n'a jamais été créé.",
    advice: "segur cabinet list",
  });
}

export function storeNewer(path: string, found: number, known: number): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.newer",
    message: "Ce cabinet a été écrit par une version plus récente de segur.",
    why: `${path} est au format ${found}, cette version lit jusqu'au format ${known}. Rien n'a été modifié.`,
    advice: "Mettez segur à jour sur ce poste : npm install --global segur",
    details: { found, known },
  });
}

export function notACabinet(path: string, cause?: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.not_a_cabinet",
    message: `Ce fichier n'est pas un cabinet segur : ${path}.`,
    why: "Son contenu n'est pas celui d'une base de segur. Rien n'a été modifié.",
    advice: "Choisissez un autre dossier : segur cabinet init NOM --environment sandbox --dir DOSSIER",
    cause,
  });
}

/** The key that was given is another's: the file says which one it wants, by an identifier that tells nothing of the key. */
export function keyWrong(path: string, keyId: string, cause?: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.key_wrong",
    message: `Cette clé n'est pas celle du cabinet : ${path}.`,
    why: `Le fichier demande la clé ${keyId} (ou bien ce n'est pas un cabinet segur). Rien n'a été modifié.`,
    advice: "Donnez le fichier de la bonne clé : SEGUR_CABINET_KEY_FILE=FICHIER segur …, ou segur cabinet key --import FICHIER",
    details: { keyId },
    cause,
  });
}

/** What was to take the place of a line finds that another process has begun to send it. */
export function supersededMoved(line: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "outbox.superseded_moved",
    message: `L'envoi ${line} d'une version précédente vient de partir : rien n'a été ajouté à la file.`,
    advice: `Attendez qu'il soit fini (segur outbox show ${line}), puis relancez la commande.`,
    details: { outbox: line },
  });
}

/** Another process has the store open while it must be replaced. */
export function storeInUse(path: string, cause?: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.in_use",
    message: "Le cabinet est ouvert par une autre commande : il n'a pas été remplacé.",
    why: `Un autre programme utilise ${path}.`,
    advice: "Attendez la fin des autres commandes (ou arrêtez-les), puis relancez celle-ci.",
    cause,
  });
}

export function storeReadOnly(path: string, cause?: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.read_only",
    message: "Le cabinet ne peut pas être modifié : il est en lecture seule.",
    why: `Le fichier ${path}, son dossier ou son disque est protégé en écriture.`,
    advice: "Donnez à votre compte le droit d'écrire dans ce dossier, puis relancez la commande.",
    cause,
  });
}

/** A row that cannot be what we wrote: truncated JSON, a value outside its list. */
export function storeDamaged(path: string | null, cause?: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.damaged",
    message: "Le fichier du cabinet est abîmé.",
    why: path === null ? "Une donnée enregistrée est illisible." : `La structure de ${path} est illisible.`,
    advice: UNREADABLE,
    cause,
  });
}

export function storeClosed(): SegurError {
  return new SegurError({ kind: "internal", code: "storage.closed", message: "Le cabinet est déjà fermé." });
}

function storePermission(path: string, cause: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.permission",
    message: `Le fichier du cabinet ne peut pas être ouvert : ${path}.`,
    why: `Votre compte n'a pas le droit de le lire, ou son dossier n'existe pas (${codeOf(cause)}).`,
    advice: "Vérifiez les droits de ce dossier, puis relancez la commande.",
    cause,
  });
}

function diskFull(path: string, cause: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.full",
    message: "Le disque est plein : l'enregistrement n'a pas été fait.",
    why: `Plus de place pour ${path}. Ce qui était déjà enregistré est intact.`,
    advice: "Libérez de la place, puis relancez la même commande : elle reprend où elle en était.",
    cause,
  });
}

function storeBusy(path: string, cause: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.busy",
    message: "Le cabinet est occupé par une autre commande depuis plus de 10 secondes.",
    why: `Un autre programme garde ${path} ouvert en écriture.`,
    advice: "Attendez la fin de l'autre commande, puis relancez celle-ci.",
    cause,
  });
}

function diskFailure(path: string, code: string, cause: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.io",
    message: "Le disque n'a pas pu lire ou écrire le fichier du cabinet.",
    why: `${code} sur ${path}.`,
    advice: "Vérifiez le disque et sa place libre, puis relancez la même commande.",
    cause,
  });
}

function conflicting(code: string, cause: unknown): SegurError {
  return new SegurError({
    kind: "internal",
    code: "storage.constraint",
    message: "Un enregistrement contredit une règle de la base du cabinet.",
    why: code,
    advice: "Relancez la même commande ; si l'erreur revient, signalez-la avec son code.",
    cause,
  });
}

/** The file number of an edited patient is another patient's (it is the practice's own key, hence unique). */
function fileNumberTaken(cause: unknown): SegurError {
  return new SegurError({
    kind: "input",
    code: "patient.file_number_taken",
    message: "Ce numéro de dossier est déjà celui d'un autre patient.",
    why: "Un numéro de dossier désigne un seul patient du cabinet.",
    advice: "Choisissez un autre numéro de dossier, ou videz-le.",
    cause,
  });
}

/** `code` of an error of SQLite (`SQLITE_FULL`) or of the system (`ENOSPC`), else an empty string. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

/** FTS5 cannot read the pages of its own tables: SQLite then says a plain `SQLITE_ERROR`. */
export function isNameIndexBroken(error: unknown): boolean {
  return codeOf(error) === "SQLITE_ERROR" && error instanceof Error && error.message.startsWith("vtable constructor failed");
}

/**
 * Any failure of the store in the product's words. Extended result codes (`SQLITE_IOERR_WRITE`) fall under their family.
 * What is none of these is a defect and comes back as it is.
 */
export function translateStoreError(path: string, error: unknown): unknown {
  if (error instanceof SegurError) return error;
  const code = codeOf(error);
  if (code === "SQLITE_CONSTRAINT_UNIQUE" && error instanceof Error && error.message.includes("patients.file_number")) {
    return fileNumberTaken(error);
  }
  if (isNameIndexBroken(error)) return storeDamaged(path, error);
  switch (code.split("_").slice(0, 2).join("_")) {
    case "SQLITE_NOTADB":
      return notACabinet(path, error);
    case "SQLITE_CORRUPT":
      return storeDamaged(path, error);
    case "SQLITE_READONLY":
    case "EROFS":
      return storeReadOnly(path, error);
    case "SQLITE_CANTOPEN":
    case "SQLITE_PERM":
    case "SQLITE_AUTH":
    case "EACCES":
    case "EPERM":
    case "ENOENT":
    case "EEXIST":
    case "ENOTDIR":
    case "EISDIR":
      return storePermission(path, error);
    case "SQLITE_FULL":
    case "ENOSPC":
    case "EDQUOT":
      return diskFull(path, error);
    case "SQLITE_BUSY":
    case "SQLITE_LOCKED":
    case "SQLITE_PROTOCOL":
      return storeBusy(path, error);
    case "SQLITE_IOERR":
      return diskFailure(path, code, error);
    case "SQLITE_CONSTRAINT":
      return conflicting(code, error);
    case "SQLITE_ERROR":
      // A table of ours that is not there any more; any other is a defect.
      return error instanceof Error && error.message.startsWith("no such table") ? storeDamaged(path, error) : error;
    default:
      return error instanceof Error && "syscall" in error ? diskFailure(path, code, error) : error;
  }
}
