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

/** Nobody has made one here. */
export function noVsm(patientId: string): SegurError {
  return new SegurError({
    kind: "not_found",
    code: "vsm.none",
    message: `${patientId} n'a pas de volet de synthèse médicale en vigueur, établi ici.`,
    advice: `Établissez-le : segur vsm generate ${patientId}`,
  });
}

/** A document that is no summary. */
export function notShareable(id: string): SegurError {
  return new SegurError({
    kind: "input",
    code: "vsm.other_document",
    message: `${id} n'est pas un volet de synthèse médicale.`,
    advice: `Pour un autre document : segur doc share ${id}`,
  });
}

/** A version that another one has replaced, or that was withdrawn. @param current the one in force, `D14`, or null */
export function vsmNotInForce(id: string, current: string | null): SegurError {
  return new SegurError({
    kind: "refused",
    code: "vsm.not_in_force",
    rule: "CDA/DD.05",
    message: `${id} n'est plus en vigueur.`,
    advice: current === null ? "Établissez une nouvelle synthèse : segur vsm generate PATIENT" : `Partagez ${current}`,
    details: { document: id, current },
  });
}

/** What was approved is another document than the one that would leave. */
export function otherApproved(id: string): SegurError {
  return new SegurError({
    kind: "refused",
    code: "vsm.other_approved",
    rule: "DOC/va1.14",
    message: `L'accord donné par --approve n'est pas pour ${id}, qui est la synthèse en vigueur.`,
    why: "Une synthèse ne part qu'avec l'accord d'une personne, pour ce document-là et aucun autre.",
    advice: `Lisez-la (segur doc show ${id}), puis : --approve ${id}`,
    details: { document: id },
  });
}

/** It was about to leave on a word given in advance. */
export function approvalNeeded(id: string): SegurError {
  return new SegurError({
    kind: "decision",
    code: "vsm.approval",
    rule: "DOC/va1.14",
    message: `${id} est une synthèse médicale : elle ne part qu'avec l'accord d'une personne, pour elle seule.`,
    why: "--yes est donné d'avance, pour tout ce qui est nommé.",
    advice: `Lisez-la (segur doc show ${id}), puis : segur vsm share ${id} --approve ${id} (avec --dmp, --patient ou --to)`,
    details: { document: id },
  });
}

/** Several summaries for one answer. */
export function oneByOne(id: string): SegurError {
  return new SegurError({
    kind: "decision",
    code: "vsm.one_by_one",
    rule: "DOC/va1.14",
    message: "Les synthèses médicales partent une à une, chacune avec l'accord d'une personne.",
    advice: `Commencez par celle-ci : segur vsm share ${id}`,
    details: { document: id },
  });
}
