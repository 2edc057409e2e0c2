import { SegurError } from "../../domain/errors.js";

export type PdfProblem =
  | "empty"
  | "format"
  | "too_long"
  | "rtf_unreadable"
  | "jpeg_unreadable"
  | "jpeg_cmyk"
  | "jpeg_coding"
  | "tiff_unreadable"
  | "png_unreadable"
  | "tiff_coding"
  | "image_too_large";

interface Text {
  readonly message: string;
  readonly why?: string;
  readonly advice: string;
}

const CONVERT = "Enregistrez le document en PDF/A-1b, puis ajoutez-le : segur doc add PATIENT FICHIER.pdf --type TYPE";
const SCAN =
  "Numérisez-le de nouveau ou enregistrez-le en JPEG couleur (RVB), puis : segur doc add PATIENT FICHIER.jpg --type TYPE";

const TEXTS: Readonly<Record<PdfProblem, Text>> = {
  empty: {
    message: "Le document est vide.",
    why: "Un document sans contenu n'est jamais envoyé.",
    advice: "Vérifiez le fichier, puis : segur doc add PATIENT FICHIER --type TYPE",
  },
  format: {
    message: "Ce format ne peut pas être mis en PDF/A.",
    why: "Formats convertis : texte, RTF, JPEG, PNG, TIFF.",
    advice: CONVERT,
  },
  too_long: { message: "Le texte dépasse 2 000 pages.", advice: CONVERT },
  rtf_unreadable: { message: "Le fichier RTF est abîmé ou n'est pas du RTF.", advice: CONVERT },
  jpeg_unreadable: { message: "L'image JPEG est abîmée ou n'est pas une image JPEG.", advice: SCAN },
  jpeg_cmyk: {
    message: "L'image JPEG est en quadrichromie (CMJN).",
    why: "Un PDF/A-1b dont le rendu est sRGB ne peut pas la porter.",
    advice: SCAN,
  },
  jpeg_coding: {
    message: "L'image JPEG emploie un codage qu'un PDF ne peut pas porter.",
    why: "Codages admis : séquentiel et progressif, 8 bits.",
    advice: SCAN,
  },
  tiff_unreadable: { message: "L'image TIFF est abîmée ou n'est pas une image TIFF.", advice: SCAN },
  png_unreadable: { message: "L'image PNG est abîmée ou n'est pas une image PNG.", advice: SCAN },
  tiff_coding: { message: "L'image TIFF emploie une compression inconnue.", advice: SCAN },
  image_too_large: { message: "L'image dépasse 100 millions de pixels.", advice: SCAN },
};

/** A file that cannot become a PDF/A-1b. Code `pdf.<problem>`. */
export function pdfError(problem: PdfProblem, cause?: unknown): SegurError {
  return new SegurError({ kind: "input", code: `pdf.${problem}`, ...TEXTS[problem], rule: "DOC/va1.04", cause });
}
