import { html, type Markup } from "../../../documents/html/markup.js";
import { table } from "../../../documents/html/table.js";
import type { BreakdownLine, DashboardReport, Figures, ServiceFigures } from "../report.js";
import { breakdownFilter } from "./filters.js";
import { type Part, part } from "./part.js";

/** By structure and signatory (TBB/va1.03): a table for each service, since a document that goes two ways must not be added to itself. */
export function breakdownPart({ breakdown, services }: DashboardReport): Part | null {
  if (services.length === 0) return null;
  return part(
    "repartition",
    "Par praticien et par structure",
    "Le praticien est le signataire du document, sinon qui l'a envoyé.",
    services.map(({ service }) => service),
    html`${breakdownFilter(breakdown)}${services.map((flow) => tableOf(flow, breakdown))}`,
  );
}

function tableOf({ service, label }: ServiceFigures, breakdown: readonly BreakdownLine[]): Markup {
  const rows = breakdown.filter((line) => line.service === service);
  const sum = (key: keyof Figures): number => rows.reduce((all, line) => all + line[key], 0);
  const number = (name: keyof Figures, label: string) => ({
    name,
    label,
    kind: "number" as const,
    cell: (line: BreakdownLine) => line[name],
  });
  const lines = table<BreakdownLine>({
    caption: `${label}, par praticien et par structure`,
    captionHidden: true,
    sortable: true,
    columns: [
      { label: "Praticien (RPPS)", cell: ({ rpps }) => rpps ?? "sans RPPS", isHead: true },
      { label: "Structure (FINESS)", cell: ({ finess }) => finess ?? "sans FINESS" },
      number("total", "Total"),
      number("qualified", "INS qualifiée"),
      number("notQualified", "Non qualifiée"),
      number("failed", "Échecs"),
    ],
    rows,
    foot: ["Total", "", sum("total"), sum("qualified"), sum("notQualified"), sum("failed")],
    data: ({ rpps, finess }) => ({ rpps: rpps ?? "", finess: finess ?? "", of: service }),
    empty: "Aucun envoi sur la période.",
  });
  return html`<div class="card breakdown" data-service="${service}" data-breakdown><h3>${label}</h3>${lines}</div>
`;
}
