import { type ChartPart, swatch } from "../../../documents/html/chart.js";
import { html, type Markup } from "../../../documents/html/markup.js";
import { figure, table } from "../../../documents/html/table.js";
import { capital, shareInWords, unbroken } from "../../../documents/html/words.js";
import type { Labelled } from "../report.js";

/** Said of every rate that we compute (product.md §1.7). */
export const ESTIMATE = "Estimation locale — seul amelipro fait foi.";

/** A section of the page. */
export interface Part {
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
}

/** `of`: what it shows of, so that it is hidden when none of them is chosen: `dmp mss-pro`. */
export function part(id: string, title: string, intro: string, of: readonly string[], body: Markup): Part {
  return {
    id,
    title,
    body: html`<section class="part" id="${id}" data-parts="${of.join(" ")}" aria-labelledby="${id}-head">
<h2 id="${id}-head">${title}</h2>
<p class="dim">${unbroken(intro)}</p>
${body}
</section>
`,
  };
}

export interface LegendLine extends ChartPart {
  /** Name of the figure: `dmp.qualified`. */
  readonly name: string;
}

/** The parts of a bar, each with its number and its share. */
export function legend(id: string, lines: readonly LegendLine[], whole: number): Markup {
  return html`<ul class="legend">${lines.map(
    ({ tone, label, value, name }) =>
      html`<li>${swatch(`${id}-${tone}`, tone)}<span class="what">${label}</span>${figure(name, value)}<span class="rate">${shareInWords(value, whole)}</span></li>
`,
  )}</ul>`;
}

export interface Drill {
  readonly title: string;
  readonly rows: readonly Labelled[];
  /** Name of the figures: `dmp.cause` makes `dmp.cause.XDSRegistryError`. */
  readonly name: string;
  readonly empty: string;
  readonly heading: string;
  /** Codes that somebody else knows are shown (a type, an error of a téléservice); ours say nothing to who reads. */
  readonly hasCodes?: boolean;
}

/** What a number is made of, folded; on paper, unfolded. Nothing at all where there is nothing to unfold. */
export function drill({ title, rows, name, heading, empty, hasCodes = false }: Drill): Markup | null {
  if (rows.length === 0) return null;
  const columns = [
    { label: heading, cell: (row: Labelled) => (hasCodes ? labelOf(row) : capital(row.label)) },
    {
      label: "Nombre",
      kind: "number" as const,
      cell: ({ code, count }: Labelled) => figure(`${name}.${code}`, count),
      sortsBy: ({ count }: Labelled) => count,
    },
  ];
  return html`<details class="drill"><summary>${title}</summary>
${table({ caption: title, captionHidden: true, columns, rows, empty })}</details>`;
}

/** What it says, then its code, for who reports it. */
export function labelOf({ label, code }: Pick<Labelled, "label" | "code">): Markup {
  return html`${capital(label)} <span class="code">${code}</span>`;
}
