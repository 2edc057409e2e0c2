import { SegurError } from "../../domain/errors.js";

/** No cabinet was ever made or chosen. */
export function cabinetMissing(known: readonly string[]): SegurError {
  const any = known.length > 0;
  return new SegurError({
    kind: "config",
    code: any ? "cabinet.not_chosen" : "cabinet.none",
    message: any ? "Aucun cabinet n'est choisi." : "Aucun cabinet n'existe encore sur cette machine.",
    why: any ? `Cabinets connus : ${known.join(", ")}.` : undefined,
    advice: any ? `segur cabinet use ${known[0]}` : "segur cabinet init mon-cabinet --environment sandbox   (ou : segur demo)",
  });
}

/** A cabinet was named and is not known here. */
export function cabinetUnknown(name: string, known: readonly string[], origin?: string): SegurError {
  return new SegurError({
    kind: "config",
    code: "cabinet.unknown",
    message: `Le cabinet « ${name} » n'est pas connu sur cette machine.`,
    why: [
      origin === undefined ? undefined : `Il est demandé par ${origin}.`,
      known.length === 0 ? "Aucun cabinet n'existe encore." : `Cabinets connus : ${known.join(", ")}.`,
    ]
      .filter((part) => part !== undefined)
      .join(" "),
    advice: known.length === 0 ? "segur cabinet init NOM --environment sandbox" : "segur cabinet list",
  });
}

/** The name cannot be a folder name on every system. */
export function cabinetNameWrong(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "cabinet.name",
    message: "Ce nom de cabinet ne peut pas être utilisé.",
    why: "Un nom a 1 à 40 caractères : lettres minuscules sans accent, chiffres, tirets ; il commence par une lettre ou un chiffre.",
    advice: "Par exemple : segur cabinet init maison-sante-nord --environment sandbox",
  });
}

/** `cabinet init` of a name already known. */
export function cabinetExists(name: string): SegurError {
  return new SegurError({
    kind: "config",
    code: "cabinet.exists",
    message: `Le cabinet « ${name} » existe déjà ; il n'a pas été modifié.`,
    advice: `segur cabinet use ${name}, ou choisissez un autre nom`,
  });
}

/** The folder holds something else. */
export function directoryTaken(directory: string, why: string): SegurError {
  return new SegurError({
    kind: "config",
    code: "cabinet.directory_taken",
    message: `Le dossier « ${directory} » est déjà utilisé ; rien n'y a été écrit.`,
    why,
    advice: "Donnez un dossier vide ou nouveau : --dir DOSSIER",
  });
}

/** The folder of a known cabinet holds no finished store. */
export function storeMissing(name: string, directory: string): SegurError {
  return new SegurError({
    kind: "storage",
    code: "cabinet.store_missing",
    message: `Les données du cabinet « ${name} » sont introuvables.`,
    why: `Il n'y a pas de cabinet dans « ${directory} » (disque débranché, dossier déplacé ou supprimé).`,
    advice: "Rebranchez le disque ou remettez le dossier en place, puis relancez la commande.",
  });
}

/** `--user-rpps` is not an RPPS number. */
/** @param flag the option that was given */
export function rppsWrong(flag = "--user-rpps"): SegurError {
  return new SegurError({
    kind: "usage",
    code: "cabinet.rpps",
    message: "Le numéro RPPS n'est pas reconnu.",
    why: "Il a 11 chiffres, ou 12 avec le 8 de l'identifiant national.",
    advice: `Par exemple : ${flag} 99700000001`,
  });
}

/** A key that is not in the table of settings. */
export function settingUnknown(known: readonly string[], near: string | undefined): SegurError {
  return new SegurError({
    kind: "usage",
    code: "config.unknown_key",
    message: "Ce réglage n'existe pas.",
    why: near === undefined ? `Réglages : ${known.join(", ")}.` : `Vouliez-vous dire « ${near} » ?`,
    advice: "segur config list",
    details: { known },
  });
}

/** A value that the key does not accept. */
export function settingWrong(key: string, expected: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "config.value",
    message: `La valeur de ${key} n'est pas acceptée.`,
    why: `Valeur attendue : ${expected}.`,
    advice: `segur config list donne un exemple pour chaque réglage`,
    details: { key },
  });
}

/** A variable would change whom a real cabinet trusts. */
export function variableRefused(variable: string, key: string): SegurError {
  return new SegurError({
    kind: "config",
    code: "config.variable_refused",
    message: `La variable ${variable} n'est pas admise pour ce cabinet.`,
    why: "Hors du bac à sable, ce réglage se change dans le cabinet seulement, par qui l'administre.",
    advice: `Retirez la variable ; pour changer le réglage : segur config set ${key} VALEUR`,
    details: { key },
  });
}
