/** What a run printed with `--format ndjson`. */
export interface PrintedItem {
  readonly schema: string;
  readonly id: string;
  readonly line: number;
  readonly key: string;
  readonly patientId: string | null;
  readonly outcome: string;
  readonly code: string | null;
  readonly status: string | null;
  readonly calls: number;
  readonly advice: string | null;
}
export interface PrintedSummary {
  readonly schema: string;
  readonly run: string;
  readonly state: string;
  readonly total: number;
  readonly done: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly calls: number;
}

/** Whole lines only: a killed process may leave half a line. */
export function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf("\n") + 1);
}

/** Items, then the summary; null when the process ended before it. */
export function readRun(stdout: string): { items: PrintedItem[]; summary: PrintedSummary | null } {
  const items: PrintedItem[] = [];
  let summary: PrintedSummary | null = null;
  for (const line of wholeLines(stdout).split("\n")) {
    if (line === "") continue;
    const value: PrintedItem | PrintedSummary = JSON.parse(line);
    if ("key" in value) items.push(value);
    else if (summary !== null) throw new Error("two summaries");
    else summary = value;
  }
  return { items, summary };
}

/** How many items came out each way. */
export function tally(items: readonly { outcome: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of items) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
