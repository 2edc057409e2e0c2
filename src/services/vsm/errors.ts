import { SegurError } from "../../domain/errors.js";
import { MEDICAL_KINDS } from "../../domain/medical/medical.js";

/** A summary commits a doctor. */
export function notADoctor(): SegurError {
  return new SegurError({
    kind: "refused",
    code: "vsm.author",
    rule: "DOC/va1.14",
    message: "Un volet de synthèse médicale est établi par un médecin, avec son RPPS.",
    why: "La personne connectée, ou celle que nomme --author, n'est pas un médecin dont le RPPS est connu ici.",
    advice: "Connectez-vous par Pro Santé Connect (segur login), ou nommez le médecin : --author U1 (segur user list)",
  });
}

/** A word of `--sections` or `--without` that names no section. */
export function sectionUnknown(flag: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "vsm.section",
    message: `Une rubrique de ${flag} n'existe pas.`,
    advice: `Rubriques : ${MEDICAL_KINDS.join(", ")}. Par exemple : ${flag} problem,allergy,treatment`,
  });
}

/** Nothing would be told. */
export function nothingLeft(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "vsm.no_section",
    message: "Toutes les rubriques sont retirées : cette synthèse ne dirait rien.",
    advice: "Donnez moins de rubriques à --without, ou plus à --sections",
  });
}
