import type { DirectoryActivity, DirectoryMailbox } from "../../domain/professional/entry.js";
import { type Line, LineCutter } from "../tabular/lines.js";
import { hasHeading, type LineReader } from "./cells.js";
import { mailboxReader } from "./columns.js";
import { emptyExtraction, mostlyUnreadable, notAnExtraction } from "./errors.js";
import { activityReader, PEOPLE_HEADING } from "./people-columns.js";

/** An extraction under way. */
export interface Extraction<T = DirectoryMailbox> {
  /** One for each line that names one, in the order of the file. To be consumed once. */
  readonly items: AsyncIterable<T>;
  /** Lines read and lines that name nothing; complete once all was read. */
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
  return readLines(source, mailboxReader);
}

/** Reads the text of « PS_LibreAcces_Personne_activite » (ANN/va1.01) the same way: a line without an RPPS is counted and left. */
export function readPeople(source: AsyncIterable<Buffer>): Extraction<DirectoryActivity> {
  return readLines(source, activityReader);
}

/** Which extraction a line of headings is of; null for another file. */
export function extractionKind(headingLine: string): "mailboxes" | "people" | null {
  if (hasHeading(headingLine, "Type de BAL")) return "mailboxes";
  return hasHeading(headingLine, PEOPLE_HEADING) ? "people" : null;
}

function readLines<T>(source: AsyncIterable<Buffer>, reader: (headingLine: string) => LineReader<T>): Extraction<T> {
  const count = { lines: 0, refused: 0 };
  return { items: itemsOf(source, reader, count), counts: () => ({ ...count }) };
}

async function* itemsOf<T>(
  source: AsyncIterable<Buffer>,
  reader: (headingLine: string) => LineReader<T>,
  count: { lines: number; refused: number },
): AsyncGenerator<T> {
  const cutter = new LineCutter();
  let read: LineReader<T> | null = null;
  for await (const lines of groups(source, cutter)) {
    for (const line of lines) {
      if (line === "") continue;
      if (read === null) {
        if (typeof line !== "string") throw notAnExtraction(["Type de BAL", "Adresse BAL"]);
        read = reader(line);
        continue;
      }
      count.lines += 1;
      const item = typeof line === "string" ? read(line) : null;
      if (item === null) count.refused += 1;
      else yield item;
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
