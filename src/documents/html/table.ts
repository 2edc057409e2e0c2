import { html, type Markup } from "./markup.js";
import { numberInWords } from "./words.js";

export interface Column<Row> {
  /** What a program finds its cells by: `data-column`. */
  readonly name?: string;
  readonly label: string;
  /** A whole number is aligned on the right, in French; it sorts by its value. */
  readonly cell: (row: Row) => string | number | Markup;
  /** What a cell sorts by, when it is not what it shows. */
  readonly sortsBy?: (row: Row) => string | number;
  readonly kind?: "text" | "number";
  /** Names each row, for who hears the table. The first column unless another says so. */
  readonly isHead?: boolean;
}

export interface TableInput<Row> {
  /** What the table holds: heard before it, and shown unless `captionHidden`. */
  readonly caption: string;
  readonly captionHidden?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** A last line, one cell for each column; a script that filters rows counts its numbers again. */
  readonly foot?: readonly (string | number)[];
  /** Its columns can be sorted, where scripts run. */
  readonly sortable?: boolean;
  /** `data-…` of a row: what it is found and filtered by. */
  readonly data?: (row: Row) => Readonly<Record<string, string | number>>;
  /** Said instead of an empty table. */
  readonly empty: string;
}

/** A table that scrolls alone when it is wider than the screen, by keyboard too. */
export function table<Row>({ caption, columns, rows, foot, sortable, data, captionHidden, empty }: TableInput<Row>): Markup {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  const head = columns.map((column) => column.isHead === true).indexOf(true);
  const first = Math.max(0, head);
  return html`<div class="wide" role="group" tabindex="0" aria-label="${caption}"><table${sortable ? html` data-sortable` : null}>
<caption${captionHidden ? html` class="hidden"` : null}>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col"${number(column)}>${column.label}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr${attributes(data?.(row) ?? {})}>${columns.map((column, index) => cell(column, row, index === first))}</tr>\n`)}</tbody>
${foot && html`<tfoot><tr>${foot.map((value, index) => footCell(value, columns[index], index === first))}</tr></tfoot>`}
</table></div>`;
}

/** A number that a person reads and a program finds: `data-figure` is its name, `data-value` the number itself. */
export function figure(name: string, value: number, shown: string = numberInWords(value)): Markup {
  return html`<span class="figure" data-figure="${name}" data-value="${value}">${shown}</span>`;
}

/** `{ month: "2026-11" }` → ` data-month="2026-11"`. The names are ours. */
export function attributes(data: Readonly<Record<string, string | number>>): Markup {
  return html`${Object.entries(data).map(([name, value]) => html` data-${name}="${value}"`)}`;
}

function cell<Row>(column: Column<Row>, row: Row, isHead: boolean): Markup {
  const value = column.cell(row);
  const sortsBy = column.sortsBy?.(row) ?? (typeof value === "number" ? value : null);
  return cellOf(
    column,
    value,
    isHead,
    html`${sortsBy !== null && attributes({ value: sortsBy })}${column.name && attributes({ column: column.name })}`,
  );
}

function footCell<Row>(value: string | number, column: Column<Row> | undefined, isHead: boolean): Markup {
  return cellOf(column, value, isHead, html`${typeof value === "number" && attributes({ value })}`);
}

function cellOf<Row>(column: Column<Row> | undefined, value: string | number | Markup, isHead: boolean, data: Markup): Markup {
  const shown = typeof value === "number" ? numberInWords(value) : value;
  const kind = column === undefined ? null : number(column);
  return isHead ? html`<th scope="row"${kind}${data}>${shown}</th>` : html`<td${kind}${data}>${shown}</td>`;
}

function number<Row>({ kind }: Column<Row>): Markup | null {
  return kind === "number" ? html` class="number"` : null;
}
