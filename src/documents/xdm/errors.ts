import { SegurError } from "../../domain/errors.js";

/** The documents of an archive are not of one patient, or the set is of another (MSS/CONF.23, ECO.2.1.1). */
export function severalPatients(): SegurError {
  return new SegurError({
    kind: "refused",
    code: "xdm.several_patients",
    message: "Un message ne porte les documents que d'un seul patient.",
    why: "Les documents choisis ne nomment pas le même patient de la même façon (INS ou numéro de dossier).",
    advice: "Envoyez un message par patient : segur mss send --doc D… --to ADRESSE",
    rule: "MSS/CONF.23",
  });
}

/** @param count number of documents asked */
export function wrongCount(count: number, max: number): SegurError {
  return new SegurError({
    kind: "refused",
    code: count === 0 ? "xdm.empty" : "xdm.too_many",
    message:
      count === 0
        ? "Une archive XDM porte au moins un document."
        : `Une archive XDM porte au plus ${max} documents : ${count} sont demandés.`,
    advice: "Choisissez les documents à envoyer : segur doc list PATIENT",
    rule: "MSS/CONF.23",
    details: { count, max },
  });
}

/** Two documents of an archive have the same uniqueId: one of them would be lost by who receives it. */
export function documentTwice(uniqueId: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "xdm.document_twice",
    message: "Le même document est demandé deux fois dans le message.",
    why: `Deux documents portent l'identifiant ${uniqueId}.`,
    advice: "Nommez chaque document une fois : segur mss send --doc D…",
    rule: "MSS/CONF.23",
    details: { uniqueId },
  });
}

/** The bytes at hand are not those that METADATA.XML tells: who receives it would set it apart. */
export function contentChanged(uniqueId: string): SegurError {
  return new SegurError({
    kind: "storage",
    code: "xdm.content_changed",
    message: "Le contenu d'un document n'est plus celui dont les métadonnées ont été écrites.",
    why: `L'empreinte ou la taille du document ${uniqueId} diffère ; rien n'a été envoyé.`,
    advice: "Vérifiez le cabinet, puis recommencez : segur cabinet check",
    details: { uniqueId },
  });
}
