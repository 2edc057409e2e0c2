import { SegurError } from "../../domain/errors.js";
import { codeOf } from "../errors.js";

const AGAIN = "segur mss directory import --download";

interface Texts {
  readonly code: string;
  readonly message: string;
  readonly why: string;
  readonly advice: string;
}

function textsOf(path: string, code: string): Texts | null {
  switch (code.split("_").slice(0, 2).join("_")) {
    case "SQLITE_NOTADB":
    case "SQLITE_CORRUPT":
    case "SQLITE_SCHEMA":
      return {
        code: "directory.copy_damaged",
        message: "La copie locale de l'Annuaire Santé est abîmée.",
        why: `Le fichier ${path} est illisible.`,
        advice: `Rechargez-la : ${AGAIN}`,
      };
    case "SQLITE_FULL":
    case "ENOSPC":
    case "EDQUOT":
      return {
        code: "directory.disk_full",
        message: "Le disque est plein : l'Annuaire Santé n'a pas été chargé.",
        why: "Il faut environ 300 Mo. La copie d'avant, s'il y en a une, sert toujours.",
        advice: "Libérez de la place, puis relancez la même commande.",
      };
    case "SQLITE_CANTOPEN":
    case "SQLITE_PERM":
    case "SQLITE_AUTH":
    case "SQLITE_READONLY":
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "ENOTDIR":
    case "EISDIR":
      return {
        code: "directory.copy_denied",
        message: `La copie locale de l'Annuaire Santé ne peut pas être ouverte ou écrite : ${path}.`,
        why: `Votre compte n'en a pas le droit, ou ce chemin n'est pas un fichier (${code}).`,
        advice: "Vérifiez les droits de ce dossier, puis relancez la commande.",
      };
    default:
      return null;
  }
}

/** A failure of the copy's file in the words of its user; what is no failure of the disk is a defect and comes back as it is. */
export function copyFailure(path: string, error: unknown): unknown {
  if (error instanceof SegurError) return error;
  const code = codeOf(error);
  // A file that is a database, and none of ours: its tables are not there.
  const foreign = code === "SQLITE_ERROR" && error instanceof Error && /^no such (table|column)/.test(error.message);
  const texts = textsOf(path, foreign ? "SQLITE_CORRUPT" : code);
  if (texts !== null) return new SegurError({ kind: "storage", ...texts, cause: error });
  if (!code.startsWith("SQLITE_IOERR") && !(error instanceof Error && "syscall" in error)) return error;
  return new SegurError({
    kind: "storage",
    code: "directory.io",
    message: "Le disque n'a pas pu lire ou écrire la copie locale de l'Annuaire Santé.",
    why: `${code} sur ${path}.`,
    advice: "Vérifiez le disque et sa place libre, puis relancez la même commande.",
    cause: error,
  });
}

/** Written by another version, which keeps it otherwise; it is only a copy. */
export function copyOfAnotherFormat(path: string): SegurError {
  return new SegurError({
    kind: "storage",
    code: "directory.copy_format",
    message: "La copie locale de l'Annuaire Santé est d'une autre version de segur.",
    why: `Le fichier ${path} n'est pas au format de celle-ci.`,
    advice: `Rechargez-la : ${AGAIN}`,
  });
}
