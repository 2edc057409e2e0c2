import { SegurError } from "../errors.js";

/**
 * Refusals of the identity rules. Each carries the requirement id of its rule (SC.INS sheets) and never a trait or a matricule.
 */

/** A doubtful or fictitious identity never calls INSi (rule 25). */
export function insiBlocked(attribute: "douteuse" | "fictive"): SegurError {
  return new SegurError({
    kind: "refused",
    code: "identity.insi_blocked",
    message: `L'appel à INSi est bloqué : l'identité porte l'attribut « ${attribute} ».`,
    why: "Une identité douteuse ou fictive ne doit pas être recherchée dans les bases nationales.",
    advice: `Levez l'attribut après contrôle : segur ins attribute ID --unset ${attribute}`,
    rule: "INS/va1.20",
  });
}

/** INSi knows men and women only (EF_INS25_04). */
export function sexNotSendable(): SegurError {
  return new SegurError({
    kind: "refused",
    code: "identity.sex_not_sendable",
    message: "INSi ne peut pas être appelé avec le sexe « indéterminé ».",
    why: "Le téléservice n'accepte que M ou F.",
    advice: "Complétez le sexe d'après une pièce d'identité : segur patient edit ID --sex F|M",
  });
}

/** The strict traits of a recovered or qualified identity are read-only (rule 26). */
export function traitsLocked(fields: readonly string[]): SegurError {
  return new SegurError({
    kind: "refused",
    code: "identity.locked",
    message: "Les traits stricts d'une identité récupérée ou qualifiée ne peuvent pas être modifiés.",
    why: "Ils viennent d'INSi ; seul un super-utilisateur peut les changer, ce qui invalide l'INS.",
    advice: 'Refaites la modification avec --unlock "motif" si vous en avez le droit.',
    rule: "INS/va1.18",
    details: { fields },
  });
}

/** The first given name of a locked identity may only be written as the start of its official list. */
export function firstGivenNameIncoherent(): SegurError {
  return new SegurError({
    kind: "refused",
    code: "identity.first_given_name",
    message: "Le premier prénom doit être le début de la liste des prénoms de naissance.",
    why: "L'identité est verrouillée : son premier prénom ne peut que reprendre le début de la liste donnée par INSi.",
    advice: "Choisissez le ou les premiers prénoms de la liste (tiret et espace se valent).",
    rule: "INS/va1.18",
  });
}

/** Another INS than the one in place: a collision, never a silent replacement. */
export function insDiffers(): SegurError {
  return new SegurError({
    kind: "decision",
    code: "identity.ins_differs",
    message: "L'INS reçue n'est pas celle de cette identité.",
    why: "Une INS déjà récupérée ou qualifiée n'est jamais remplacée : deux personnes sont peut-être confondues.",
    advice: "Vérifiez l'INS en place (segur ins verify ID), puis corrigez les traits si elle est refusée.",
    rule: "INS/va1.18",
  });
}

/** The accepted answer does not agree with what a document proved, or with a locked identity. */
export function traitsDiffer(traits: readonly string[]): SegurError {
  return new SegurError({
    kind: "decision",
    code: "identity.traits_differ",
    message: "Les traits rendus par INSi ne concordent pas avec ceux de l'identité.",
    why: "L'identité a été contrôlée : ses traits ne sont pas remplacés par des traits différents.",
    advice: "Comparez puis décidez : segur ins review ; corrigez d'abord les traits locaux s'ils sont faux.",
    rule: "INS/va1.52",
    details: { traits },
  });
}

/** A 00 answer that the rules forbid to import (rules 11 and 12 for most). */
export function answerNotImportable(code: string, message: string): SegurError {
  return new SegurError({
    kind: "refused",
    code,
    message: `La réponse d'INSi ne peut pas être importée : ${lowerFirst(message)}`,
    why: "Les champs de l'identité restent tels qu'ils étaient.",
    advice: "Gardez l'identité sans INS et rappelez INSi plus tard : segur ins qualify ID",
    rule: ANSWER_RULES[code],
  });
}

/** Rule of each refusal of an INSi answer (`acceptance.ts`). */
export const ANSWER_RULES: Readonly<Record<string, string>> = {
  "answer.birth_date": "INS/va1.28",
  "answer.birth_name": "INS/va1.31",
  "answer.birth_given_names": "INS/va1.31",
  "answer.sex": "INS/va1.31",
  "answer.number": "INS/va1.52",
  "answer.oid": "INS/va1.52",
  "answer.test_oid": "INS/va1.52",
};

/** `fictive` goes with no other attribute (EXI ID 24, 26). */
export function attributesExclusive(): SegurError {
  return new SegurError({
    kind: "refused",
    code: "identity.attributes_exclusive",
    message: "L'attribut « fictive » ne se combine avec aucun autre.",
    why: "Seuls les attributs « homonyme » et « douteuse » peuvent être portés ensemble (RNIV).",
    advice: "Retirez d'abord l'autre attribut : segur ins attribute ID --unset …",
    rule: "INS/va1.44",
  });
}

/** A doubtful or fictitious identity stays provisional: no document validates it. */
export function proofBlocked(attribute: "douteuse" | "fictive"): SegurError {
  return new SegurError({
    kind: "refused",
    code: "identity.proof_blocked",
    message: `Une identité « ${attribute} » reste provisoire : aucun justificatif ne peut la valider.`,
    why: "L'attribut force le statut « provisoire » (règle 25).",
    advice: `Levez l'attribut après contrôle, puis enregistrez le justificatif : segur ins attribute ID --unset ${attribute}`,
    rule: "INS/va1.44",
  });
}

/** A verification OK never qualifies by itself: qualifying needs the search. */
export function verificationNotEnough(): SegurError {
  return new SegurError({
    kind: "refused",
    code: "identity.verification_not_enough",
    message: "Une INS reçue et vérifiée ne suffit pas à qualifier une identité validée.",
    why: "La qualification demande les traits rendus par la recherche INSi.",
    advice: "Lancez la recherche : segur ins qualify ID",
    rule: "INS/va1.54",
  });
}

/** Matricule and OID leave the practice for a qualified identity only (rule 28). */
export function notQualified(): SegurError {
  return new SegurError({
    kind: "refused",
    code: "identity.not_qualified",
    message: "L'identité n'est pas qualifiée : son matricule INS ne doit pas être transmis.",
    why: "Sans INSi et sans justificatif à haut niveau de confiance, seuls les traits peuvent sortir.",
    advice: "Qualifiez l'identité : segur ins qualify ID",
    rule: "INS/va1.53",
  });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
