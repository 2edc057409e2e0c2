import { isPdfA1, type PdfInspection } from "../../documents/pdf/inspect.js";
import type { PdfConverter } from "./pdf-converter.port.js";

/** What becomes of a PDF when it is exchanged (DOC/va1.01: what it says of itself is believed). */
export type PdfForm = "as_is" | "converted" | "cut" | "protected" | "no_converter";

/** What is protected was protected by somebody: it is not for us to open. */
export async function pdfForm(inspection: PdfInspection, converter: PdfConverter | undefined): Promise<PdfForm> {
  if (!inspection.complete) return "cut";
  if (isPdfA1(inspection)) return "as_is";
  if (inspection.encrypted) return "protected";
  return (await converter?.isAvailable()) === true ? "converted" : "no_converter";
}

const REMARKS: Readonly<Record<Exclude<PdfForm, "as_is">, string>> = {
  converted:
    "Ce PDF n'est pas un PDF/A-1 : transmis, il sera converti par Ghostscript, et une page qui a des transparences y devient une image.",
  cut: "Ce PDF est incomplet (sa fin manque) : il est gardé tel quel, mais ne pourra pas être transmis.",
  protected: "Ce PDF est protégé : il est gardé tel quel, mais ne pourra pas être transmis.",
  no_converter:
    "Ce PDF n'est pas un PDF/A-1 et Ghostscript n'est pas installé ici : il est gardé tel quel, mais ne pourra pas être transmis.",
};

/** The same, in French, for who files it or is about to send it; null when there is nothing to say. */
export function pdfRemark(form: PdfForm): string | null {
  return form === "as_is" ? null : REMARKS[form];
}

/** Why it cannot be exchanged. */
export function whyNotPdfA({ encrypted, declares }: PdfInspection, form: PdfForm): string {
  if (encrypted) return "Il est protégé par un mot de passe ou par des restrictions.";
  const said = declares === null ? "Il ne déclare aucune conformité PDF/A." : `Il déclare ${declares}, et non PDF/A-1.`;
  return form === "no_converter" ? `${said} Ghostscript, qui le convertirait, n'est pas installé ici.` : said;
}
