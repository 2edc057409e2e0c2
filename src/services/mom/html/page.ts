import { environmentBanner } from "../../../documents/html/banner.js";
import { html } from "../../../documents/html/markup.js";
import { page } from "../../../documents/html/page.js";
import { table } from "../../../documents/html/table.js";
import type { EvidenceWords, WordsSection } from "../evidence-words.js";

/** What the shared stylesheet has not: digests are long, and are read one character after the other. */
const STYLE = ".proof{overflow-wrap:anywhere}";

/** The evidence as one page that needs nothing else; the JSON is what is compared with the journal. The same words give the same bytes. */
export function evidencePage(words: EvidenceWords, environment: string): string {
  const { title, facts, notices, sections } = words;
  return page({
    title,
    facts,
    banner: environmentBanner(environment),
    body: html`${notices.length === 0 ? null : html`<aside class="note" aria-labelledby="notices"><h2 id="notices">À savoir</h2><ul>${notices.map((each) => html`<li>${each}</li>`)}</ul></aside>`}
${sections.map(part)}`,
    footer: html`<p>Tiré du journal du cabinet ; cette page ne contient le nom d'aucun patient.</p>`,
    style: STYLE,
  });
}

function part({ title, paragraphs, table: rows }: WordsSection, index: number) {
  const drawn =
    rows === null
      ? null
      : table<readonly string[]>({
          caption: title,
          captionHidden: true,
          columns: rows.columns.map(({ label, align }, at) => ({
            label,
            cell: (row) => row[at] ?? "",
            ...(align === "right" ? { kind: "number" as const } : {}),
          })),
          rows: rows.rows,
          empty: "Aucun.",
        });
  return html`<section class="part" aria-labelledby="part-${index}"><h2 id="part-${index}">${title}</h2>
${paragraphs.map((text) => html`<p class="proof">${text}</p>`)}
${drawn}</section>`;
}
