import type { ExportCabinet } from "../cabinet.js";

/** What earlier imports from one cabinet did, by id of a patient there. */
export interface Earlier {
  /** Patients that an import created, whole or not. */
  readonly created: Map<string, string>;
  /** Those that are whole, with the export that they came from. */
  readonly done: Map<string, string>;
}

const PAGE = 1000;

/**
 * Read from the journal, which is written with what it tells: a patient that an import created is known for ever, whatever became of
 * their names since.
 */
export async function earlierImports({ traces }: Pick<ExportCabinet, "traces">, from: string): Promise<Earlier> {
  const created = new Map<string, string>();
  const done = new Map<string, string>();
  let after: string | undefined;
  for (;;) {
    const page = await traces.list({ kinds: ["patient.created", "export.imported"], limit: PAGE, after });
    for (const { kind, patientId, data } of page) {
      if (patientId === undefined || data?.from !== from || typeof data.of !== "string") continue;
      if (kind === "patient.created") created.set(data.of, patientId);
      else done.set(data.of, String(data.sha256));
    }
    after = page.at(-1)?.id;
    if (after === undefined || page.length < PAGE) return { created, done };
  }
}
