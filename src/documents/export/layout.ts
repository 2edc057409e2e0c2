/**
 * Where things are in an export (docs/export-format.md). Paths are ASCII, parted by `/`, and name patients and documents by their opaque
 * ids only: a listing of the archive tells nobody's name.
 */

/** Grows when a reader of the version before would be wrong. */
export const EXPORT_FORMAT = 1;
export const MANIFEST = "manifest.json";
export const README = "LISEZ-MOI.txt";
export const JOURNAL = "journal.syslog";
/** Of every export of ours. */
export const MANIFEST_SCHEMA = "segur.export.manifest/1";
export const PATIENT_MANIFEST_SCHEMA = "segur.export.patient-manifest/1";

/** One file of an export, as a manifest names it. */
export interface ManifestFile {
  /** From the root of the archive, or from the folder of the patient in the manifest of a patient. */
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** `patients/P42/` */
export function patientFolder(id: string): string {
  return `patients/${id}/`;
}

/** `patients/P42/manifest.json` → `P42`; null for any other path. */
export function patientOfManifest(path: string): string | null {
  return /^patients\/(P[1-9]\d{0,11})\/manifest\.json$/.exec(path)?.[1] ?? null;
}

/** `patients/P42/documents/D7/document.pdf` → `P42`; null for what is in no patient's folder. */
export function patientOfPath(path: string): string | null {
  return /^patients\/(P[1-9]\d{0,11})\/./.exec(path)?.[1] ?? null;
}
