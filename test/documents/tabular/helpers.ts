import { readTabular, type TabularFile, type TabularOptions } from "../../../src/documents/tabular/reader.js";
import type { TabularRecord } from "../../../src/documents/tabular/record.js";
import type { TabularSchema } from "../../../src/documents/tabular/schema.js";

export const SCHEMA: TabularSchema = {
  columns: [
    { name: "dossier", aliases: ["numero_dossier"] },
    { name: "nom_naissance", aliases: ["nom_de_naissance"] },
    { name: "date_naissance", aliases: ["ddn"] },
    { name: "adresse" },
  ],
  ignored: { statut: null, nir: "La colonne « nir » n'est pas lue." },
};

/** A file given in chunks of `size` bytes. */
export async function* chunks(data: string | Buffer, size = 65_536): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(data);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export interface ReadFile {
  readonly file: TabularFile;
  readonly records: readonly TabularRecord[];
}

export async function readAll(
  data: string | Buffer,
  { size, ...options }: Partial<TabularOptions> & { readonly size?: number } = {},
): Promise<ReadFile> {
  const file = await readTabular(chunks(data, size), { schema: SCHEMA, ...options });
  const records: TabularRecord[] = [];
  for await (const batch of file.batches) records.push(...batch);
  return { file, records };
}

/** `line: cells` or `line! code (column)`, to compare whole files at a glance. */
export function told(records: readonly TabularRecord[]): string[] {
  return records.map((record) => {
    const [problem] = record.problems;
    if (problem) return `${record.line}! ${problem.code} (${problem.column ?? "-"})`;
    return `${record.line}: ${record.values.map((value) => value ?? "·").join("|")}`;
  });
}
