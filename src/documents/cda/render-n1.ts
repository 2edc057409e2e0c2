import type { PdfText } from "../pdf/text.js";
import { plainBody } from "./plain-body.js";
import type { LineTone, RenderTextInput, RenderTextOptions } from "./render-text.js";
import { withoutMatricule } from "./without-matricule.js";
import { mediaInWords, sizeInWords } from "./words.js";

type Paragraph = (tone: LineTone, text: string) => void;

/** The body of an N1: its text, that of its PDF, else what it is and the command that gives it. */
export function renderN1(document: RenderTextInput, options: RenderTextOptions, paragraph: Paragraph): void {
  const { header, body, contents, pdf } = document;
  if (body.level !== "n1") return;
  const shown = (text: string) => (options.reveal ? text : withoutMatricule(text, header.patient.ins));
  const text = contents === null ? null : plainBody(body.mediaType, contents);
  if (text !== null) {
    paragraph("body", shown(text));
    return;
  }
  const isPdf = body.mediaType === "application/pdf";
  if (pdf?.kind === "text") {
    for (const [index, page] of pdf.pages.entries()) {
      if (index > 0) paragraph("note", `\n— page ${index + 1} sur ${pdf.total} —\n`);
      paragraph("body", shown(page));
    }
    paragraph("body", "");
    if (pdf.cut) paragraph("warn", "La suite du PDF n'est pas montrée ici.");
    paragraph("note", "Texte extrait du PDF, sans ses images ni sa mise en page.");
  } else {
    const size = contents === null ? "" : ` (${sizeInWords(contents.length)})`;
    const what = `Le contenu de ce document est un ${mediaInWords(body.mediaType)}${size}`.replace("un image", "une image");
    paragraph("note", `${what}${pdf === null ? "" : whyNoText(pdf)}.`);
  }
  paragraph("note", isPdf ? `Pour l'enregistrer : ${options.command} --pdf FICHIER` : `Pour le voir : ${options.command} --open`);
  if (isPdf) paragraph("note", `Pour le voir : ${options.command} --open`);
}

function whyNoText(pdf: Exclude<PdfText, { readonly kind: "text" }>): string {
  if (pdf.kind === "scanned") return ` sans texte (numérisé), de ${pdf.total} page${pdf.total > 1 ? "s" : ""}`;
  if (pdf.reason === "protected") return " protégé par un mot de passe : son texte ne peut pas être lu";
  if (pdf.reason === "damaged") return " dont le texte ne peut pas être lu : le fichier est abîmé";
  return " trop grand ou trop complexe pour que son texte soit lu ici";
}
