import type { JournalFilter, JournalLine } from "../../store/journal.port.js";
import { toEntry } from "../journal/entry.js";
import { syslogMessage } from "../journal/syslog.js";
import type { ExportCabinet } from "./cabinet.js";

const PAGE = 500;

/** Where the access to an INS by an export is told in the journal: {@link isOfExport}. */
export const WHERE = "export";

/**
 * What exports write of themselves: left out of the journal that leaves, so that the same data give the same bytes; the cabinet keeps it.
 */
function isOfExport({ kind, data }: JournalLine): boolean {
  return kind === "export.written" || (kind === "ins.accessed" && data?.where === WHERE);
}

/** Lines of the journal, oldest first, in pages, but for what exports wrote. */
export async function* journalPages(
  { journal }: Pick<ExportCabinet, "journal">,
  filter: JournalFilter,
): AsyncGenerator<readonly JournalLine[]> {
  let after: number | undefined;
  for (;;) {
    const page = await journal.page({ ...filter, order: "oldest", limit: PAGE, after });
    const kept = page.filter((line) => !isOfExport(line));
    if (kept.length > 0) yield kept;
    after = page.at(-1)?.seq;
    if (after === undefined || page.length < PAGE) return;
  }
}

/** As RFC 5424 messages, one a line. The host is `-`: the same journal is the same bytes on every machine. */
export function syslogLines(lines: readonly JournalLine[]): Buffer {
  return Buffer.from(lines.map((line) => `${syslogMessage(toEntry(line), "-")}\n`).join(""), "utf8");
}

/** One sending that concerns a patient, as the journal tells it: its place there proves it. */
export interface ExchangeJson {
  /** `O7` */
  readonly exchange: string;
  /** Line of the journal: `T42`. */
  readonly line: string;
  readonly kind: string;
  readonly at: string;
  readonly code: string | null;
  readonly documents: readonly string[];
}

const SENDINGS: ReadonlySet<string> = new Set(["outbox.settled", "mss.sent", "mss.failed", "mss.report"]);

/** What of these lines says how a sending ended; null for the others. */
export function exchangeOf({ id, kind, at, code, data }: JournalLine): ExchangeJson | null {
  const exchange = data?.outbox;
  if (!SENDINGS.has(kind) || typeof exchange !== "string") return null;
  const documents = Array.isArray(data?.documents) ? data.documents.filter((each) => typeof each === "string") : [];
  return { exchange, line: id, kind, at, code: code ?? null, documents };
}
