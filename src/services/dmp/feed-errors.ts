import type { DivergentTrait } from "../../domain/dmp/divergence.js";
import { type ErrorParts, SegurError } from "../../domain/errors.js";

/** Refusals of feeding a DMP: each names the rule that refused. A document or patient is named by its id only. */
function refused(parts: Omit<ErrorParts, "kind">): SegurError {
  return new SegurError({ kind: "refused", ...parts });
}

/** What was typed is repeated only when it looks like an id. */
export function documentUnknown(typed: string): SegurError {
  const shown = /^[DX]\d{1,12}$/i.test(typed) ? ` ${typed.toUpperCase()}` : " donné";
  return new SegurError({
    kind: "not_found",
    code: "dmp.document_unknown",
    message: `Aucun document ne porte le numéro${shown}.`,
    advice: "Voyez les documents du patient : segur doc list PATIENT",
  });
}

export function feedingOpposed(id: string): SegurError {
  return refused({
    code: "dmp.feeding_opposed",
    rule: "DMP/CONF.09",
    message: `Le patient ${id} s'oppose à l'alimentation de son DMP : rien n'est déposé.`,
    why: "Cette opposition est enregistrée dans son dossier ; il peut en changer à tout moment.",
    advice: `S'il a changé d'avis : segur patient consent ${id} --dmp-feed accord`,
  });
}

const TRAITS: Readonly<Record<DivergentTrait, string>> = {
  birthName: "nom de naissance",
  givenName: "prénom",
  sex: "sexe",
  birthDate: "date de naissance",
};

/** @param again the command that goes on once a person has looked */
export function traitsDiffer(id: string, traits: readonly DivergentTrait[], again: string): SegurError {
  return new SegurError({
    kind: "decision",
    code: "dmp.traits_differ",
    rule: "DMP/CONF.01",
    message: `L'identité du patient ${id} et celle de son DMP diffèrent : rien n'est déposé avant qu'une personne l'ait vérifié.`,
    why: `Diffèrent : ${traits.map((trait) => TRAITS[trait]).join(", ")}.`,
    advice: `Vérifiez que c'est bien ce patient (segur patient show ${id}), puis : ${again}`,
    details: { patient: id, traits },
  });
}

export function notCurrent(id: string, state: "superseded" | "removed", patientId: string): SegurError {
  return refused({
    code: "dmp.document_not_current",
    rule: "EX_GEN-1060",
    message:
      state === "superseded"
        ? `Le document ${id} a été remplacé par une version plus récente.`
        : `Le document ${id} est retiré du dossier.`,
    advice: `Déposez la version en vigueur : segur doc list ${patientId}`,
  });
}

export function emptyDocument(id: string): SegurError {
  return refused({
    code: "dmp.document_empty",
    rule: "EX_GEN-1060",
    message: `Le document ${id} est vide : il n'est pas déposé.`,
    advice: "Classez le bon fichier : segur doc add",
  });
}

export function alreadyThere(id: string, at: string): SegurError {
  return refused({
    code: "dmp.unchanged",
    rule: "EX_GEN-1060",
    message: `Le document ${id} est déjà dans le DMP, et n'a pas changé.`,
    why: `Déposé le ${at.slice(0, 10).split("-").reverse().join("/")}.`,
    advice: `S'il a été corrigé, classez la nouvelle version (segur doc add … --replaces ${id}), puis : segur dmp replace`,
  });
}

export function withdrawn(id: string, at: string): SegurError {
  return refused({
    code: "dmp.withdrawn",
    rule: "DMP/CONF.03",
    message: `Le document ${id} a été supprimé du DMP le ${at.slice(0, 10).split("-").reverse().join("/")} : il n'y est plus, et n'y revient pas tel quel.`,
    why: "Le DMP garde l'identifiant d'un document supprimé.",
    advice: `Pour l'y remettre, classez-en une nouvelle version (segur doc add … --replaces ${id}), puis déposez-la.`,
  });
}

/** Put there before the patient's INS was corrected. */
export function inFormerDmp(id: string): SegurError {
  return refused({
    code: "dmp.former_identity",
    rule: "INS/va1.53",
    message: `Le document ${id} est encore dans le DMP de l'identité que ce patient avait avant.`,
    why: "Son INS a été corrigée depuis le dépôt.",
    advice: `Retirez-le de ce DMP (segur dmp delete ${id}), puis déposez-le dans le bon : segur dmp push ${id}`,
  });
}

export function fromDmp(id: string): SegurError {
  return refused({
    code: "dmp.from_dmp",
    rule: "EX_GEN-1060",
    message: `Le document ${id} vient du DMP : il n'y est pas renvoyé.`,
    advice: `Voyez-le : segur doc show ${id}`,
  });
}

/** @param lines numbers of the lines of the outbox */
export function alreadyQueued(id: string, lines: readonly string[]): SegurError {
  return refused({
    code: "dmp.already_queued",
    rule: "EX_GEN-1060",
    message: `Le document ${id} attend déjà son envoi (${lines.join(", ")}).`,
    advice: `Pour l'envoyer maintenant : segur outbox retry ${lines.join(" ")}`,
    details: { outbox: lines },
  });
}

export function typeRefused(id: string, code: string): SegurError {
  return refused({
    code: "dmp.type_refused",
    rule: "JDV_J66",
    message: `Le DMP n'accepte pas les documents du type de ${id} (${code}).`,
    advice: "Classez-le sous un type que le DMP accepte : segur doc add … --type",
  });
}

