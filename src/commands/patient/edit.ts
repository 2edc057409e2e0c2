import { editPatient } from "../../services/patients/edit.js";
import type { CommandContext } from "../context.js";
import { firstArg, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { patientCard, patientJson } from "./card.js";
import { typedValues } from "./fields.js";

/** `segur patient edit ID --champ valeur…` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const unlock = givenText(input, "unlock") ?? null;
  const { patient, changed, insInvalidated } = await editPatient(cabinet, firstArg(input) ?? "", typedValues(input), { unlock });
  const value = { ...patientJson(patient, false), changed, insInvalidated };
  await context.output.one("segur.patient.edit/1", value, (style) => patientCard(patient, style, false));
  if (changed.length === 0) context.output.note("Rien n'a changé : la fiche avait déjà ces valeurs.");
  if (insInvalidated) context.output.warn(`L'INS est invalidée. Pour la redemander : segur ins qualify ${patient.id}`);
}
