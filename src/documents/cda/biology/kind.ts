import type { CdaHeader } from "../header.js";

/** CR d'examens biologiques (LOINC). */
const CODE = "11502-2";
/** Laboratory report of IHE, then CR-BIO of the CI-SIS, whatever its year (cda.md §4). */
const TEMPLATES = ["1.3.6.1.4.1.19376.1.3.3", "1.2.250.1.213.1.1.1.55"];

/** Whether a document is a biology report, structured (N3) or not (N1). */
export function isBiology(header: Pick<CdaHeader, "code" | "templateIds">): boolean {
  return header.code.code === CODE || header.templateIds.some(({ root }) => TEMPLATES.includes(root));
}
