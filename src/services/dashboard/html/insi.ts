import { shareBar } from "../../../documents/html/chart.js";
import { html, type Markup } from "../../../documents/html/markup.js";
import { figure } from "../../../documents/html/table.js";
import { capital, instantInWords, shareInWords } from "../../../documents/html/words.js";
import type { ZoneOffset } from "../../../domain/local-time.js";
import type { DashboardReport, InsiFigures, Labelled } from "../report.js";
import { ESTIMATE, legend, type Part, part } from "./part.js";

/** How many files have a qualified identity, why the others have not, and what INSi answered. */
export function insiPart({ insi, madeAt }: DashboardReport, zone: ZoneOffset): Part | null {
  if (insi === null) return null;
  return part(
    "identites",
    "Identités (INS)",
    // Of the day the page is made, whatever `asOf` says: nothing keeps the identities of another day.
    `Dossiers du cabinet le ${instantInWords(madeAt, zone)} ; réponses du téléservice INSi sur la période.`,
    ["insi"],
    html`<div class="cards identities">
${rate(insi)}${bars("Pourquoi les autres ne le sont pas", "raisons", "insi.reason", insi.reasons)}${bars("Statuts des identités", "statuts", "insi.status", insi.statuses)}${bars("Réponses d'INSi", "appels", "insi.call", insi.calls)}</div>`,
  );
}

function rate({ patients, qualified, rate }: InsiFigures): Markup {
  const lines = [
    { tone: "a" as const, label: "INS qualifiée", value: qualified, name: "insi.qualified" },
    { tone: "b" as const, label: "Autres", value: patients - qualified, name: "insi.notQualified" },
  ];
  const shown = rate === null ? "—" : shareInWords(qualified, patients);
  return html`<div class="card"><h3>Taux de qualification</h3>
<p class="big"><span class="figure" data-figure="insi.rate" data-value="${rate ?? ""}">${shown}</span></p>
<p class="dim small">${figure("insi.patients", patients)} ${patients < 2 ? "dossier" : "dossiers"}. ${ESTIMATE}</p>
${shareBar("part-insi", lines)}${legend("cle-insi", lines, patients)}</div>
`;
}

/** One bar for each, the names on a line of their own: a reason is a sentence. */
function bars(title: string, id: string, name: string, rows: readonly Labelled[]): Markup | null {
  if (rows.length === 0) return null;
  const most = Math.max(...rows.map(({ count }) => count));
  return html`<div class="card"><h3>${title}</h3><ul class="bars">${rows.map(
    ({ code, label, count }, index) =>
      html`<li><span class="what">${capital(label)}</span>${figure(`${name}.${code}`, count)}${shareBar(`${id}-${index}`, [{ tone: "a", label, value: count }], most)}</li>
`,
  )}</ul></div>
`;
}
