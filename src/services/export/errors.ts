import { SegurError } from "../../domain/errors.js";

export function exportInterrupted(): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "export.interrupted",
    message: "Export interrompu : aucun fichier n'a été écrit.",
    advice: "Relancez la même commande.",
  });
}

export function plainUnconfirmed(): SegurError {
  return new SegurError({
    kind: "refused",
    code: "export.plain_refused",
    message: "Export en clair refusé : rien n'a été écrit.",
    why: "Un fichier en clair donne tout le dossier à qui le lit.",
    advice: "Sans --plain, l'export est chiffré par une phrase secrète.",
  });
}

export function periodReversed(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "export.period_reversed",
    message: "La période finit avant de commencer (--since, --until).",
  });
}

export function cohortNeeded(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "export.cohort_needed",
    message: "Un export ciblé dit de qui : --filter, --rpps, ou --since et --until.",
    advice: "Pour tout le cabinet : segur export all --out FICHIER",
  });
}

export function roomMissing(needed: number, free: number): SegurError {
  return new SegurError({
    kind: "storage",
    code: "export.no_room",
    message: "Il n'y a pas assez de place sur ce disque : rien n'a été écrit.",
    why: `Il faut environ ${megabytes(needed)} Mo, et ${megabytes(free)} Mo sont libres.`,
    advice: "Choisissez un autre disque (--out), ou un export ciblé : segur export cohort --help",
    details: { needed, free },
  });
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_000_000);
}

export function rppsWrong(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "export.rpps_wrong",
    message: "--rpps attend un numéro RPPS, 11 chiffres.",
    advice: "Pour les praticiens du cabinet : segur user list",
  });
}

const FAULTS = {
  short: "Elle fait moins de 12 caractères.",
  long: "Elle fait plus de 256 caractères.",
  poor: "Elle répète toujours les mêmes caractères.",
} as const;

export function passphrasePoor(fault: keyof typeof FAULTS): SegurError {
  return new SegurError({
    kind: "input",
    code: `export.passphrase_${fault}`,
    message: "Cette phrase secrète ne protège pas assez un export : rien n'a été écrit.",
    why: `${FAULTS[fault]} Qui a le fichier peut essayer autant de phrases qu'il veut.`,
    advice: "Quatre ou cinq mots au hasard font une bonne phrase (--passphrase-file FICHIER).",
  });
}

export function passphraseAndPlain(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "export.passphrase_and_plain",
    message: "--plain écrit en clair : une phrase secrète n'y servirait à rien.",
    advice: "Donnez l'une ou l'autre option.",
  });
}

export function outNeeded(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "export.out_needed",
    message: "Où écrire l'export n'est pas dit.",
    advice: "--out FICHIER ; pour compter seulement : --dry-run",
  });
}

export function exportCancelled(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "secret.differ",
    message: "Les deux phrases secrètes ne sont pas les mêmes.",
    advice: "Relancez la même commande ; rien n'a été écrit.",
  });
}

export function sameCabinet(): SegurError {
  return new SegurError({
    kind: "refused",
    code: "export.same_cabinet",
    message: "Cet export est celui de ce cabinet : il n'y a rien à reprendre.",
    why: "Ce qui en a été retiré depuis l'a été par quelqu'un, et n'y revient pas tout seul.",
    advice: "Pour revenir à un état ancien : segur cabinet restore SAUVEGARDE",
  });
}

export function otherEnvironment(here: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "export.other_environment",
    message: "Cet export vient d'un autre environnement que ce cabinet : rien n'a été importé.",
    why: "Des patients réels n'ont rien à faire hors de la production, ni des patients de test dedans.",
    advice: `Un cabinet du même environnement : segur cabinet init NOM --environment … (celui-ci est ${here})`,
    rule: "SSI/GEN.05",
  });
}

export function importInterrupted(done: number): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "export.import_interrupted",
    message: `Import interrompu : ${done} patients sont repris en entier.`,
    advice: "Relancez la même commande : elle continue où elle s'est arrêtée.",
  });
}

/** Two at once would not see each other's patients. */
export function importRunning(): SegurError {
  return new SegurError({
    kind: "storage",
    code: "export.import_running",
    message: "Un autre import est en cours dans ce cabinet : rien n'a été importé.",
    advice: "Attendez qu'il finisse, puis relancez la même commande.",
  });
}

export function plainNamedSealed(name: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "export.name_sealed",
    message: "Un export en clair ne prend pas un nom en .age : rien n'a été écrit.",
    why: "Qui garde ce fichier le croirait chiffré.",
    advice: `Avec --plain : --out ${name}`,
  });
}

export function sealedNamedPlain(name: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "export.name_plain",
    message: "Un export chiffré ne prend pas un nom en .zip : rien n'a été écrit.",
    why: "Aucun logiciel d'archives ne l'ouvrirait sous ce nom.",
    advice: `Donnez : --out ${name} ; ou, en clair : --plain`,
  });
}