export function bothHidden(): SegurError {
  return refused({
    code: "dmp.both_hidden",
    rule: "EX_2.1-1050",
    message: "Un document ne peut pas être masqué à la fois aux professionnels et au patient.",
    why: "Le DMP ne l'accepte pas.",
    advice: "Choisissez : --hide-from ps, ou --hide-from patient",
  });
}

export function notMinor(id: string): SegurError {
  return refused({
    code: "dmp.not_minor",
    rule: "EX_2.1-1050",
    message: `Le patient ${id} est majeur : ses documents ne se masquent pas à des représentants légaux.`,
    advice: "Relancez sans --hide-from legal",
  });
}

export function hiddenFromRecipient(id: string): SegurError {
  return refused({
    code: "dmp.hidden_from_recipient",
    rule: "DMP/va1.17",
    message: `Le document ${id} est adressé à un professionnel, qui ne pourrait pas le lire s'il était masqué aux professionnels.`,
    advice: "Relancez sans --hide-from ps",
  });
}

export function bulkHistory(ids: readonly string[], oldest: string, again: string): SegurError {
  return refused({
    code: "dmp.history_bulk",
    rule: "DMP/HISTO.03",
    message: `${ids.length} documents anciens seraient déposés d'un coup : leurs dates d'acte doivent d'abord être relues.`,
    why: `Le DMP les date de l'acte et non d'aujourd'hui ; le plus ancien est du ${oldest.split("-").reverse().join("/")}. Concernés : ${ids.slice(0, 10).join(", ")}${ids.length > 10 ? "…" : ""}.`,
    advice: `Relisez-les (ajoutez --dry-run), puis : ${again}`,
    details: { documents: ids },
  });
}

export function tooBig(size: number, limit: number): SegurError {
  const inMb = (bytes: number): string => `${(bytes / 1e6).toFixed(1).replace(".", ",")} Mo`;
  return refused({
    code: "dmp.too_big",
    rule: "EX_2.1-1260",
    message: `Cet envoi fait ${inMb(size)} ; le DMP n'en accepte pas plus de ${inMb(limit)}.`,
    advice: "Déposez les documents séparément, ou réduisez le PDF (résolution des images).",
    details: { size, limit },
  });
}

export function previousPending(id: string, lines: readonly string[]): SegurError {
  return refused({
    code: "dmp.previous_pending",
    rule: "EX_GEN-1060",
    message: `La version que ${id} remplace attend encore son envoi (${lines.join(", ")}).`,
    why: "Deux versions déposées séparément seraient deux documents dans le DMP.",
    advice: `Envoyez-la (segur outbox retry ${lines[0] ?? ""}) ou abandonnez-la (segur outbox cancel ${lines[0] ?? ""}).`,
    details: { outbox: lines },
  });
}

export function replacesNothing(id: string): SegurError {
  return refused({
    code: "dmp.replaces_nothing",
    rule: "DMP/va1.16",
    message: `Le document ${id} ne remplace aucun document déposé dans le DMP.`,
    why: "Un remplacement part d'une nouvelle version d'un document qui a été déposé.",
    advice: `Classez la nouvelle version (segur doc add … --replaces D), ou déposez celui-ci : segur dmp push ${id}`,
  });
}

export function nothingToPush(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "dmp.nothing",
    message: "Aucun document n'est désigné.",
    advice: "Donnez-en les numéros : segur dmp push DOCUMENT",
  });
}

/** What the line carries is no longer what the document is. @param line the line of the outbox */
export function contentChanged(id: string, line: string): SegurError {
  return refused({
    code: "dmp.content_changed",
    rule: "EX_GEN-1060",
    message: `Le document ${id} a changé depuis que l'envoi ${line} a été préparé : il ne part pas.`,
    advice: `Annulez l'envoi (segur outbox cancel ${line}), puis déposez de nouveau : segur dmp push ${id}`,
  });
}

/** The DMP took a part of a submission: what is there is known, and only the rest is to be sent. */
export const PARTLY_TAKEN = "dmp.partly_taken";

export function partlyTaken(line: string, there: readonly string[], missing: readonly string[]): SegurError {
  return refused({
    code: PARTLY_TAKEN,
    rule: "EX_GEN-1145",
    message: `Le DMP n'a pris qu'une partie de l'envoi ${line} : ${there.join(", ")}. Il n'a pas ${missing.join(", ")}.`,
    advice: `Déposez ce qui manque : segur dmp push ${missing.join(" ")}`,
    details: { outbox: line, there, missing },
  });
}

export function maybeWithdrawn(ids: readonly string[]): string {
  return `le cabinet a été restauré depuis cet envoi : ${ids.join(", ")} était au DMP, peut-être retiré depuis. Pour le savoir : segur dmp list`;
}

/** The INS that the line was written for is no longer the patient's: those bytes must not leave. */
export function identityChanged(id: string): SegurError {
  return refused({
    code: "dmp.identity_changed",
    rule: "INS/va1.53",
    message: `L'INS du patient ${id} a changé depuis que cet envoi a été préparé : il ne part pas.`,
    advice: "Annulez l'envoi (segur outbox cancel), puis déposez de nouveau le document.",
  });
}
