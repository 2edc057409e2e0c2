import { SegurError } from "../../domain/errors.js";

/** `bad` stops some work, `warn` will or may, `skip` could not be looked at here. */
export type CheckState = "ok" | "warn" | "bad" | "skip";

/** One line of `segur doctor`. */
export interface CheckLine {
  /** Stable, dotted: `insi.tls`. */
  readonly id: string;
  readonly label: string;
  readonly state: CheckState;
  /** What was seen, in French, with its unit. */
  readonly measure: string;
  /** What to do, null when nothing is to be done. */
  readonly advice: string | null;
}

export interface Check {
  readonly id: string;
  readonly label: string;
  look(): Promise<Omit<CheckLine, "id" | "label"> | readonly CheckLine[]>;
}

export function ok(measure: string): Omit<CheckLine, "id" | "label"> {
  return { state: "ok", measure, advice: null };
}
export function skip(measure: string, advice: string | null = null): Omit<CheckLine, "id" | "label"> {
  return { state: "skip", measure, advice };
}

/**
 * Looks at everything, each for itself: a check that throws is a line that says why, never the end of the others. Lines come
 * as soon as those before them are known.
 */
export async function* examine(checks: readonly Check[]): AsyncGenerator<CheckLine> {
  const looking = checks.map((check) => seen(check));
  for (const lines of looking) yield* await lines;
}

async function seen({ id, label, look }: Check): Promise<readonly CheckLine[]> {
  try {
    const found = await look();
    return Array.isArray(found)
      ? (found as readonly CheckLine[])
      : [{ id, label, ...(found as Omit<CheckLine, "id" | "label">) }];
  } catch (error) {
    if (!(error instanceof SegurError)) throw error;
    const measure = [error.message, error.why].filter((part) => part !== undefined).join(" ");
    return [{ id, label, state: "bad", measure, advice: error.advice ?? null }];
  }
}
