import type { Right } from "../../domain/users/rights.js";
import type { OutboxItem, OutboxKind, OutboxState } from "../../store/outbox.port.js";
import { type Attempt, attempt, type OutboxCabinet } from "./attempt.js";
import { interrupted, lineNotFound } from "./errors.js";
import type { Handlers } from "./handler.js";
import { inLanes } from "./lanes.js";

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
 * Tries lines oldest first, kind by kind, as many at once as their handler says, and gives each result as it comes. When a service does not
 * answer, or when nothing can be sent before something is fixed, the lines that follow and go to the same service are left as they are: one
 * failure is enough to know. Lines whose kind the handlers do not have, and those of another person's mailbox, are left to who may send
 * them: a colleague's message stops nothing.
 * @throws {SegurError} `outbox.not_found` before anything is tried, `outbox.interrupted`
 */
export async function* retry(
  cabinet: OutboxCabinet,
  handlers: Handlers,
  chosen: Chosen,
  signal: AbortSignal,
): AsyncGenerator<Attempt> {
  const lines =
    "ids" in chosen ? await named(cabinet, chosen.ids) : await ours(handlers, await waiting(cabinet, "due" in chosen));
  for (const kind of new Set(lines.map((line) => line.kind))) {
    const ofKind = lines.filter((line) => line.kind === kind);
    const [first] = ofKind;
    if (signal.aborted && first !== undefined) throw interrupted(first.id);
    let stopped: Attempt | null = null;
    const tried = inLanes(ofKind, {
      width: handlers[kind]?.together ?? 1,
      go: (id) => attempt(cabinet, handlers, id, signal),
      isOver: (last) => last?.stop === true || signal.aborted,
    });
    for await (const one of tried) {
      if (one.error?.kind === "interrupted" || signal.aborted) stopped ??= one;
      yield one;
    }
    if (stopped !== null) throw interrupted(stopped.item.id);
  }
}

type Line = Pick<OutboxItem, "id" | "kind" | "patientId">;

async function ours(handlers: Handlers, found: readonly OutboxItem[]): Promise<readonly OutboxItem[]> {
  const kept: OutboxItem[] = [];
  for (const item of found) {
    const handler = handlers[item.kind];
    if (handler !== undefined && (await handler.isOurs?.(item)) !== false) kept.push(item);
  }
  return kept;
}

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

async function waiting(cabinet: OutboxCabinet, onlyDue: boolean): Promise<readonly OutboxItem[]> {
  const now = cabinet.clock.now().toISOString();
  const found: OutboxItem[] = [];
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
