import type { IsoInstant } from "../../domain/identity/types.js";
import type { Right } from "../../domain/users/rights.js";
import type { InboxTally } from "../../store/inbox.port.js";
import type { OutboxItem, OutboxKind } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolveFilter, VSM_DUE } from "../filters/filters.js";
import { quarantined } from "../quarantine/quarantine.js";
import { readReminders } from "../reminders/rules.js";

/** What waits for a person, the gravest first. Stable words: they are the ids of `segur todo --json`. */
export const TODO_KINDS = [
  "results.urgent",
  "imports.unfinished",
  "inbox.unreadable",
  "results.other",
  "inbox.quarantined",
  "inbox.changes",
  "inbox.unfiled",
  "inbox.patients",
  "inbox.messages",
  "quarantine",
  "identity.reviews",
  "identity.ko",
  "dmp.refused",
  "mss.refused",
  "mss.bounced",
  "outbox.uncertain",
  "outbox.queued",
  "mss.receipts",
  "vsm.due",
] as const;
export type TodoKind = (typeof TODO_KINDS)[number];

export interface TodoLine {
  readonly id: TodoKind;
  readonly count: number;
  /** There are at least that many: they were not all counted. */
  readonly more: boolean;
  /** Since when the oldest waits; null when nothing says so. */
  readonly oldest: IsoInstant | null;
  /** Urgent, and older than its limit. */
  readonly late: boolean;
}

interface Found {
  readonly count: number;
  readonly oldest: IsoInstant | null;
}

interface Source {
  /** Who may not see what it counts is not told that there is any. */
  readonly right: Right;
  /** Most that is counted; none: all are. */
  readonly most?: number;
  readonly find: (cabinet: OpenCabinet, tally: () => Promise<InboxTally>) => Promise<Found>;
}

/** From the one read of the inbox. */
function inbox(find: (tally: InboxTally) => Found, right: Right = "inbox"): Source {
  return { right, find: async (_, tally) => find(await tally()) };
}

/** A million files are not walked through to say that there is work. */
const MOST_PATIENTS = 1_000;
/** Lines that carry all that they send: not more of them than a person reads. */
const MOST_LINES = 200;
/** A failure that nobody took up in a month is history: `mss status --failed` has it. */
const BOUNCED_DAYS = 30;
const DAY_MS = 86_400_000;

const SOURCES: Readonly<Record<TodoKind, Source>> = {
  // A number says nothing of anybody: who supervises is told that a critical result waits, and may not list it.
  "results.urgent": inbox(({ documents }) => those(documents, (each) => isOpen(each) && each.level === "urgent"), "follow"),
  "imports.unfinished": { right: "follow", find: unfinished },
  "inbox.unreadable": inbox(({ unreadable }) => unreadable, "follow"),
  "results.other": inbox(({ documents }) => those(documents, (each) => isOpen(each) && each.level !== "urgent")),
  "inbox.quarantined": inbox(({ documents }) => those(documents, ({ state }) => state === "quarantined")),
  "inbox.changes": inbox(({ documents }) => those(documents, ({ state }) => state === "new_version" || state === "deletion")),
  "inbox.unfiled": inbox(({ documents }) => those(documents, ({ state }) => state === "new")),
  "inbox.patients": inbox(({ patients }) => patients),
  "inbox.messages": inbox(({ others }) => others),
  quarantine: { right: "dmp.read", most: MOST_LINES, find: inQuarantine },
  "identity.reviews": { right: "patients.write", most: MOST_LINES, find: reviews },
  "identity.ko": { right: "insi.call", most: MOST_PATIENTS, find: (cabinet) => filtered(cabinet, "ins-ko") },
  "dmp.refused": { right: "follow", most: MOST_LINES, find: (cabinet) => outbox(cabinet, "refused", "dmp.submit") },
  "mss.refused": { right: "follow", most: MOST_LINES, find: (cabinet) => outbox(cabinet, "refused", "mss.send") },
  "mss.bounced": { right: "mss.send", find: bounced },
  "outbox.uncertain": { right: "follow", most: MOST_LINES, find: (cabinet) => outbox(cabinet, "uncertain") },
  "outbox.queued": { right: "follow", most: MOST_LINES, find: (cabinet) => outbox(cabinet, "queued") },
  "mss.receipts": { right: "mss.send", most: MOST_LINES, find: receipts },
  "vsm.due": { right: "patients.read", most: MOST_PATIENTS, find: vsmDue },
};

