import type { JournalFilter, JournalHead, JournalLine } from "../../store/journal.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { type JournalEntry, toEntry } from "./entry.js";
import { afterWrong, idWrong } from "./errors.js";

export interface JournalListing {
  readonly entries: readonly JournalEntry[];
  /** Where to continue; null when there is no more. */
  readonly next: string | null;
}

/** The newest lines first, `limit` of them, from the line that follows `after` in that order. */
export async function listJournal(
  cabinet: OpenCabinet,
  filter: JournalFilter,
  options: { readonly limit: number; readonly after?: string | undefined },
): Promise<JournalListing> {
  const after = options.after === undefined ? undefined : placeOf(options.after);
  const lines = await cabinet.journal.page({ ...filter, order: "newest", limit: options.limit + 1, after });
  const entries = lines.slice(0, options.limit).map(toEntry);
  return { entries, next: lines.length > options.limit ? (entries.at(-1)?.id ?? null) : null };
}

/** One line by its id, `T42`; null: it is not there. @throws {SegurError} `journal.after` when it is no id */
export async function journalLine({ journal }: Pick<OpenCabinet, "journal">, id: string): Promise<JournalEntry | null> {
  const seq = placeOf(id, idWrong);
  const [line] = await journal.page({ order: "oldest", after: seq - 1, limit: 1 });
  return line?.seq === seq ? toEntry(line) : null;
}

function placeOf(id: string, wrong = afterWrong): number {
  const [, digits] = /^T([1-9]\d{0,14})$/i.exec(id.trim()) ?? [];
  if (digits === undefined) throw wrong();
  return Number(digits);
}

export interface JournalExport {
  /** How many there are. */
  readonly lines: number;
  /** Oldest first; the line that tells the export is not among them. */
  readonly entries: AsyncIterable<JournalEntry>;
  /** After the export was told: worth keeping with it. */
  readonly head: JournalHead;
}

const PAGE = 500;

/** Lines to be taken out of the cabinet. The export is told in the journal before its first line is given. */
export async function exportJournal(cabinet: OpenCabinet, filter: JournalFilter, format: string): Promise<JournalExport> {
  const { journal } = cabinet;
  const bounded = { ...filter, upTo: (await journal.head()).seq };
  const lines = await journal.count(bounded);
  const { userId: user, rpps, patientId: patient, from, to, kinds } = filter;
  await cabinet.traces.append([
    {
      kind: "journal.exported",
      at: cabinet.clock.now().toISOString(),
      actor: cabinet.actor,
      data: { format, lines, from, to, user, rpps, patient, kinds },
    },
  ]);
  return { lines, entries: walk(cabinet, bounded), head: await journal.head() };
}

async function* walk(cabinet: OpenCabinet, filter: JournalFilter): AsyncGenerator<JournalEntry> {
  let after: number | undefined;
  for (;;) {
    const page: readonly JournalLine[] = await cabinet.journal.page({ ...filter, order: "oldest", limit: PAGE, after });
    yield* page.map(toEntry);
    after = page.at(-1)?.seq;
    if (after === undefined || page.length < PAGE) return;
  }
}
