import type { DirectoryMailbox } from "../../domain/professional/entry.js";
import { type Line, LineCutter } from "../tabular/lines.js";
import { type LineReader, lineReader } from "./columns.js";
import { emptyExtraction, mostlyUnreadable, notAnExtraction } from "./errors.js";

/** An extraction under way. */
export interface Extraction {
  /** One mailbox for each line that names one, in the order of the file. To be consumed once. */
  readonly mailboxes: AsyncIterable<DirectoryMailbox>;
  /** Lines read and lines that name no mailbox; complete once all was read. */
  counts(): { readonly lines: number; readonly refused: number };
}

/** Above this share of lines refused, the file is damaged: half an annuaire is worse than yesterday's. */
const MOST_REFUSED = 0.5;

/**
 * Reads the text of « Extraction_Correspondance_MSSante » (mss.md §3.2) as a stream: UTF-8 with or without BOM (Windows-1252 as well),
 * `|` between columns, any order of columns, a last `|` or none, any line end. A line that names no mailbox is counted and left.
 * @throws {SegurError} from the iterator: `directory.not_extraction`, `directory.empty`, `directory.unreadable`
 */
export function readExtraction(source: AsyncIterable<Buffer>): Extraction {
  const count = { lines: 0, refused: 0 };
  return { mailboxes: mailboxesOf(source, count), counts: () => ({ ...count }) };
}

async function* mailboxesOf(
  source: AsyncIterable<Buffer>,
  count: { lines: number; refused: number },
): AsyncGenerator<DirectoryMailbox> {
  const cutter = new LineCutter();
  let read: LineReader | null = null;
  for await (const lines of groups(source, cutter)) {
    for (const line of lines) {
      if (line === "") continue;
      if (read === null) {
        if (typeof line !== "string") throw notAnExtraction(["Type de BAL", "Adresse BAL"]);
        read = lineReader(line);
        continue;
      }
      count.lines += 1;
      const mailbox = typeof line === "string" ? read(line) : null;
      if (mailbox === null) count.refused += 1;
      else yield mailbox;
    }
  }
  if (count.lines === count.refused && count.refused === 0) throw emptyExtraction();
  if (count.refused > count.lines * MOST_REFUSED) throw mostlyUnreadable(count.lines, count.refused);
}

async function* groups(source: AsyncIterable<Buffer>, cutter: LineCutter): AsyncGenerator<readonly Line[]> {
  for await (const chunk of source) yield cutter.push(chunk);
  yield cutter.end();
}

/** `…_202611240815.zip` or `.txt` → the instant of the extraction (the file itself holds no date); null when the name says none. */
export function extractionDate(fileName: string): string | null {
  const [, year, month, day, hour, minute] =
    /_(20\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\d{2})?\.(?:zip|txt)$/i.exec(fileName) ?? [];
  if (year === undefined) return null;
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}
