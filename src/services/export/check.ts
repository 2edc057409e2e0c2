import { exportInterrupted } from "./errors.js";
import type { OpenExport } from "./open.js";

export interface CheckedExport {
  readonly sha256: string;
  readonly patients: number;
  readonly files: number;
  /** Once decompressed. */
  readonly bytes: number;
}

/**
 * Reads an export to its end and holds every byte of it to its manifests; nothing of it is written anywhere.
 * @throws {SegurError} `export.altered`, `export.check_interrupted`
 */
export async function checkExport(
  opened: OpenExport,
  { interrupted, onPatient }: { readonly interrupted: AbortSignal; readonly onPatient?: (patients: number) => void },
): Promise<CheckedExport> {
  let [patients, files, bytes] = [0, 0, 0];
  for await (const part of opened.walk()) {
    for (const file of part.files) {
      if (interrupted.aborted) throw exportInterrupted();
      for await (const piece of part.open(file.path)) bytes += piece.length;
      files += 1;
    }
    if (part.id === null) continue;
    // Its own manifest, which opening it has read.
    files += 1;
    patients += 1;
    onPatient?.(patients);
  }
  return { sha256: opened.sha256, patients, files, bytes };
}
