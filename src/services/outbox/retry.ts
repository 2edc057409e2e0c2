import type { Right } from "../../domain/users/rights.js";
import type { OutboxItem, OutboxKind, OutboxState } from "../../store/outbox.port.js";
import { type Attempt, attempt, type OutboxCabinet } from "./attempt.js";
import { interrupted, lineNotFound } from "./errors.js";
import type { Handlers } from "./handler.js";

/** Lines that are not ended. A `sending` one is taken only if its process died. */
const WAITING: readonly OutboxState[] = ["queued", "uncertain", "sending"];
const PAGE = 200;

/** What one must be allowed to do to send, or give up, a line of each kind. */
export const RIGHT_OF: Readonly<Record<OutboxKind, Right>> = { "dmp.submit": "dmp.feed", "mss.send": "mss.send" };

/** Which lines to try. */
export type Chosen =
  /** These, whatever their next try; a refused one is put back first. */
  | { readonly ids: readonly string[] }
  /** Everything that waits, whatever its next try. */
  | { readonly all: true }
  /** What is due now. */
  | { readonly due: true };

/**
 * Tries lines one after the other, oldest first, and gives each result as it comes. When the service does not answer, or when nothing
 * can be sent before something is fixed, the lines that follow and go to the same service are left as they are: one failure is enough to
 * know. Lines whose kind the handlers do not have are left to who may send them.
 * @throws {SegurError} `outbox.not_found` before anything is tried, `outbox.interrupted`
 */
export async function* retry(
  cabinet: OutboxCabinet,
  handlers: Handlers,
  chosen: Chosen,
  signal: AbortSignal,
): AsyncGenerator<Attempt> {
  const ids =
    "ids" in chosen
      ? await named(cabinet, chosen.ids)
      : (await waiting(cabinet, "due" in chosen)).filter(({ kind }) => handlers[kind] !== undefined);
  const silent = new Set<OutboxKind>();
  for (const { id, kind } of ids) {
    if (silent.has(kind)) continue;
    if (signal.aborted) throw interrupted(id);
    const one = await attempt(cabinet, handlers, id, signal);
    yield one;
    if (one.error?.kind === "interrupted" || signal.aborted) throw interrupted(id);
    if (one.stop) silent.add(kind);
  }
}

type Line = Pick<OutboxItem, "id" | "kind">;

/** Every line is looked for before any is touched. */
async function named(cabinet: OutboxCabinet, ids: readonly string[]): Promise<readonly Line[]> {
  const found: OutboxItem[] = [];
  for (const id of new Set(ids.map((each) => each.trim().toUpperCase()))) {
    const item = await cabinet.outbox.get(id);
    if (item === null) throw lineNotFound(id);
    found.push(item);
  }
  for (const { id, state } of found) {
    if (state === "refused") await cabinet.outbox.requeue(id, cabinet.clock.now().toISOString());
  }
  return found;
}

async function waiting(cabinet: OutboxCabinet, onlyDue: boolean): Promise<readonly Line[]> {
  const now = cabinet.clock.now().toISOString();
  const found: Line[] = [];
  for await (const item of lines(cabinet, WAITING)) {
    if (!onlyDue || item.state === "sending" || item.nextTryAt === null || item.nextTryAt <= now) found.push(item);
  }
  // `O9` before `O10`: what replaces a document must not leave before it.
  return found.sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
}

/** Lines in these states, page by page. */
export async function* lines(
  cabinet: Pick<OutboxCabinet, "outbox">,
  states: readonly OutboxState[] | undefined,
): AsyncGenerator<OutboxItem> {
  let after: string | undefined;
  for (;;) {
    const page = await cabinet.outbox.list({ states, limit: PAGE, after });
    yield* page;
    after = page.at(-1)?.id;
    if (after === undefined || page.length < PAGE) return;
  }
}
