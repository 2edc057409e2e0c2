import { SegurError } from "../../domain/errors.js";

/** Errors about the keys of cabinets. A key itself is in none of them: only its identifier and the path of its file. */

export const KEY_VARIABLE = "SEGUR_CABINET_KEY_FILE";

/** @param folder where the vault keeps its files */
export function keyMissing(keyId: string, path: string, folder: string): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.key_missing",
    message: `La clé de ce cabinet n'est pas sur cette machine : ${path}.`,
    why: `Clé ${keyId} cherchée dans le trousseau du système, puis dans ${folder}. Sans elle, les données ne peuvent pas être lues.`,
    advice: `Donnez le fichier de la clé : ${KEY_VARIABLE}=FICHIER segur …   (ou gardez-la ici : segur cabinet key --import FICHIER)`,
    details: { keyId },
  });
}

/** The file that the variable or `--key-file` names holds another cabinet's key. */
export function keyOfAnother(from: string, keyId: string, found: string, path: string): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.key_wrong",
    message: `La clé donnée par ${from} n'est pas celle qu'il faut : ${path}.`,
    why: `Il faut la clé ${keyId}, et ce fichier contient la clé ${found}. Rien n'a été modifié.`,
    advice: from === KEY_VARIABLE ? `Corrigez ou retirez ${KEY_VARIABLE}, puis relancez la commande.` : `${from} FICHIER`,
    details: { keyId },
  });
}

/** What the vault keeps under this identifier is not that key. */
export function keyDamaged(keyId: string, path: string | null): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.key_wrong",
    message: "La clé gardée sur cette machine pour ce cabinet est abîmée.",
    why: path === null ? `Clé ${keyId}, dans le trousseau du système.` : `Clé ${keyId}, fichier ${path}.`,
    advice: "Reprenez-la de sa copie : segur cabinet key --import FICHIER",
    details: { keyId },
  });
}

export function keyFileUnreadable(path: string, why: string, cause?: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.key_file",
    message: `Le fichier de clé ne peut pas être utilisé : ${path}.`,
    why,
    advice: "Un fichier de clé contient 32 octets, ou 64 chiffres hexadécimaux, ou du base64 ; lui seul, lisible par vous seul.",
    cause,
  });
}

export function keyFileOpen(path: string): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.key_file_open",
    message: `Le fichier de clé peut être lu par d'autres utilisateurs de cette machine : ${path}.`,
    why: "Qui lit cette clé peut lire le cabinet : elle n'a pas été utilisée.",
    advice: `chmod 600 « ${path} »`,
  });
}

/** The keyring holds the key and does not give it (locked session, no person to answer). */
export function keyringSilent(keyId: string, cause: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.key_keyring",
    message: "Le trousseau du système ne donne pas la clé de ce cabinet.",
    why: `Il est verrouillé ou ne répond pas (clé ${keyId}).`,
    advice: `Ouvrez votre session, ou donnez la copie de la clé : ${KEY_VARIABLE}=FICHIER segur …`,
    details: { keyId },
    cause,
  });
}

export function keyExport(path: string, why: string, cause?: unknown): SegurError {
  return new SegurError({
    kind: "storage",
    code: "storage.key_export",
    message: `La clé ne peut pas être écrite dans ce fichier : ${path}.`,
    why,
    advice: "segur cabinet key --export AUTRE-FICHIER",
    cause,
  });
}

/** A change of key cannot change the file that the variable names. */
export function keyFromVariable(): SegurError {
  return new SegurError({
    kind: "config",
    code: "cabinet.rekey_variable",
    message: `La clé de ce cabinet vient de ${KEY_VARIABLE} : elle ne peut pas être changée à cet endroit.`,
    why: "La commande suivante chercherait encore l'ancienne clé.",
    advice: `segur cabinet key --import FICHIER, puis retirez ${KEY_VARIABLE} et relancez segur cabinet rekey`,
  });
}
