import { barChart, swatch } from "../../../documents/html/chart.js";
import { html, type Markup } from "../../../documents/html/markup.js";
import { table } from "../../../documents/html/table.js";
import { counted, monthInWords, numberInWords } from "../../../documents/html/words.js";
import type { DashboardReport, Figures, ServiceFigures } from "../report.js";
import { monthFilter } from "./filters.js";
import { type Part, part } from "./part.js";

/** Months above which a chart takes most of a sheet of paper. */
const LONG = 18;

interface Month extends Figures {
  readonly month: string;
}

/** Month by month, for each flow: bars, and the same figures as a table. A period of one month has no trend. */
export function trendPart({ services, trend: all, asOf }: DashboardReport): Part | null {
  // A month to come has no figure, not a figure of zero.
  const trend = all.filter(({ month }) => month <= asOf.slice(0, 7));
  if (services.length === 0 || trend.length < 2) return null;
  const key = html`<ul class="key" aria-label="Légende"><li>${swatch("cle-a", "a")}INS qualifiée</li><li>${swatch("cle-b", "b")}INS non qualifiée</li><li><span class="failed">✕</span> échecs, à part</li></ul>`;
  const figures = services.map((flow) =>
    trendOf(
      flow,
      trend.map(({ month, services: of }) => ({ month, ...of[flow.service] })),
    ),
  );
  return part(
    "evolution",
    "Évolution par mois",
    "Une barre par mois, du plus ancien au plus récent ; chaque graphique a son échelle.",
    services.map(({ service }) => service),
    html`${monthFilter(trend.map(({ month }) => month))}${key}<div class="${trend.length > LONG ? "cards charts long" : "cards charts"}">
${figures}</div>`,
  );
}

function trendOf({ service, label }: ServiceFigures, months: readonly Month[]): Markup {
  const title = `${label}, par mois`;
  return html`<div class="card rows" data-service="${service}" data-trend="${service}" role="group" aria-labelledby="evolution-${service}">
<h3 id="evolution-${service}">${label}</h3><div>
${chartOf(service, title, months)}
${selection(months)}
<details><summary>Les chiffres de ce graphique</summary>
${monthTable(service, title, months)}</details>
</div></div>
`;
}

function chartOf(service: string, title: string, months: readonly Month[]): Markup {
  if (months.every(({ total, failed }) => total === 0 && failed === 0))
    return html`<p class="empty">Aucun document sur la période.</p>`;
  return barChart({ id: `mois-${service}`, title, description: described(months), apart: "✕ échecs", rows: months.map(rowOf) });
}

/** Under the bars; counted again when months are chosen. */
function selection(months: readonly Month[]): Markup {
  const sum = (key: keyof Figures): string => numberInWords(months.reduce((all, month) => all + month[key], 0));
  return html`<p class="selection" data-selection><strong data-sum="total">${sum("total")}</strong> au total, dont <span data-sum="qualified">${sum("qualified")}</span> avec une INS qualifiée&nbsp;; échecs&nbsp;: <span data-sum="failed">${sum("failed")}</span></p>`;
}

function rowOf(each: Month) {
  const { month, total, qualified, notQualified, failed } = each;
  return {
    label: monthInWords(month, "short"),
    sentence: `${monthInWords(month)} : ${counted(total, "document")}, dont ${numberInWords(qualified)} avec une INS qualifiée ; ${counted(failed, "échec")}`,
    parts: [
      { tone: "a" as const, label: "INS qualifiée", value: qualified },
      { tone: "b" as const, label: "INS non qualifiée", value: notQualified },
    ],
    value: total,
    apart: failed,
    data: { month },
  };
}

/** In words, for who does not see the bars; the table under them has each figure. */
function described(months: readonly Month[]): string {
  const most = months.reduce((best, each) => (each.total > best.total ? each : best), months[0] as Month);
  const sum = months.reduce((all, { total }) => all + total, 0);
  if (sum === 0) return "Aucun document sur la période.";
  const peak = `le plus en ${monthInWords(most.month)} (${numberInWords(most.total)})`;
  return `${counted(sum, "document")} sur ${months.length} mois, ${peak}. Le tableau qui suit donne chaque chiffre.`;
}

function monthTable(service: string, caption: string, months: readonly Month[]): Markup {
  const sum = (key: keyof Figures): number => months.reduce((all, month) => all + month[key], 0);
  const number = (name: keyof Figures, label: string) => ({
    name,
    label,
    kind: "number" as const,
    cell: (row: Month) => row[name],
  });
  return table({
    caption,
    captionHidden: true,
    sortable: true,
    columns: [
      { label: "Mois", cell: ({ month }) => monthInWords(month, "short"), sortsBy: ({ month }) => month },
      number("total", "Total"),
      number("qualified", "INS qualifiée"),
      number("notQualified", "INS non qualifiée"),
      number("failed", "Échecs"),
    ],
    rows: months,
    foot: ["Total", sum("total"), sum("qualified"), sum("notQualified"), sum("failed")],
    data: ({ month }) => ({ month, of: service }),
    empty: "",
  });
}
