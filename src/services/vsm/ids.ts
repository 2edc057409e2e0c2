import { createHash } from "node:crypto";
import { oidOf } from "../../documents/cda/oid.js";
import type { IsoInstant } from "../../domain/identity/types.js";
import type { Patient } from "../../domain/patient.js";

/**
 * Names of the summaries of a patient. They are derived, so that every summary that this installation makes of a patient is a version of
 * one document, and a command that is started twice makes one.
 * @param after uniqueId of a version that is out of the file, or of another DMP: the next one begins a set of its own
 */
export function setIdOf(
  instanceId: string,
  { id, createdAt }: Pick<Patient, "id" | "createdAt">,
  after: string | null = null,
): string {
  return derived(["set of VSM of segur/1", instanceId, id, createdAt, after]);
}

/**
 * Of one version, by what it tells: two processes that make one summary at once file one document.
 * @param cda what it tells, without id nor time. @param at its time, where a caller chooses it
 */
export function uniqueIdOfVsm(
  { setId, versionNumber }: { readonly setId: string; readonly versionNumber: number },
  cda: Buffer,
  at: IsoInstant | null,
): string {
  return derived(["VSM of segur/1", setId, versionNumber, createHash("sha256").update(cda).digest("hex"), at]);
}

/**
 * Set of the summary that an export joins to a file. It is filed nowhere and is no version of those that are: an export never spends a
 * version of the practice's own set, and two that say the same have one name.
 * @param cda what it tells, without id
 */
export function setIdOfExported(instanceId: string, patientId: string, cda: Buffer): string {
  return derived(["exported VSM of segur/1", instanceId, patientId, createHash("sha256").update(cda).digest("hex")]);
}

function derived(words: readonly (string | number | null)[]): string {
  const hex = createHash("sha256").update(JSON.stringify(words)).digest("hex");
  const variant = ((Number.parseInt(hex[16] ?? "0", 16) & 0x3) | 0x8).toString(16);
  return oidOf(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
  );
}
