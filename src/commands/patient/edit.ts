import type { OpenCabinet } from "../../services/cabinet.port.js";
import { leftBehind } from "../../services/dmp/left-behind.js";
import { at, type PatientColumn } from "../../services/patients/columns.js";
import { editPatient } from "../../services/patients/edit.js";
import { resolvePatient } from "../../services/patients/reference.js";
import { frenchDate } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { firstArg, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { patientCard, patientJson } from "./card.js";
import { typedValues } from "./fields.js";
import { QUESTIONS, validBy } from "./questions.js";

/** `segur patient edit ID --champ valeur…`; on a terminal and with no field, the five of the identity are asked, as they stand. */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const unlock = givenText(input, "unlock") ?? null;
  const reference = firstArg(input) ?? "";
  const values = typedValues(input);
  if (context.io.canPrompt && values.every((value) => value === null)) await askAll(context, cabinet, reference, values);
  const { patient, changed, insInvalidated, anotherPerson } = await editPatient(cabinet, reference, values, { unlock });
  const left = insInvalidated ? await leftBehind(cabinet, patient) : { pushed: [], pulled: [] };
  const shown = { reveal: false, medical: cabinet.rights.has("medical") };
  const value = { ...patientJson(patient, shown), changed, insInvalidated, inFormerDmp: left };
  await context.output.one("segur.patient.edit/1", value, (style) => patientCard(patient, style, shown));
  if (changed.length === 0) context.output.note("Rien n'a changé : la fiche avait déjà ces valeurs.");
  if (insInvalidated) context.output.warn(`L'INS est invalidée. Pour la redemander : segur ins qualify ${patient.id}`);
  if (anotherPerson) {
    context.output.warn(texts.anotherPerson(patient.id));
    // A summary would tell them of somebody else.
    const { items } = await cabinet.medical.record(patient.id);
    if (items.length > 0) context.output.warn(texts.medicalStays(patient.id, items.length));
  }
  if (left.pushed.length > 0) context.output.warn(texts.leftThere(left.pushed));
  if (left.pulled.length > 0) context.output.warn(texts.takenFromThere(left.pulled));
}

const texts = {
  anotherPerson: (id: string) =>
    `Ces traits sont ceux d'une autre personne : ni la pièce contrôlée ni les consentements enregistrés ne valent plus. Contrôlez une pièce : segur ins proof ${id}`,
  medicalStays: (id: string, count: number) =>
    `Ses données médicales (${count}) étaient celles de la personne d'avant, et une synthèse les dirait. À revoir, une à une, par un médecin : segur patient medical list ${id}`,
  leftThere: (ids: readonly string[]) =>
    `${ids.join(", ")} : ${ids.length > 1 ? "déposés" : "déposé"} dans le DMP de l'identité d'avant. Pour ${ids.length > 1 ? "les" : "l'"}en retirer : ${ids.map((id) => `segur dmp delete ${id}`).join(" ; ")}`,
  takenFromThere: (ids: readonly string[]) =>
    `${ids.join(", ")} : ${ids.length > 1 ? "repris" : "repris"} du DMP de l'identité d'avant, peut-être d'une autre personne. Voyez ce que c'est : segur doc show ${ids[0]}`,
};

/** Only what was answered otherwise than it stands is a change. */
async function askAll(
  context: CommandContext,
  cabinet: OpenCabinet,
  reference: string,
  values: (string | null)[],
): Promise<void> {
  const { traits } = (await resolvePatient(cabinet, reference)).identity;
  const now: Partial<Readonly<Record<PatientColumn, string>>> = {
    nom_naissance: traits.birthName,
    premier_prenom: traits.firstBirthGivenName,
    date_naissance: frenchDate(traits.birthDate),
    sexe: traits.sex,
    lieu_naissance: traits.birthPlace,
  };
  for (const { column, text, flag, check } of QUESTIONS) {
    const initial = now[column] ?? "";
    const answer = (await context.prompt.ask(text, { flag, initial, check: validBy(check) })).trim();
    if (answer !== initial) values[at(column)] = answer;
  }
  // Enter five times is an answer too: nothing changes, and that is told.
  values[at("nom_naissance")] ??= traits.birthName;
}
