import type { MedicalItem, MedicalKind } from "../../../domain/medical/medical.js";
import { frenchPartial } from "../../../services/medical/dates.js";
import { KIND_WORDS } from "../../../services/medical/kinds.js";
import { detailWords, sectionOf } from "../../../services/medical/words.js";
import type { Column, Style } from "../../../terminal/io.port.js";

/** One item for machines. */
export function itemJson(item: MedicalItem): Readonly<Record<string, unknown>> {
  return { ...item };
}

/** `S12 Problèmes de santé : Diabète de type 2 (E11.9), depuis 04/2019` */
export function itemLine(item: MedicalItem, style: Style): string {
  const code = item.code === null ? "" : ` (${item.code.code})`;
  const details = detailWords(item);
  const dates = datesOf(item);
  const parts = [`${item.label}${code}`, details, dates].filter((part) => part !== "");
  return `${style("strong", item.id)} ${sectionOf(item)} : ${parts.join(", ")}`;
}

/** « Aucune connue » falls with the first item of its kind. */
export function liftedWords(kind: MedicalKind): string {
  return `${KIND_WORDS[kind].section} : le dossier disait « rien de connu » ; cette réponse est retirée.`;
}

/** `depuis 04/2019`, `2012 → 2015` */
export function datesOf({ since, until, closed, kind }: MedicalItem): string {
  if (until !== null) return `${since === null ? "?" : frenchPartial(since)} → ${frenchPartial(until)}`;
  if (since === null) return closed && kind === "problem" ? "terminé" : "";
  return kind === "surgery" ? frenchPartial(since) : `depuis ${frenchPartial(since)}`;
}

export const COLUMNS: readonly Column<MedicalItem>[] = [
  { key: "section", title: "Section", value: sectionOf },
  { key: "id", title: "Id", value: ({ id }) => id },
  { key: "kind", title: "Sorte", value: ({ kind }) => kind, machineOnly: true },
  { key: "label", title: "Libellé", value: ({ label }) => label },
  { key: "code", title: "Code", value: ({ code }) => code?.code ?? null },
  { key: "system", title: "Nomenclature", value: ({ code }) => code?.system ?? null, machineOnly: true },
  { key: "details", title: "Précisions", value: detailWords },
  { key: "since", title: "Depuis", value: ({ since }) => since, text: ({ since }) => frenchPartial(since) },
  { key: "until", title: "Jusqu'à", value: ({ until }) => until, text: ({ until }) => frenchPartial(until) },
  { key: "closed", title: "Fermé", value: ({ closed }) => closed, machineOnly: true },
  { key: "note", title: "Note", value: ({ note }) => note, text: ({ note }) => (note === null ? "" : "oui") },
  { key: "source", title: "Origine", value: ({ source }) => source.document ?? source.from, machineOnly: true },
  ...(["allergen", "reaction", "habit", "quantity", "relative", "cip13", "dosage", "schedule", "route", "reason"] as const).map(
    (key): Column<MedicalItem> => ({
      key,
      title: key,
      value: (item) => (key in item ? Object.entries(item).find(([name]) => name === key)?.[1] : null),
      machineOnly: true,
    }),
  ),
  { key: "rowVersion", title: "Version", value: ({ rowVersion }) => rowVersion, machineOnly: true },
  { key: "createdAt", title: "Saisi le", value: ({ createdAt }) => createdAt, machineOnly: true },
  { key: "createdBy", title: "Par", value: ({ createdBy }) => createdBy, machineOnly: true },
  { key: "updatedAt", title: "Modifié le", value: ({ updatedAt }) => updatedAt, machineOnly: true },
];
