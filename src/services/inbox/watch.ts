import { SegurError } from "../../domain/errors.js";
import type { InboxPosition, InboxReader } from "../../gateways/mss/inbox.port.js";
import { readersOf, type SyncCabinet, type SyncEvent, type SyncOptions, syncInbox } from "./sync.js";

/** After a server that does not come back: each wait is twice the one before. */
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 5 * 60_000;

/**
 * Synchronises, then again each time that something may have come (IDLE), until the signal: it then ends, nothing being in flight. A
 * mailbox that cannot be reached is told once and tried again; a refusal ends it all, since a person must act.
 * @throws {SegurError} of the store, `auth`, `config`, `inbox.mailbox_unknown`
 */
export async function* watchInboxes(cabinet: SyncCabinet, options: SyncOptions): AsyncGenerator<SyncEvent> {
  const { signal } = options;
  const readers = await readersOf(cabinet, options.mailbox);
  const failures = new Map<InboxReader, number>();
  const waits = new Map<InboxReader, Promise<InboxReader>>();
  const stop = new AbortController();
  const ends = AbortSignal.any([signal, stop.signal]);
  let ready = readers;
  let { full } = options;
  try {
    for (;;) {
      for (const reader of ready) {
        let position: InboxPosition | null = null;
        try {
          for await (const event of syncInbox(cabinet, reader, { signal, full })) {
            if (event.type === "done") position = event.position;
            yield event;
          }
          failures.delete(reader);
          waits.set(reader, woken(reader, position, ends));
        } catch (error) {
          if (signal.aborted) return;
          if (!(error instanceof SegurError) || error.kind !== "unreachable") throw error;
          const before = failures.get(reader) ?? 0;
          failures.set(reader, before + 1);
          if (before === 0) yield { type: "failed", mailbox: reader.address, error };
          const ms = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** before);
          waits.set(
            reader,
            cabinet.clock.sleep(ms, ends).then(() => reader),
          );
        }
      }
      full = false;
      const reader = await Promise.race(waits.values());
      if (signal.aborted) return;
      waits.delete(reader);
      ready = [reader];
    }
  } finally {
    stop.abort();
    await Promise.all(waits.values());
  }
}

/** A connection lost while waiting is a reason to look again: the synchronisation says what is wrong, if anything still is. */
async function woken(reader: InboxReader, position: InboxPosition | null, signal: AbortSignal): Promise<InboxReader> {
  try {
    await reader.waitForNews(position, signal);
  } catch (error) {
    if (!(error instanceof SegurError)) throw error;
  }
  return reader;
}
