/**
 * What a producer pushes, as an iterable: items are given as they come, an error comes after the items that were read before it. When
 * the reader stops early the producer's signal is aborted.
 */
export async function* stream<T>(
  produce: (push: (item: T) => void, signal: AbortSignal) => Promise<void>,
  outer: AbortSignal | undefined,
): AsyncGenerator<T, void, undefined> {
  const stop = new AbortController();
  const signal = outer === undefined ? stop.signal : AbortSignal.any([outer, stop.signal]);
  let queue: T[] = [];
  let wake: () => void = () => {};
  let ended: { readonly error: unknown } | "done" | null = null;
  const end = (how: { readonly error: unknown } | "done"): void => {
    ended = how;
    wake();
  };
  const producing = produce((item) => {
    queue.push(item);
    wake();
  }, signal).then(
    () => end("done"),
    (error: unknown) => end({ error }),
  );
  try {
    for (;;) {
      const ready = queue;
      queue = [];
      yield* ready;
      if (queue.length > 0) continue;
      const state = ended as { readonly error: unknown } | "done" | null;
      if (state === "done") return;
      if (state !== null) throw state.error;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    stop.abort();
    await producing;
  }
}
