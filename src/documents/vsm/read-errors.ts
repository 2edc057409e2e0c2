import { SegurError } from "../../domain/errors.js";

/** Another kind of document. */
export function notAVsm(): SegurError {
  return new SegurError({
    kind: "input",
    code: "vsm.not_a_vsm",
    message: "Ce document n'est pas un volet de synthèse médicale.",
    why: "Ni son type ni son modèle ne le disent (SYNTH, 1.2.250.1.213.1.1.1.13).",
    advice: "Choisissez une synthèse du dossier : segur doc list PATIENT --type SYNTH",
    rule: "DOC/va1.14",
  });
}

/** A summary around a PDF: a person reads it, a program cannot. */
export function vsmWithoutEntries(): SegurError {
  return new SegurError({
    kind: "input",
    code: "vsm.not_structured",
    message: "Cette synthèse n'est pas structurée : rien ne peut en être repris.",
    why: "Son corps est un fichier (PDF, texte), pas des rubriques codées.",
    advice: "Lisez-la et saisissez ce qui doit l'être : segur patient medical add PATIENT",
    rule: "DOC/va1.14",
  });
}
