import type { OpenCabinet } from "../cabinet.port.js";

/** How long a line is held without a sign of life. Dead processes of this machine are seen at once; this is for the others. */
export const LEASE_MS = 60_000;
const RENEW_MS = 15_000;

export function leaseUntil(cabinet: Pick<OpenCabinet, "clock">): string {
  return new Date(cabinet.clock.now().getTime() + LEASE_MS).toISOString();
}

/**
 * Runs `work` while the lease of the line is renewed. Its signal aborts when the caller's does, or when the line was taken by somebody
 * else (this machine slept): going on would only send what the other one is checking.
 */
export async function holding<T>(
  cabinet: Pick<OpenCabinet, "clock" | "outbox" | "machine">,
  id: string,
  interrupted: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const lost = new AbortController();
  const renewing = renewUntil(ended.signal);
  try {
    return await work(AbortSignal.any([interrupted, lost.signal]));
  } finally {
    ended.abort();
    await renewing;
  }

  async function renewUntil(end: AbortSignal): Promise<void> {
    for (;;) {
      await cabinet.clock.sleep(RENEW_MS, end);
      if (end.aborted) return;
      // A store that is busy for a moment must not stop what is being sent: the next renewal comes long before the lease ends.
      const held = await cabinet.outbox.renew(id, cabinet.machine, leaseUntil(cabinet)).catch(() => true);
      if (!held) return lost.abort();
    }
  }
}
