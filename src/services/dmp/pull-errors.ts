import { SegurError } from "../../domain/errors.js";

/** Nothing in the copies of DMPs has this short id. */
export function entryUnknown(typed: string): SegurError {
  const filed = /^D\d{1,12}$/i.test(typed) ? typed.toUpperCase() : null;
  if (filed !== null) {
    return new SegurError({
      kind: "not_found",
      code: "dmp.entry_unknown",
      message: `${filed} est un numéro du dossier, et non d'une liste du DMP.`,
      why: "D… est un document du dossier (segur doc) ; X… un document d'une liste du DMP (segur dmp).",
      advice: `S'il est au dossier : segur doc show ${filed}`,
    });
  }
  const repeated = /^X\d{1,12}$/i.test(typed) ? typed.toUpperCase() : "donné";
  return new SegurError({
    kind: "not_found",
    code: "dmp.entry_unknown",
    message: `Aucun document du DMP n'a l'identifiant ${repeated}.`,
    why: "Les identifiants X… sont ceux des listes affichées sur ce poste.",
    advice: "Affichez la liste : segur dmp list PATIENT",
  });
}

/** What was seen in an emergency is not opened again in silence. */
export function seenInEmergency(id: string, patientId: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "dmp.seen_in_emergency",
    rule: "EX_0.3-1050",
    message: `${id} vient d'une liste affichée en bris de glace.`,
    why: "Chaque accès en urgence dit son motif, qui est tracé.",
    advice: `--break-glass "motif", ou affichez la liste en accès normal : segur dmp list ${patientId}`,
  });
}

/** Neither documents nor a patient, or both. */
export function nothingToPull(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "dmp.nothing_to_pull",
    message: "Dites quels documents prendre, ou --all-new avec un patient.",
    advice: "segur dmp pull X…   (ou : segur dmp pull --all-new PATIENT)",
  });
}

/** Manifests of images (KOS) and style sheets are in the DMP too. */
export const NOT_A_CDA = {
  code: "dmp.format",
  message: "Ce document n'est pas un CDA : il ne se lit ni ne se classe ici.",
} as const;

/** The service answered, and this document was not in it. */
export const NOT_GIVEN = {
  code: "dmp.not_given",
  message: "Le DMP a répondu sans donner ce document.",
} as const;

/** The same document is in the file of somebody else of the cabinet: one person under two files, or an error of the DMP. */
export function filedElsewhere(other: string): { readonly code: string; readonly message: string } {
  return {
    code: "dmp.filed_elsewhere",
    message: `Ce document est déjà dans le dossier de ${other}, un autre patient du cabinet (segur patient duplicates).`,
  };
}

/** The DMP describes other bytes than those that the file has under the same identifier: neither may pass for the other. */
export function otherThanFiled(id: string): { readonly code: string; readonly message: string } {
  return {
    code: "dmp.same_id_other_content",
    message: `Le DMP a sous cet identifiant un autre contenu que celui de ${id} : demandez à son auteur une nouvelle version.`,
  };
}

/** Only what waits can be decided. */
export function quarantineUnknown(typed: string): SegurError {
  const repeated = /^Q\d{1,12}$/i.test(typed) ? typed.toUpperCase() : "donné";
  return new SegurError({
    kind: "not_found",
    code: "quarantine.unknown",
    message: `Rien en quarantaine n'a l'identifiant ${repeated}.`,
    advice: "segur quarantine list",
  });
}

export function quarantineDecided(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "quarantine.decided",
    message: `${id} a déjà été écarté.`,
    advice: "segur quarantine list --all",
  });
}
