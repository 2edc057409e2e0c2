import { csvLine } from "./csv.js";
import type { Column, Io, Listing } from "./io.port.js";
import { cellText } from "./values.js";

/** Characters gathered before a write: few system calls for a long listing, little memory. */
const CHUNK = 32 * 1024;
/** A slow listing (a run at five calls a second) is read as it comes, not by chunks, in milliseconds. */
const LATEST_MS = 200;

interface Buffer {
  add(text: string): Promise<void>;
  end(): Promise<void>;
}

/** Gathers small texts into larger writes. */
export function createBuffer(io: Io): Buffer {
  let pending = "";
  let written = performance.now();
  const flush = async () => {
    const text = pending;
    pending = "";
    written = performance.now();
    if (text !== "") await io.out(text);
  };
  return {
    async add(text) {
      pending += text;
      if (pending.length >= CHUNK || performance.now() - written >= LATEST_MS) await flush();
    },
    end: flush,
  };
}

/** Writes each item as a text. When the source fails halfway, what came before it is written all the same. */
export async function writeEach<T>(buffer: Buffer, items: Listing<T>["items"], text: (item: T) => string): Promise<number> {
  let count = 0;
  try {
    for await (const item of items) {
      await buffer.add(text(item));
      count += 1;
    }
  } finally {
    await buffer.end();
  }
  return count;
}

function asObject<T>(columns: readonly Column<T>[], item: T): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const column of columns) object[column.key] = column.value(item) ?? null;
  return object;
}

/**
 * `{"schema","items","truncated","next"}` with one item a line, streamed. Returns the number of items. When the source fails
 * halfway, the document is closed with `"truncated":true`: what is on stdout stays readable.
 */
export async function listJson<T>(io: Io, listing: Listing<T>, columns: readonly Column<T>[]): Promise<number> {
  const buffer = createBuffer(io);
  let count = 0;
  const close = async (cut: boolean) => {
    const next = listing.next?.() ?? null;
    const tail = JSON.stringify({ truncated: cut || next !== null, next, ...listing.extra?.() });
    await buffer.add(`${count === 0 ? "" : "\n"}],${tail.slice(1)}\n`);
    await buffer.end();
  };
  await buffer.add(`{"schema":${JSON.stringify(listing.schema)},"items":[`);
  try {
    for await (const item of listing.items) {
      await buffer.add(`${count === 0 ? "\n" : ",\n"}${JSON.stringify(asObject(columns, item))}`);
      count += 1;
    }
  } catch (error) {
    if (count > 0) await close(true);
    throw error;
  }
  await close(false);
  return count;
}

/** One item a line, each with its schema. */
export function listNdjson<T>(io: Io, listing: Listing<T>, columns: readonly Column<T>[]): Promise<number> {
  return writeEach(createBuffer(io), listing.items, (item) => {
    return `${JSON.stringify({ schema: listing.schema, ...asObject(columns, item) })}\n`;
  });
}

/** French headings, then one row an item. The headings come even when there is no item. */
export async function listCsv<T>(io: Io, listing: Listing<T>, columns: readonly Column<T>[]): Promise<number> {
  const buffer = createBuffer(io);
  await buffer.add(csvLine(columns.map((column) => column.title)));
  return writeEach(buffer, listing.items, (item) =>
    csvLine(columns.map((column) => column.cell?.(item) ?? cellText(column.value(item)))),
  );
}
