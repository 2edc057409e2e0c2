/**
 * The same bytes, until the signal: a source that waits (a terminal, a pipe whose writer thinks) must not hold the command up.
 * @param error made when interrupted
 */
export async function* interruptible(
  source: AsyncIterable<Buffer>,
  signal: AbortSignal,
  error: () => Error,
): AsyncGenerator<Buffer> {
  const iterator = source[Symbol.asyncIterator]();
  let stopWaiting: (() => void) | null = null;
  const onAbort = () => stopWaiting?.();
  signal.addEventListener("abort", onAbort);
  try {
    while (!signal.aborted) {
      const next = await new Promise<IteratorResult<Buffer>>((resolve, reject) => {
        stopWaiting = () => reject(error());
        iterator.next().then(resolve, reject);
      });
      if (next.done) return;
      yield next.value;
    }
    throw error();
  } finally {
    signal.removeEventListener("abort", onAbort);
    // While a read is pending, this would wait for it.
    if (!signal.aborted) await iterator.return?.();
  }
}

/** Nobody reads this input any more: without this, an open pipe keeps the process alive. */
export function letGo(stream: NodeJS.ReadableStream): void {
  if ("destroy" in stream && typeof stream.destroy === "function") stream.destroy();
}
