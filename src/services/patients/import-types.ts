import type { IdentityStatus } from "../../domain/identity/types.js";
import type { Problem } from "./problem.js";

/** `created`, `updated` and `unchanged` lines have their patient; a `refused` line changed nothing. */
export type ImportOutcome = "created" | "updated" | "unchanged" | "refused";

/** What became of one line. */
export interface ImportedLine {
  readonly line: number;
  /** The practice's key: the `dossier`, else the id, else `line:N`. */
  readonly key: string;
  readonly outcome: ImportOutcome;
  /** Null for a creation that was only tried (`dryRun`), and for a refused line that names no patient. */
  readonly patientId: string | null;
  readonly status: IdentityStatus | null;
  /** Names of what changed; empty unless `updated`. */
  readonly changed: readonly string[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** Matricule of the file, key checked, for the pre-flight checks; never recorded, never shown in clear. */
  readonly matricule: string | null;
}

export interface ImportOptions {
  /** What a person recognises, kept in the traces: the file's base name, `-`. */
  readonly source: string;
  /** Decides everything, writes nothing. */
  readonly dryRun?: boolean | undefined;
  /** Run that this import belongs to. */
  readonly runId?: string | undefined;
}

export interface ImportTotals {
  readonly lines: number;
  readonly outcomes: Readonly<Record<ImportOutcome, number>>;
  /** Lines with a warning. */
  readonly warned: number;
  /** Lines that carried a matricule, which is not recorded. */
  readonly matricules: number;
}
