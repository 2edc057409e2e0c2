import { authorName, type DmpLine } from "../../services/dmp/lines.js";
import { frenchDate } from "../../terminal/french.js";
import type { Column } from "../../terminal/io.port.js";
import { hiddenWords, localWords, stateWords } from "./words.js";

/** Columns of the source product, then what only a script wants. */
export const COLUMNS: readonly Column<DmpLine>[] = [
  { key: "id", title: "Id", value: (line) => line.id, tone },
  { key: "actDate", title: "Date de l'acte", value: (line) => line.act, text: (line) => frenchDate(line.act), tone },
  { key: "title", title: "Titre", value: ({ entry }) => entry.title, tone },
  {
    key: "author",
    title: "Auteur",
    value: ({ entry }) => authorName(entry),
    // What the patient wrote is never taken for the word of a colleague (EX_3.1-1040).
    text: ({ entry, fromPatient }) => (fromPatient ? `PATIENT ${authorName(entry)}`.trim() : authorName(entry)),
    tone,
  },
  { key: "type", title: "Type", value: ({ entry }) => entry.typeCode.label, tone },
  { key: "hiddenFrom", title: "Masqué aux", value: (line) => line.hiddenFrom, text: (line) => hiddenWords(line.hiddenFrom) },
  { key: "version", title: "Version", value: ({ entry }) => Number(entry.version), align: "right" },
  {
    key: "availability",
    title: "État",
    value: ({ entry }) => entry.availability,
    text: stateWords,
    tone: ({ known }) => (known === "listed" ? undefined : "warn"),
  },
  {
    key: "local",
    title: "Dossier",
    value: (line) => line.local,
    cell: localWords,
    text: localWords,
    tone: ({ local }) => (local === null ? undefined : local.state === "filed" ? "muted" : "warn"),
  },
  { key: "known", title: "Connu par", value: (line) => line.known, machineOnly: true },
  { key: "fromPatient", title: "Du patient", value: (line) => line.fromPatient, machineOnly: true },
  {
    key: "institution",
    title: "Structure",
    value: ({ entry }) => entry.authors[0]?.institution?.name ?? null,
    machineOnly: true,
  },
  { key: "typeCode", title: "Code du type", value: ({ entry }) => entry.typeCode.code, machineOnly: true },
  { key: "classCode", title: "Code de catégorie", value: ({ entry }) => entry.classCode.code, machineOnly: true },
  { key: "category", title: "Catégorie", value: ({ entry }) => entry.classCode.label, machineOnly: true },
  { key: "comment", title: "Commentaire", value: ({ entry }) => entry.comment, machineOnly: true },
  { key: "confidentiality", title: "Confidentialité", value: ({ entry }) => entry.confidentiality.code, machineOnly: true },
  { key: "createdAt", title: "Créé le", value: ({ entry }) => entry.creationTime, machineOnly: true },
  { key: "mimeType", title: "Format", value: ({ entry }) => entry.mimeType, machineOnly: true },
  { key: "size", title: "Octets", value: ({ entry }) => entry.size, machineOnly: true },
  { key: "uniqueId", title: "Identifiant du document", value: ({ entry }) => entry.uniqueId, machineOnly: true },
  { key: "entryUuid", title: "Identifiant de la fiche", value: ({ entry }) => entry.entryUuid, machineOnly: true },
  { key: "logicalId", title: "Identifiant logique", value: ({ entry }) => entry.logicalId, machineOnly: true },
];

function tone({ fromPatient }: DmpLine): "warn" | undefined {
  return fromPatient ? "warn" : undefined;
}
