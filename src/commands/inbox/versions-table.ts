import type { Document } from "../../domain/document/document.js";
import { plainLine } from "../../domain/message/plain-line.js";
import type { FilingCabinet } from "../../services/inbox/classify.js";
import { changedResults } from "../../services/inbox/compare-versions.js";
import { patientNameOf, senderOf } from "../../services/inbox/shown.js";
import type { ToDecide } from "../../services/inbox/to-decide.js";
import { frenchDate, frenchDateTime } from "../../terminal/french.js";
import type { Output } from "../../terminal/io.port.js";

interface Versions {
  readonly held: Document;
  readonly document: ToDecide["document"];
  readonly message: ToDecide["message"];
}

/** What is in the file beside what asks to take its place: who, when, and each result that changes (UX.05, BIO/va1.02). */
export async function versionsTable(
  output: Output,
  cabinet: FilingCabinet,
  { held, document, message }: Versions,
): Promise<string> {
  const day = (date: string | null) => (date === null ? "—" : frenchDate(date));
  const who = (author: Document["author"] | null) => [author?.name, author?.institution].filter(Boolean).join(", ") || "—";
  const rows: string[][] = [
    ["Date de l'acte", day(held.actDate), day(document.actDate)],
    ["Écrit le", frenchDateTime(held.createdAt), document.createdAt === null ? "—" : frenchDateTime(document.createdAt)],
    ["Version", String(held.versionNumber), String(document.versionNumber ?? "—")],
    ["Auteur", plainLine(who(held.author)), plainLine(who(document.author))],
    ["Envoyé par", "—", plainLine(senderOf(message))],
    ["Patient nommé", held.patientId, plainLine(patientNameOf(document) ?? "—")],
  ];
  const results = document.action === "D" ? [] : await changedResults(cabinet, held, document);
  for (const { label, before, after } of results ?? []) rows.push([label, before ?? "absent", after ?? "absent"].map(plainLine));
  const table = output.table(["", `Au dossier (${held.id})`, `Reçu (${document.id})`], rows);
  return results === null ? `${table.trimEnd()}\nLes résultats ne se comparent pas ici : lisez les deux documents.` : table;
}
