import { SegurError } from "../../domain/errors.js";

const EXAMPLE = "Par exemple : segur mom report --out preuve/";

/** @param format as typed, or what is asked by nothing */
export function formNeedsFile(form: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "mom.form_needs_file",
    message: `Un rapport en ${form} ne s'écrit pas sur l'écran.`,
    advice: `Donnez un fichier : segur mom report --format ${form} --out preuve.${form}`,
  });
}

export function formUnknown(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "mom.form_unknown",
    message: "Ce fichier n'a ni l'extension d'une page, ni celle d'un PDF, ni celle du dossier JSON.",
    why: "Les formes sont html, pdf et json ; un dossier les reçoit toutes les trois.",
    advice: EXAMPLE,
  });
}

export function formContradicted(form: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "mom.form_contradicted",
    message: `--format ${form} et l'extension du fichier de --out ne disent pas la même chose.`,
    advice: `Donnez l'un des deux seulement, ou : --format ${form} --out preuve.${form}`,
  });
}

/** @param flags those that go with a new report only */
export function checkAlone(flags: readonly string[]): SegurError {
  return new SegurError({
    kind: "usage",
    code: "mom.check_alone",
    message: `--check compare un fichier au journal : il ne va pas avec ${flags.join(", ")}.`,
    advice: "segur mom report --check FICHIER",
  });
}

export function evidenceTooLarge(): SegurError {
  return new SegurError({
    kind: "input",
    code: "mom.evidence_too_large",
    message: "Ce fichier est trop grand pour être un dossier de preuve.",
    advice: "Donnez le fichier JSON que segur mom report a écrit.",
  });
}
