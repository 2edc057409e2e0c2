import type { IdentityField } from "../../domain/document/compare-identity.js";
import { SegurError } from "../../domain/errors.js";

const FIELDS: Readonly<Record<IdentityField, string>> = {
  ins: "matricule INS",
  birthName: "nom de naissance",
  firstBirthGivenName: "premier prénom",
  birthDate: "date de naissance",
  sex: "sexe",
  birthPlace: "lieu de naissance",
};
const named = (fields: readonly IdentityField[]) => fields.map((field) => FIELDS[field]).join(", ");

/** The header of the document names somebody else: it never enters the file (INS/va1.53, one document is one patient's). */
export function otherPatient(patientId: string, differing: readonly IdentityField[]): SegurError {
  return new SegurError({
    kind: "refused",
    code: "document.other_patient",
    rule: "INS/va1.53",
    message: `Ce document n'est pas celui du patient ${patientId} : il n'est pas classé dans son dossier.`,
    why: `L'identité écrite dans le document diffère : ${named(differing)}.`,
    advice: "Retrouvez à qui il est : segur patient search NOM PRÉNOM",
    details: { patient: patientId, differing },
  });
}

/** Two persons in one document: whichever it is filed under, the other is in the wrong file. Nobody can confirm it. */
export function severalPatients(patientId: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "document.several_patients",
    rule: "INS/va1.53",
    message: `Ce document désigne plusieurs personnes : il n'est ni classé dans le dossier de ${patientId}, ni transmis.`,
    why: "Il porte plusieurs patients, ou des matricules INS qui ne sont pas tous ceux de ce patient.",
    advice: `Signalez-le à son émetteur. Si l'INS de ce patient a changé : segur ins verify ${patientId}`,
    details: { patient: patientId },
  });
}

/** The matricule is this patient's and the traits are somebody else's: one of them is wrong, a person tells which. */
export function traitsDiffer(patientId: string, differing: readonly IdentityField[], again: string): SegurError {
  return new SegurError({
    kind: "decision",
    code: "document.traits_differ",
    rule: "INS/va1.53",
    message: `Ce document porte l'INS du patient ${patientId}, mais une autre identité : une personne doit l'avoir lu.`,
    why: `Diffèrent du dossier : ${named(differing)}.`,
    advice: again,
    details: { patient: patientId, differing },
  });
}

/** The header does not say enough: a person must look. */
export function patientUnsure(patientId: string, missing: readonly IdentityField[]): SegurError {
  return new SegurError({
    kind: "decision",
    code: "document.patient_unsure",
    rule: "INS/va1.53",
    message: `Rien ne prouve que ce document soit celui du patient ${patientId} : il n'est pas classé sans qu'une personne l'ait lu.`,
    why: `Le document ne dit pas : ${named(missing)}.`,
    advice: "Lisez-le ; s'il est bien le sien, relancez la commande avec --same-patient",
    details: { patient: patientId, missing },
  });
}

/** An option says something else than the document itself. */
export function saidByCda(flag: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "document.said_by_cda",
    message: `Ce document CDA dit lui-même ce que ${flag} voudrait changer.`,
    why: "Le type, le titre, la date, l'auteur et les identifiants d'un CDA sont les siens : il est gardé tel qu'il a été écrit.",
    advice: `Relancez sans ${flag}`,
    details: { option: flag },
  });
}

/** A CDA without an identifier cannot be told from another one. */
export function cdaWithoutId(): SegurError {
  return new SegurError({
    kind: "input",
    code: "document.cda_without_id",
    rule: "CI-SIS Structuration minimale",
    message: "Ce document CDA n'a pas d'identifiant : il n'est pas classé.",
    why: "Sans lui, ses versions et ses doublons ne se reconnaissent pas.",
    advice: "Redemandez-le à son émetteur.",
  });
}

/**
 * The DMP names a document by an OID, and that name is the id of its CDA (EX_2.1-1130): a UUID, or too long an extension, cannot be
 * one, and a CDA is kept as it was written.
 * @param hasPdf it holds a PDF, which can be filed alone
 */
export function cdaIdRefused(id: string, hasPdf: boolean): SegurError {
  return new SegurError({
    kind: "refused",
    code: "document.cda_id",
    rule: "EX_2.1-1130",
    message: `L'identifiant du document CDA ${id} n'est pas de ceux que le DMP accepte : il reste au dossier et ne peut pas y être déposé.`,
    why: "Le DMP veut un OID de 64 caractères au plus, et cet identifiant est celui que son émetteur a écrit dedans (souvent un UUID).",
    advice: hasPdf
      ? `Déposez son PDF : segur doc show ${id} --pdf FICHIER puis segur doc add PATIENT FICHIER --type TYPE`
      : "Demandez à son émetteur de le déposer lui-même, ou de le refaire avec un OID.",
    details: { document: id },
  });
}

/** A newer version of the same set is in the file. */
export function obsolete(newer: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "document.obsolete",
    rule: "CDA/DD.05",
    message: `Une version plus récente de ce document est déjà dans le dossier : ${newer}.`,
    advice: `segur doc show ${newer}`,
    details: { document: newer },
  });
}

/** The bytes are those of the version that is to be replaced. */
export function unchanged(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "document.unchanged",
    rule: "EX_GEN-1060",
    message: `Ce fichier est exactement celui de ${id} : il ne le remplace pas.`,
    why: "Une nouvelle version apporte un contenu différent.",
    advice: "Donnez le fichier corrigé.",
    details: { document: id },
  });
}

/** `--replaces` names a document that cannot be replaced by this one. */
export function cannotReplace(id: string, problem: "patient" | "superseded" | "removed" | "set" | "received"): SegurError {
  const why = {
    patient: "Il est dans le dossier d'un autre patient.",
    superseded: "Il a déjà été remplacé par une version plus récente.",
    removed: "Il a été retiré.",
    set: "Le document CDA donné n'en est pas une version : leurs identifiants de série (setId) diffèrent.",
    received: "Il a été reçu d'un autre professionnel : seul son auteur le remplace.",
  }[problem];
  return new SegurError({
    kind: "refused",
    code: `document.replaces_${problem}`,
    rule: "DMP/va1.16",
    message: `${id} ne peut pas être remplacé par ce document.`,
    why,
    advice: "Voyez les documents en vigueur : segur doc list PATIENT",
    details: { document: id },
  });
}

/** What is asked of a document that holds none: an embedded PDF of a CDA that has none. */
/** @param command what shows it: `segur doc show D12` */
export function noPdf(id: string, command: string): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "document.no_pdf",
    message: `${id} ne contient pas de PDF.`,
    advice: `Pour le lire : ${command}`,
  });
}
