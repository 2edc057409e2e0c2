import type { Attempt } from "./attempt.js";

export interface LaneLine {
  readonly id: string;
  /** What concerns one patient leaves in order, never at once: what replaces a document must not overtake it. */
  readonly patientId: string | null;
}

export interface Lanes {
  /** Lines at once. */
  readonly width: number;
  /** Tries one line. What it throws ends the whole, once those that are on their way are settled and told. */
  go(id: string): Promise<Attempt>;
  /** True: none is begun any more; those that are on their way are waited for and told. */
  isOver(last: Attempt | null): boolean;
}

type Settled = { readonly line: LaneLine } & ({ readonly attempt: Attempt } | { readonly thrown: unknown });

/** Tries lines some at a time, oldest first, and gives each result as it comes: one that fails stops none of the others. */
export async function* inLanes(lines: readonly LaneLine[], { width, go, isOver }: Lanes): AsyncGenerator<Attempt> {
  const waiting = [...lines];
  const running = new Map<LaneLine, Promise<Settled>>();
  let over = isOver(null);
  let failure: { readonly cause: unknown } | null = null;
  const next = (): LaneLine | undefined => {
    const busy = new Set([...running.keys()].map(({ patientId }) => patientId));
    const at = waiting.findIndex(({ patientId }) => patientId === null || !busy.has(patientId));
    return at < 0 ? undefined : waiting.splice(at, 1)[0];
  };
  const begin = (line: LaneLine): Promise<Settled> =>
    go(line.id).then(
      (attempt) => ({ line, attempt }),
      (thrown: unknown) => ({ line, thrown }),
    );
  try {
    for (;;) {
      while (!over && running.size < width) {
        const line = next();
        if (line === undefined) break;
        running.set(line, begin(line));
      }
      if (running.size === 0) break;
      const settled = await Promise.race(running.values());
      running.delete(settled.line);
      if ("attempt" in settled) yield settled.attempt;
      else failure ??= { cause: settled.thrown };
      over ||= failure !== null || isOver("attempt" in settled ? settled.attempt : null);
    }
  } finally {
    // Whoever stops listening must not close the store under what is still on its way.
    await Promise.all(running.values());
  }
  if (failure !== null) throw failure.cause;
}
