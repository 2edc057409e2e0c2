import { reportPdf } from "../../documents/pdf/report.js";
import type { EvidenceWords } from "./evidence-words.js";

/** The evidence as a PDF/A-1b: the same words give the same bytes. */
export function evidencePdf(words: EvidenceWords, madeAt: Date): Promise<Buffer> {
  return reportPdf({
    ...words,
    author: "segur",
    createdAt: madeAt,
    foot: "Tiré du journal du cabinet ; ce document ne contient le nom d'aucun patient.",
  });
}
