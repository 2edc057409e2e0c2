import type { Candidate } from "../../domain/inbox/filing.js";
import { plainLine } from "../../domain/message/plain-line.js";
import { patientNameOf, senderOf, subjectOf, withoutMatricule } from "../../services/inbox/shown.js";
import type { ToDecide } from "../../services/inbox/to-decide.js";
import type { Output } from "../../terminal/io.port.js";
import { FIELD_WORDS } from "../quarantine/words.js";

/** `M12.1 — Examens de biologie, MARTIN JEANNE — de Laboratoire des Écoles` */
export function documentTitle(message: ToDecide["message"], document: ToDecide["document"]): string {
  const what = document.title ?? document.type?.label ?? subjectOf(message);
  const parts = [document.id, [what, patientNameOf(document)].filter(Boolean).join(", "), `de ${senderOf(message)}`];
  return parts.map((part) => withoutMatricule(plainLine(part))).join(" — ");
}

/** What the document says beside what the file says, each difference marked (MSS/va1.27, UX.04). */
export function candidateTable(output: Output, { patientId, compared, comparison }: Candidate): string {
  const rows = compared.map(({ field, document, file }) => {
    const [tone, word] = comparison.differing.includes(field)
      ? (["bad", "DIFFÉRENT"] as const)
      : comparison.missing.includes(field)
        ? (["warn", "non dit"] as const)
        : file === null
          ? (["warn", "absent du dossier"] as const)
          : (["good", "identique"] as const);
    return [FIELD_WORDS[field], plainLine(document ?? "—"), plainLine(file ?? "—"), output.style(tone, word)];
  });
  return output.table(["Trait", "Document", `Dossier ${patientId}`, ""], rows);
}

/** What agrees, in words: a percentage would say that a missing INS is worse than another birth date. */
export function likeness({ comparison, compared }: Candidate): string {
  const named = (fields: Candidate["comparison"]["differing"]) => fields.map((field) => FIELD_WORDS[field]).join(", ");
  if (comparison.differing.length > 0) return `DIFFÉRENT : ${named(comparison.differing)}`;
  const said = compared.filter(({ document, file }) => document !== null && file !== null).map(({ field }) => field);
  const unsaid = compared.filter(({ field }) => !said.includes(field)).map(({ field }) => field);
  if (said.length === 0) return "rien à comparer";
  return unsaid.length === 0 ? "tout concorde" : `le reste concorde, à vérifier : ${named(unsaid)}`;
}
