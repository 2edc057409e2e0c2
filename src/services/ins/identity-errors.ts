import { SegurError } from "../../domain/errors.js";
import type { Attribute, IdentityStatus } from "../../domain/identity/types.js";

const STATUS_WORDS: Readonly<Record<IdentityStatus, string>> = {
  provisoire: "provisoire",
  recuperee: "récupérée",
  validee: "validée",
  qualifiee: "qualifiée",
};

/** INS/va1.53, rule 28: matricule and OID leave only with a qualified identity. */
export function notQualified(id: string, status: IdentityStatus): SegurError {
  const advice: Readonly<Record<IdentityStatus, string>> = {
    provisoire: `Qualifiez d'abord : segur ins qualify ${id}`,
    validee: `Il manque la réponse d'INSi : segur ins qualify ${id}`,
    recuperee: `Il manque une pièce d'identité contrôlée : segur ins proof ${id} --type … --date …`,
    qualifiee: `Relisez la fiche : segur ins status ${id}`,
  };
  return new SegurError({
    kind: "refused",
    code: "identity.not_qualified",
    rule: "INS/va1.53",
    message: `Pas de datamatrix pour ${id} : son identité est ${STATUS_WORDS[status]}.`,
    why: "Le matricule INS et son OID ne sortent que pour une identité qualifiée.",
    advice: advice[status],
  });
}

export function proofTypeUnknown(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "proof.type_unknown",
    message: "Ce code ne désigne aucune pièce d'identité connue.",
    rule: "INS/va1.23",
    advice: "Voyez les codes : segur ins proof --list",
  });
}

export function proofDateInvalid(why: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "proof.date_invalid",
    message: "La date du contrôle de la pièce n'est pas utilisable.",
    why,
    advice: "Donnez la date du jour du contrôle : --date 23/11/2026",
  });
}

export function proofMissing(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "proof.missing",
    message: `Aucun justificatif n'est enregistré pour ${id}.`,
    advice: `Enregistrez la pièce contrôlée : segur ins proof ${id} --type … --date …`,
  });
}

export function proofForMinors(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "proof.minor_only",
    message: "Cette pièce ne vaut que pour un mineur.",
    why: "Le patient est majeur à la date du contrôle.",
    rule: "INS/va1.23",
    advice: `Choisissez une autre pièce (segur ins proof --list), puis : segur ins proof ${id} --type … --date …`,
  });
}

export function attestationNeedsVitale(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "proof.attestation_needs_vitale",
    message: "L'attestation du professionnel n'est recevable qu'après une recherche INSi par carte Vitale aux traits identiques.",
    why: "L'INS de ce patient ne vient pas d'un appel avec sa carte Vitale, ou les traits différaient.",
    advice: `Appelez INSi avec la carte : segur ins qualify ${id} --vitale FICHIER`,
  });
}

export function attestationNeedsRpps(): SegurError {
  return new SegurError({
    kind: "refused",
    code: "proof.attestation_needs_rpps",
    message: "L'attestation engage un professionnel identifié par son RPPS ; l'utilisateur de ce cabinet n'en a pas.",
    advice:
      "Recréez le cabinet avec un utilisateur portant son RPPS (segur cabinet init --user), ou choisissez une pièce : segur ins proof --list",
  });
}

export function attributeContradiction(attribute: Attribute): SegurError {
  return new SegurError({
    kind: "usage",
    code: "attribute.contradiction",
    message: `L'attribut « ${attribute} » ne peut pas être à la fois posé et levé.`,
    advice: "Choisissez --set ou --unset pour cet attribut.",
  });
}

export function settingInvalid(key: string, expected: string): SegurError {
  return new SegurError({
    kind: "config",
    code: "setting.invalid",
    message: `Le réglage « ${key} » du cabinet n'est pas utilisable.`,
    why: `Attendu : ${expected}.`,
    advice: `Corrigez-le : segur config set ${key} …`,
  });
}

export function serviceUnreachable(cause: SegurError | undefined, done: number): SegurError {
  return new SegurError({
    kind: "unreachable",
    code: "insi.unreachable",
    message: "INSi ne répond pas : la vérification s'arrête.",
    why: cause?.why ?? cause?.message,
    advice: "Relancez la même commande quand le service répond ; ce qui a été vérifié est enregistré.",
    details: { done },
    cause,
  });
}

export function verificationInterrupted(done: number): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "verify.interrupted",
    message: "Vérification interrompue ; ce qui était commencé est enregistré.",
    advice: "Relancez la même commande pour vérifier les autres.",
    details: { done },
  });
}

export function datamatrixUnreadable(why: string, column: number | undefined): SegurError {
  return new SegurError({
    kind: "input",
    code: "datamatrix.unreadable",
    message: "Ce texte n'est pas un datamatrix INS lisible.",
    why: column === undefined ? why : `Caractère ${column} : ${why}`,
    advice: "Réglez la douchette pour qu'elle transmette le séparateur GS (octet 1D, ou « <GS> »), et relisez le symbole.",
    details: column === undefined ? {} : { column },
  });
}
