import { environmentBanner } from "../../../documents/html/banner.js";
import { html, type Markup } from "../../../documents/html/markup.js";
import { page } from "../../../documents/html/page.js";
import { PRINT_SCRIPT, SCROLL_SCRIPT, SORT_SCRIPT } from "../../../documents/html/scripts.js";
import { dayInWords, instantInWords, unbroken } from "../../../documents/html/words.js";
import { machineZone, type ZoneOffset } from "../../../domain/local-time.js";
import type { DashboardReport } from "../report.js";
import { breakdownPart } from "./breakdown.js";
import { FILTER_SCRIPT } from "./filter-script.js";
import { filterPanel } from "./filters.js";
import { flowsPart } from "./flows.js";
import { inboxPart } from "./inbox.js";
import { insiPart } from "./insi.js";
import { ESTIMATE, type Part } from "./part.js";
import { DASHBOARD_STYLE } from "./style.js";
import { trendPart } from "./trend.js";

/**
 * The dashboard as one page that needs nothing else (TBB/va1.03, va1.05), whole without its script, which only filters and sorts.
 * The same report gives the same bytes, in the same time zone.
 */
export function dashboardPage(report: DashboardReport, zone: ZoneOffset = machineZone): string {
  const parts = [flowsPart(report), trendPart(report), breakdownPart(report), inboxPart(report), insiPart(report, zone)].filter(
    (part) => part !== null,
  );
  return page({
    title: "Tableau de bord des services socles",
    facts: factsOf(report, zone),
    banner: environmentBanner(report.cabinet.environment),
    body: html`${noticesOf(report)}
${parts.length > 1 ? contents(parts) : null}
${filterPanel(report)}
${parts.map(({ body }) => body)}`,
    footer: footerOf(report),
    style: DASHBOARD_STYLE,
    script: `${SORT_SCRIPT}${PRINT_SCRIPT}${SCROLL_SCRIPT}${FILTER_SCRIPT}`,
  });
}

function factsOf({ cabinet, period, asOf, madeAt, finess, rpps }: DashboardReport, zone: ZoneOffset) {
  const asked = [finess && `FINESS ${finess}`, rpps && `RPPS ${rpps}`].filter(Boolean);
  return [
    { label: "Cabinet", value: cabinet.name },
    { label: "Période", value: periodOf(period) },
    { label: "Connu au", value: dayInWords(asOf) },
    { label: "Périmètre", value: asked.length === 0 ? "tout le cabinet" : asked.join(", ") },
    { label: "Établi le", value: instantInWords(madeAt, zone) },
  ];
}

/** `novembre 2026 (du 01/11/2026 au 30/11/2026)`. */
function periodOf({ name, label, from, to }: DashboardReport["period"]): Markup {
  const days = html`<span class="days">du ${dayInWords(from)} au ${dayInWords(to)}</span>`;
  return name === "range" ? html`${label}` : html`${label} ${days}`;
}

function noticesOf({ notices }: DashboardReport): Markup | null {
  if (notices.length === 0) return null;
  return html`<aside class="note" aria-labelledby="notices"><h2 id="notices">À savoir</h2>
<ul>${notices.map((notice) => html`<li>${unbroken(notice)}</li>`)}</ul></aside>`;
}

function contents(parts: readonly Part[]): Markup {
  return html`<nav class="contents no-print" aria-label="Parties du tableau de bord"><ul>${parts.map(
    ({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`,
  )}</ul></nav>`;
}

function footerOf({ rules }: DashboardReport): Markup {
  return html`<p>Règles de comptage : version ${rules.version} du ${dayInWords(rules.date)}. Source : ${rules.source}.</p>
<p>Chiffres tirés du journal du cabinet ; cette page ne contient le nom d'aucun patient. Taux et pourcentages : ${ESTIMATE.toLowerCase()}</p>`;
}
