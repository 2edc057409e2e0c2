import { html, type Markup } from "../../../documents/html/markup.js";
import { monthInWords } from "../../../documents/html/words.js";
import type { BreakdownLine, DashboardReport } from "../report.js";

/**
 * Controls that only a script makes work: hidden until it runs. Each stands beside what it changes, since a month cannot choose among
 * figures of a whole period. What is chosen is told aloud, and printed: a part must not pass for the whole.
 */
export function filterPanel({ services, inbox, insi }: DashboardReport): Markup | null {
  const parts = [
    ...services.map(({ service, label }) => ({ value: service as string, label })),
    ...(inbox === null ? [] : [{ value: "inbox", label: "Documents reçus" }]),
    ...(insi === null ? [] : [{ value: "insi", label: "Identités" }]),
  ];
  if (parts.length < 2) return status();
  return html`<div class="filters no-print" role="group" aria-label="Filtres" data-controls hidden>
<fieldset><legend>Afficher</legend>${parts.map(
    ({ value, label }) =>
      html`<label><input type="checkbox" data-filter="service" value="${value}" checked autocomplete="off"> ${label}</label>`,
  )}<button type="button" data-reset>Tout afficher</button></fieldset>
</div>
${status()}`;
}

/** Outside of the panel: it is printed too. */
const status = (): Markup => html`<p class="status" role="status" aria-live="polite" data-status></p>`;

export function monthFilter(months: readonly string[]): Markup {
  const select = (name: string, label: string, chosen: string | undefined) =>
    html`<label>${label} <select data-filter="${name}" autocomplete="off">${months.map(
      (month) => html`<option value="${month}"${month === chosen ? html` selected` : null}>${monthInWords(month)}</option>`,
    )}</select></label>`;
  return html`<div class="filters no-print" role="group" aria-label="Mois de l'évolution" data-controls hidden>
${select("from", "De", months[0])}
${select("to", "à", months.at(-1))}
</div>`;
}

/** Whoever and wherever there is a choice. */
export function breakdownFilter(lines: readonly BreakdownLine[]): Markup | null {
  const people = distinct(lines.map(({ rpps }) => rpps ?? ""));
  const places = distinct(lines.map(({ finess }) => finess ?? ""));
  if (people.length < 2 && places.length < 2) return null;
  return html`<div class="filters no-print" role="group" aria-label="Lignes du tableau" data-controls hidden>
${people.length > 1 && choice("rpps", "Praticien", "Tous", "sans RPPS", people)}
${places.length > 1 && choice("finess", "Structure", "Toutes", "sans FINESS", places)}
</div>`;
}

function choice(name: string, label: string, all: string, none: string, values: readonly string[]): Markup {
  return html`<label>${label} <select data-filter="${name}" autocomplete="off"><option value="*" selected>${all}</option>${values.map(
    (value) => html`<option value="${value}">${value === "" ? none : value}</option>`,
  )}</select></label>`;
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();
