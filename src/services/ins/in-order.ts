/**
 * Works on up to `concurrency` items at once and gives the results in the order of the items. When one fails, what is under
 * way is awaited first, so that no write goes on behind the error.
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  concurrency: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const window: Promise<R>[] = [];
  try {
    for await (const item of items) {
      const result = work(item);
      // Its error is met when its turn comes; until then it must not count as unhandled.
      result.catch(() => undefined);
      window.push(result);
      if (window.length >= concurrency) {
        const first = window.shift();
        if (first !== undefined) yield await first;
      }
    }
    for (let first = window.shift(); first !== undefined; first = window.shift()) yield await first;
  } finally {
    await Promise.allSettled(window);
  }
}
