import { shareBar } from "../../../documents/html/chart.js";
import { html, type Markup } from "../../../documents/html/markup.js";
import { figure, table } from "../../../documents/html/table.js";
import { counted } from "../../../documents/html/words.js";
import type { DashboardReport, ServiceFigures } from "../report.js";
import { drill, ESTIMATE, labelOf, legend, type Part, part } from "./part.js";

/** The three flows that the regulation counts (TBB/va1.03), their failures (TBB/va1.05), one card each. */
export function flowsPart({ services }: DashboardReport): Part | null {
  if (services.length === 0) return null;
  const intro =
    "Documents que le service a acceptés. L'identité est celle du moment de l'envoi ; un document remplacé ne compte qu'une fois ; les échecs sont à part.";
  return part(
    "flux",
    "Documents transmis",
    intro,
    services.map(({ service }) => service),
    html`<div class="cards flows">
${services.map(card)}</div>
<p class="dim small">Pourcentages : ${ESTIMATE.toLowerCase()}</p>`,
  );
}

function card(flow: ServiceFigures): Markup {
  const { service, label, total, failed, causes, notCounted } = flow;
  const set = notCounted.reduce((sum, { count }) => sum + count, 0);
  return html`<article class="card rows" data-service="${service}" aria-labelledby="flux-${service}">
<h3 id="flux-${service}">${label}</h3><div><div>
<p class="big">${figure(`${service}.total`, total)} <span class="unit">${total < 2 ? "document compté" : "documents comptés"}</span></p>
${shared(flow)}
<ul class="apart">
<li class="${failed > 0 ? "failed" : "dim"}"><span class="what">${failed > 0 ? "✕ " : ""}Échecs</span>${figure(`${service}.failed`, failed)}<span class="rate"></span></li>
<li class="dim"><span class="what">Acceptés, non comptés</span>${figure(`${service}.notCounted`, set)}<span class="rate"></span></li>
</ul>
</div><div>
${drill({ title: `Causes des échecs (${counted(causes.length, "cause")})`, rows: causes, name: `${service}.cause`, heading: "Cause", hasCodes: true, empty: "" })}
${drill({ title: "Pourquoi non comptés", rows: notCounted, name: `${service}.notCounted`, heading: "Raison", empty: "" })}
${types(flow)}
</div></div></article>
`;
}

function shared({ service, total, qualified, notQualified }: ServiceFigures): Markup {
  const lines = [
    { tone: "a" as const, label: "INS qualifiée", value: qualified, name: `${service}.qualified` },
    { tone: "b" as const, label: "INS non qualifiée", value: notQualified, name: `${service}.notQualified` },
  ];
  return html`${shareBar(`part-${service}`, lines)}${legend(`cle-${service}`, lines, total)}`;
}

function types({ service, types }: ServiceFigures): Markup | null {
  if (types.length === 0) return null;
  const title = `Par type de document (${counted(types.length, "type")})`;
  const body = table({
    caption: title,
    captionHidden: true,
    sortable: true,
    columns: [
      {
        label: "Type",
        cell: labelOf,
        sortsBy: ({ label }) => label,
      },
      {
        label: "Total",
        kind: "number",
        cell: ({ code, count }) => figure(`${service}.type.${code}`, count),
        sortsBy: ({ count }) => count,
      },
      { label: "INS qualifiée", kind: "number", cell: ({ qualified }) => qualified },
    ],
    rows: types,
    empty: "",
  });
  return html`<details><summary>${title}</summary>
${body}</details>`;
}
