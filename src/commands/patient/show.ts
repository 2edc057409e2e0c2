import { traceAccess } from "../../services/ins/identity-store.js";
import { resolvePatient } from "../../services/patients/reference.js";
import type { CommandContext } from "../context.js";
import { firstArg, givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { patientCard, patientJson } from "./card.js";

/** `segur patient show ID [--reveal]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const patient = await resolvePatient(cabinet, firstArg(input) ?? "");
  const reveal = givenFlag(input, "reveal");
  // On the disk before the matricule is on the screen (INS/va1.39, .49).
  if (reveal && patient.identity.ins !== null) await traceAccess(cabinet, patient.id, "patient show");
  await context.output.one("segur.patient.show/1", patientJson(patient, reveal), (style) => patientCard(patient, style, reveal));
}
