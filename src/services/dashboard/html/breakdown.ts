import { html } from "../../../documents/html/markup.js";
import { table } from "../../../documents/html/table.js";
import type { BreakdownLine, DashboardReport, Figures } from "../report.js";
import { breakdownFilter } from "./filters.js";
import { type Part, part } from "./part.js";

/** By structure and signatory (TBB/va1.03). */
export function breakdownPart({ breakdown, services }: DashboardReport): Part | null {
  if (services.length === 0) return null;
  const labels = new Map(services.map(({ service, label }) => [service, label]));
  const sum = (key: keyof Figures): number => breakdown.reduce((all, line) => all + line[key], 0);
  const number = (name: keyof Figures, label: string) => ({
    name,
    label,
    kind: "number" as const,
    cell: (line: BreakdownLine) => line[name],
  });
  const lines = table<BreakdownLine>({
    caption: "Par structure et par praticien",
    captionHidden: true,
    sortable: true,
    columns: [
      { label: "Praticien (RPPS)", cell: ({ rpps }) => rpps ?? "sans RPPS", isHead: true },
      { label: "Structure (FINESS)", cell: ({ finess }) => finess ?? "sans FINESS" },
      { label: "Service", cell: ({ service }) => labels.get(service) ?? service },
      number("total", "Total"),
      number("qualified", "INS qualifiée"),
      number("notQualified", "INS non qualifiée"),
      number("failed", "Échecs"),
    ],
    rows: breakdown,
    foot: ["Total", "", "", sum("total"), sum("qualified"), sum("notQualified"), sum("failed")],
    data: ({ rpps, finess, service }) => ({ rpps: rpps ?? "", finess: finess ?? "", service }),
    empty: "Aucun envoi sur la période.",
  });
  return part(
    "repartition",
    "Par praticien et par structure",
    "Le praticien est le signataire du document, sinon qui l'a envoyé.",
    services.map(({ service }) => service),
    html`${breakdownFilter(breakdown)}<div class="card" data-breakdown>${lines}</div>`,
  );
}