/**
 * Everything that waits for a person of these rights, the gravest first; nothing for what does not wait.
 * @param urgentHours after which an urgent result is late (`todo.urgentHours`)
 */
export async function todo(cabinet: OpenCabinet, urgentHours: number): Promise<readonly TodoLine[]> {
  const lines: TodoLine[] = [];
  const lateBefore = new Date(cabinet.clock.now().getTime() - urgentHours * 3_600_000).toISOString();
  let read: Promise<InboxTally> | undefined;
  const tally = () => {
    read ??= cabinet.inbox.tally();
    return read;
  };
  for (const id of TODO_KINDS) {
    const { right, most, find } = SOURCES[id];
    if (!cabinet.rights.has(right)) continue;
    const { count, oldest } = await find(cabinet, tally);
    const more = most !== undefined && count > most;
    const late = id === "results.urgent" && oldest !== null && oldest < lateBefore;
    if (count > 0) lines.push({ id, count: more ? most : count, more, oldest, late });
  }
  return lines;
}

type Documents = InboxTally["documents"];

/** Documents, not messages: each is a decision. */
function those(documents: Documents, wanted: (each: Documents[number]) => boolean): Found {
  const found = documents.filter(wanted);
  const oldest = found.map((each) => each.oldest).sort()[0] ?? null;
  return { count: found.reduce((sum, each) => sum + each.count, 0), oldest };
}

/** An alert that nobody resolved, and that no other document tells. */
function isOpen({ alert, toldElsewhere }: Documents[number]): boolean {
  return alert !== null && alert !== "resolved" && !toldElsewhere;
}

/** Files that an import has not filled to the end: what they lack is told by nothing else. */
async function unfinished({ imports, clock, machine }: OpenCabinet): Promise<Found> {
  const cut = (await imports.begun(clock.now().toISOString(), machine)).filter(({ running }) => !running);
  return { count: cut.length, oldest: cut[0]?.at ?? null };
}

async function inQuarantine(cabinet: OpenCabinet): Promise<Found> {
  let count = 0;
  let oldest: IsoInstant | null = null;
  for await (const { at } of quarantined(cabinet)) {
    oldest ??= at;
    count += 1;
    if (count > MOST_LINES) break;
  }
  return { count, oldest };
}

async function reviews(cabinet: OpenCabinet): Promise<Found> {
  const pending = await cabinet.reviews.list({ state: "pending", limit: MOST_LINES + 1 });
  return { count: pending.length, oldest: pending[0]?.createdAt ?? null };
}

async function filtered(cabinet: OpenCabinet, name: string): Promise<Found> {
  const { where } = await resolveFilter(cabinet, name);
  return { count: await cabinet.patients.countUpTo(where, MOST_PATIENTS + 1), oldest: null };
}

/** Unless the cabinet wants its reminders elsewhere (DOC/va1.11). */
async function vsmDue(cabinet: OpenCabinet): Promise<Found> {
  const { places } = await readReminders(cabinet);
  return places.includes("todo") ? filtered(cabinet, VSM_DUE) : { count: 0, oldest: null };
}

async function outbox(cabinet: OpenCabinet, state: OutboxItem["state"], kind?: OutboxKind): Promise<Found> {
  const lines = await cabinet.outbox.list({ states: [state], kind, limit: MOST_LINES + 1 });
  return { count: lines.length, oldest: lines[0]?.updatedAt ?? null };
}

/** Whoever asks to be told that we read; of any mailbox: a colleague's is answered from theirs. */
async function receipts({ receipts: requests }: OpenCabinet): Promise<Found> {
  const waiting = await requests.list({ waiting: true, limit: MOST_LINES + 1 });
  return { count: waiting.length, oldest: waiting.map(({ at }) => at).sort()[0] ?? null };
}

async function bounced({ fates, clock }: OpenCabinet): Promise<Found> {
  return fates.failedSince(new Date(clock.now().getTime() - BOUNCED_DAYS * DAY_MS).toISOString());
}
