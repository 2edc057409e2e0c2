import { SegurError } from "../../domain/errors.js";

/** The submission is larger than what the DMP accepts; nothing has left. */
export function tooBig(bytes: number, max: number): SegurError {
  return new SegurError({
    kind: "refused",
    code: "dmp.too_big",
    message: `Le lot dépasse la taille que le DMP accepte : ${megabytes(bytes)} Mo pour ${megabytes(max)} Mo au plus.`,
    why: "Rien n'a été envoyé.",
    advice: "Envoyez moins de documents à la fois, ou un document plus léger ; la limite est le réglage dmp.maxSubmissionBytes.",
    details: { bytes, max },
  });
}

/** The bytes at hand are not those that were prepared: the hash of the metadata would be wrong (XDSRepositoryMetadataError). */
export function contentChanged(uniqueId: string): SegurError {
  return new SegurError({
    kind: "storage",
    code: "dmp.content_changed",
    message: "Le contenu du document n'est plus celui qui avait été préparé pour l'envoi.",
    why: `L'empreinte ou la taille du document ${uniqueId} diffère ; rien n'a été déposé.`,
    advice: "Annulez cet envoi puis relancez-le : segur outbox list, segur dmp push",
    details: { uniqueId },
  });
}

/** A visibility that TD3.3 cannot give. */
export function visibilityError(problem: "unchanged" | "one_way"): SegurError {
  const texts = {
    unchanged: {
      message: "Le document a déjà cette visibilité.",
      why: "Rien n'est à changer dans le DMP.",
      rule: "EX_GEN-1060",
    },
    one_way: {
      message: "Un document visible du patient ou de ses représentants ne peut plus leur être caché.",
      why: "La transaction TD3.3b ne sait que rendre visible.",
      rule: "TD3.3b",
    },
  } as const;
  return new SegurError({
    kind: "refused",
    code: `dmp.visibility.${problem}`,
    ...texts[problem],
    advice: "Voyez l'état du document : segur dmp list --refresh",
  });
}

/** A status that TD3.3c/d cannot give. */
export function availabilityError(to: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "dmp.availability.not_allowed",
    message: "Ce changement d'état n'existe pas au DMP.",
    why: `« ${to} » ne se demande pas : un document se remplace, s'archive, se désarchive ou se supprime.`,
    advice: "segur dmp replace, archive, unarchive ou delete",
    rule: "TD3.3",
  });
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1).replace(".", ",");
}
