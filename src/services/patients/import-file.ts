import { readTabular } from "../../documents/tabular/reader.js";
import type { TabularRecord } from "../../documents/tabular/record.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { missingForCreation, PATIENT_SCHEMA } from "./columns.js";
import { createImporter, type ImportedLine, type ImportOptions, type ImportTotals } from "./import.js";

export interface ImportFileOptions extends ImportOptions {
  /** Heading of the file -> column (`--map`). */
  readonly map?: ReadonlyMap<string, string> | undefined;
  readonly encoding?: "utf-8" | "windows-1252" | undefined;
}

/** A file being imported: consuming `batches` does the work. */
export interface FileImport {
  /** Lines of the file in order, as they become durable. To be consumed once. */
  readonly batches: AsyncIterable<readonly ImportedLine[]>;
  /** About headings, in French. Complete once all was consumed (an NDJSON file tells its keys as it goes). */
  readonly warnings: readonly string[];
  totals(): ImportTotals;
}

/**
 * Lines decided and written together, in one transaction of about 0.2 s. Birth dates come in no order, so each line touches another page of
 * their index, and each page written is encrypted: among 600,000 patients, 1,500 at a time make 16,300 a second, 3,000 make 21,200.
 */
const BATCH = 4000;

/**
 * Imports a file of patients (CSV or NDJSON). Throws an `input` error when the file can not be understood at all, before anything
 * is written; a faulty line is a refused line. Importing the same file again changes nothing.
 */
export async function importFile(
  cabinet: OpenCabinet,
  source: AsyncIterable<Buffer>,
  options: ImportFileOptions,
): Promise<FileImport> {
  const file = await readTabular(source, { schema: PATIENT_SCHEMA, map: options.map, encoding: options.encoding, missing });
  const importer = await createImporter(cabinet, options);
  async function* batches() {
    for await (const records of inBatches(file.batches, BATCH)) yield await importer.apply(records);
  }
  return { batches: batches(), warnings: file.warnings, totals: () => importer.totals() };
}

/**
 * A file without the columns of a creation may still correct known patients (the patch of `ins check`), provided that it names them
 * and that every heading is understood: an unknown one more probably is the missing column.
 */
function missing(present: ReadonlySet<string>, unknown: readonly string[]): readonly string[] {
  const names = present.has("dossier") || present.has("id");
  return names && present.size > 1 && unknown.length === 0 ? [] : missingForCreation(present);
}

/** Groups records anew, so that the size of a batch does not depend on how the bytes came. */
export async function* inBatches(
  groups: AsyncIterable<readonly TabularRecord[]>,
  size: number,
): AsyncGenerator<readonly TabularRecord[]> {
  let batch: TabularRecord[] = [];
  for await (const group of groups) {
    for (const record of group) {
      batch.push(record);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
