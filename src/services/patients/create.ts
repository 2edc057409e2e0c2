import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { localDay } from "../ins/proof-date.js";
import { readProofSettings } from "../ins/proof-settings.js";
import type { Values } from "./cells.js";
import { requireForDiagnoses } from "./diagnoses.js";
import { draftNew } from "./draft.js";
import { alreadyKnown, fieldsRefused, fileNumberTaken } from "./errors.js";
import { traitsKey } from "./match.js";

/**
 * Creates one patient by hand: the five fields of INS/va1.22, all others optional. Looks for the same traits first (rule 17,
 * INS/va1.02): someone who may be the same person is a decision, unless `allowDuplicate`.
 */
export async function createPatient(
  cabinet: OpenCabinet,
  values: Values,
  options: { readonly allowDuplicate: boolean },
): Promise<Patient> {
  await requireForDiagnoses(cabinet, values, "patient create");
  const now = cabinet.clock.now();
  const rules = { today: localDay(now), proofs: await readProofSettings(cabinet.settings), origin: "hand" } as const;
  const result = draftNew(values, rules);
  if (!result.ok) throw fieldsRefused(result.problems, null);
  const { patient } = result.draft;
  const { traits } = patient.identity;
  if (patient.fileNumber !== null) await refuseTakenNumber(cabinet, patient.fileNumber);
  const near = await cabinet.patients.findNear(traits.birthDate);
  const same = near.filter((other) => traitsKey(other.identity.traits) === traitsKey(traits)).map((other) => other.id);
  if (same.length > 0 && !options.allowDuplicate) throw alreadyKnown(same);
  const saved = await cabinet.patients.save({
    inserts: [patient],
    insertTraces: [
      {
        kind: "patient.created",
        at: now.toISOString(),
        actor: cabinet.actor,
        data: { source: "patient create", duplicates: same },
      },
    ],
  });
  const created = saved.inserted[0] ?? null;
  if (created === null) throw await numberTaken(cabinet, patient.fileNumber ?? "");
  return created;
}

async function refuseTakenNumber(cabinet: OpenCabinet, fileNumber: string): Promise<void> {
  const taken = (await cabinet.patients.findByFileNumbers([fileNumber])).get(fileNumber);
  if (taken !== undefined) throw fileNumberTaken(taken.id);
}

/** Another process took the number between our reading and our writing. */
async function numberTaken(cabinet: OpenCabinet, fileNumber: string): Promise<Error> {
  const taken = (await cabinet.patients.findByFileNumbers([fileNumber])).get(fileNumber);
  return fileNumberTaken(taken?.id ?? "inconnu");
}
