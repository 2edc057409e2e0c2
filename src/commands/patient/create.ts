import { at } from "../../services/patients/columns.js";
import { createPatient } from "../../services/patients/create.js";
import type { CommandContext } from "../context.js";
import { givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { patientCard, patientJson } from "./card.js";
import { typedValues } from "./fields.js";
import { QUESTIONS, validBy } from "./questions.js";

/** `segur patient create` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const values = typedValues(input);
  if (context.io.canPrompt) await askMissing(context, values);
  const cabinet = await context.cabinet();
  const patient = await createPatient(cabinet, values, { allowDuplicate: givenFlag(input, "allowDuplicate") });
  const shown = { reveal: false, medical: cabinet.rights.has("medical") };
  await context.output.one("segur.patient.create/1", patientJson(patient, shown), (style) => patientCard(patient, style, shown));
  context.output.note(`Patient créé : ${patient.id}. Pour chercher son INS : segur ins qualify ${patient.id}`);
}

async function askMissing(context: CommandContext, values: (string | null)[]): Promise<void> {
  for (const { column, text, flag, check } of QUESTIONS) {
    const given = values[at(column)] !== null || (column === "premier_prenom" && values[at("prenoms_naissance")] !== null);
    if (given) continue;
    values[at(column)] = (await context.prompt.ask(text, { flag, check: validBy(check) })).trim();
  }
}
