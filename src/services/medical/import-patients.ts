import type { TabularRecord } from "../../documents/tabular/record.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { cell, type MedicalColumn } from "./columns.js";
import { type LineProblem, refusedLine } from "./import-line.js";

/** Whose line it is, or why nobody can tell. */
export type LinePatient = { readonly patient: Patient } | { readonly problems: readonly LineProblem[] };

const ID = /^P\d{1,12}$/i;

/**
 * The patients of lines: a file number or an id (`P42`) in either column, as commands take them; read together. Two columns that name two
 * people, or a word that does, are refused.
 */
export async function patientsOf(
  { patients }: Pick<OpenCabinet, "patients">,
  records: readonly TabularRecord[],
): Promise<readonly LinePatient[]> {
  const words = records.flatMap(({ values }) => [cell(values, "dossier") ?? [], cell(values, "id") ?? []].flat());
  const byNumber = await patients.findByFileNumbers(words);
  const ids = [...new Set(words.filter((word) => ID.test(word)).map((word) => word.toUpperCase()))];
  const found = await patients.getMany(ids);
  const byId = new Map(ids.map((id, index) => [id, found[index] ?? null]));
  return records.map(({ values }): LinePatient => {
    const named = new Map<string, Patient>();
    for (const column of ["dossier", "id"] as const) {
      const word = cell(values, column);
      for (const each of [byNumber.get(word ?? ""), byId.get((word ?? "").toUpperCase())]) {
        if (each !== undefined && each !== null) named.set(each.id, each);
      }
    }
    const [one, other] = named.values();
    if (one !== undefined && other === undefined) return { patient: one };
    const column: MedicalColumn = cell(values, "dossier") === null ? "id" : "dossier";
    const { problems } =
      one === undefined
        ? refusedLine(column, "patient.not_found", "Aucun patient du cabinet n'a ce numéro de dossier ni cet identifiant.")
        : refusedLine(column, "patient.ambiguous", "Ce qui est donné désigne deux patients du cabinet.");
    return { problems };
  });
}
