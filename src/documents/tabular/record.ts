/** Why a line, or a cell of it, can not be read. Free of the cell's content. */
export interface LineProblem {
  /** Heading as it stands in the file, when the fault is in one column. */
  readonly column: string | null;
  /** Stable, dotted: `tabular.quote`. */
  readonly code: string;
  /** French. */
  readonly message: string;
}

export interface TabularRecord {
  /** Number of the physical line where the record starts, 1 for the first line of the file. */
  readonly line: number;
  /** In the order of the schema's columns; null where the column is absent or the cell is blank. */
  readonly values: readonly (string | null)[];
  /** Not empty: the line could not be read, `values` is empty. */
  readonly problems: readonly LineProblem[];
}

export function badLine(line: number, code: string, message: string, column: string | null = null): TabularRecord {
  return { line, values: [], problems: [{ column, code: `tabular.${code}`, message }] };
}
