import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { passwordFault } from "../../domain/users/password.js";
import { parseActDate } from "../documents/requested.js";
import { localDay } from "../ins/proof-date.js";
import { resolvePatient } from "../patients/reference.js";
import type { ExportCabinet } from "./cabinet.js";
import { cohortNeeded, exportInterrupted, passphrasePoor, periodReversed, roomMissing, rppsWrong } from "./errors.js";
import { type ExportScope, patientsOf } from "./scope.js";

/** A cohort as typed. */
export interface TypedCohort {
  readonly filter: string | undefined;
  readonly rpps: string | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
}

/** @throws {SegurError} `export.cohort_needed`, `export.period_reversed`, `export.rpps_wrong`, a date that is none */
export function cohortScope({ clock }: Pick<ExportCabinet, "clock">, typed: TypedCohort): ExportScope {
  const today = localDay(clock.now());
  const day = (text: string | undefined) => (text === undefined ? null : parseActDate(text, today, null));
  const [since, until] = [day(typed.since), day(typed.until)];
  const rpps = typed.rpps?.trim() ?? null;
  if (typed.filter === undefined && rpps === null && since === null && until === null) throw cohortNeeded();
  if (since !== null && until !== null && until < since) throw periodReversed();
  if (rpps !== null && !/^\d{11}$/.test(rpps)) throw rppsWrong();
  return { kind: "cohort", filter: typed.filter?.trim() ?? null, rpps, since, until };
}

/** The patient who is meant, by id: the same export whether their file number or their id was typed. */
export async function patientScope(cabinet: Pick<ExportCabinet, "patients">, typed: string): Promise<ExportScope> {
  return { kind: "patient", patient: (await resolvePatient(cabinet, typed)).id };
}

/** What an export would hold, counted without opening a document. */
export interface ExportEstimate {
  readonly patients: number;
  readonly documents: number;
  /** Of the file, about: originals, exchanged CDA, forms for reading. */
  readonly bytes: number;
  /** On the disk of the file; null when the system does not say. */
  readonly free: number | null;
}

/** JSON, journal, VSM and its PDF. */
const PATIENT_BYTES = 80_000;
/** A CDA in base64 and a PDF beside an original. */
const GROWTH = 2.4;

/**
 * @param file where it is to be written
 * @throws {SegurError} `export.interrupted`
 */
export async function estimateExport(
  cabinet: ExportCabinet,
  scope: ExportScope,
  file: string,
  interrupted: AbortSignal,
): Promise<ExportEstimate> {
  let [patients, documents, bytes] = [0, 0, 0];
  for await (const each of patientsOf(cabinet, scope)) {
    if (interrupted.aborted) throw exportInterrupted();
    patients += 1;
    documents += each.documents.length;
    bytes += PATIENT_BYTES;
    for (const { size, mimeType, cda, content } of each.documents) {
      bytes += size * (mimeType === "application/pdf" && (cda === null || cda === content) ? 1.1 : GROWTH);
    }
  }
  return { patients, documents, bytes: Math.ceil(bytes), free: await freeBytes(dirname(resolve(file))) };
}

/** The originals alone must fit: what is only an estimate refuses nothing. @throws {SegurError} `export.no_room` */
export function requireRoom({ bytes, free }: ExportEstimate): void {
  if (free !== null && free < bytes / GROWTH) throw roomMissing(bytes, free);
}

async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** A passphrase is held to the rule of passwords: whoever has the file may try for ever. @throws {SegurError} `export.passphrase_…` */
export function requirePassphrase(passphrase: string): void {
  const fault = passwordFault(passphrase);
  if (fault !== null) throw passphrasePoor(fault);
}
