import { createHash } from "node:crypto";
import type { FilterExpression } from "../../../domain/filters.js";
import type { NewItem } from "../../../store/runs.port.js";
import type { OpenCabinet } from "../../cabinet.port.js";

/** Patients of the cabinet to ask about: chosen one by one, or by a filter. */
export type Cohort =
  | { readonly kind: "ids"; readonly ids: readonly string[] }
  | { readonly kind: "filter"; readonly name: string; readonly where: FilterExpression };

const BATCH = 500;

/** SHA-256 of what a run is about; the same command again has the same one. */
export function fingerprint(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest("hex");
}

export function cohortFingerprint(cohort: Cohort): string {
  return cohort.kind === "ids" ? fingerprint(["ids", ...cohort.ids]) : fingerprint(["filter", cohort.name]);
}

/** What a person recognises in the list of runs. Ids are the cabinet's own, no patient data. */
export function cohortLabel(cohort: Cohort): string {
  if (cohort.kind === "filter") return `--filter ${cohort.name}`;
  const [first = "", ...others] = cohort.ids;
  return others.length === 0 ? first : `--ids ${first}… (${cohort.ids.length})`;
}

/** The ledger items of a cohort, in batches. A patient named twice is asked about once. */
export async function* cohortItems(cabinet: OpenCabinet, cohort: Cohort): AsyncGenerator<readonly NewItem[]> {
  let line = 0;
  let batch: NewItem[] = [];
  const patients = cohort.kind === "filter" ? cabinet.patients.walk(cohort.where) : byIds(cabinet, cohort.ids);
  for await (const patient of patients) {
    line += 1;
    batch.push({ line, key: patient.fileNumber ?? patient.id, patientId: patient.id });
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

async function* byIds(cabinet: OpenCabinet, ids: readonly string[]) {
  const unique = [...new Set(ids)];
  for (let start = 0; start < unique.length; start += BATCH) {
    for (const patient of await cabinet.patients.getMany(unique.slice(start, start + BATCH))) {
      if (patient) yield patient;
    }
  }
}
