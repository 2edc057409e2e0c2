import type { PdfText } from "../pdf/text.js";
import { joined } from "./blocks.js";
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
  if (pdf?.kind === "text") renderPages(pdf, shown, paragraph);
  else {
    const size = contents === null ? "" : ` (${sizeInWords(contents.length)})`;
    const what = `Le contenu de ce document est un ${mediaInWords(body.mediaType)}${size}`.replace("un image", "une image");
    paragraph("note", `${what}${pdf === null ? "" : whyNoText(pdf)}.`);
  }
  paragraph("note", isPdf ? `Pour l'enregistrer : ${options.command} --pdf FICHIER` : `Pour le voir : ${options.command} --open`);
  if (isPdf) paragraph("note", `Pour le voir : ${options.command} --open`);
}

/** The paper form that is joined to a structured document: what it is, the command that gives it, its text. */
export function renderJoinedPdf(document: RenderTextInput, options: RenderTextOptions, paragraph: Paragraph): void {
  const { binaries, header, pdf } = document;
  const found = binaries.find(({ mediaType }) => mediaType === "application/pdf");
  if (found === undefined) return;
  const what = joined(found);
  paragraph("note", `${what.charAt(0).toUpperCase()}${what.slice(1)} : ${options.command} --pdf FICHIER`);
  if (pdf === null) return;
  paragraph("body", "");
  if (pdf.kind === "text") {
    renderPages(pdf, (text) => (options.reveal ? text : withoutMatricule(text, header.patient.ins)), paragraph);
  } else paragraph("note", `C'est un PDF${whyNoText(pdf)}.`);
}

function renderPages(
  pdf: Extract<PdfText, { readonly kind: "text" }>,
  shown: (text: string) => string,
  paragraph: Paragraph,
): void {
  for (const [index, page] of pdf.pages.entries()) {
    if (index > 0) paragraph("note", `\n— page ${index + 1} sur ${pdf.total} —\n`);
    paragraph("body", shown(page));
  }
  paragraph("body", "");
  if (pdf.cut) paragraph("warn", "La suite du PDF n'est pas montrée ici.");
  paragraph("note", "Texte extrait du PDF, sans ses images ni sa mise en page.");
}

function whyNoText(pdf: Exclude<PdfText, { readonly kind: "text" }>): string {
  if (pdf.kind === "scanned") return ` sans texte (numérisé), de ${pdf.total} page${pdf.total > 1 ? "s" : ""}`;
  if (pdf.reason === "protected") return " protégé par un mot de passe : son texte ne peut pas être lu";
  if (pdf.reason === "damaged") return " dont le texte ne peut pas être lu : le fichier est abîmé";
  return " trop grand ou trop complexe pour que son texte soit lu ici";
}
