import { parseBirthDate } from "../../domain/identity/birth-date.js";
import { checkBirthPlace } from "../../domain/identity/birth-place.js";
import { normaliseBirthName, normaliseGivenName } from "../../domain/identity/names.js";
import type { Check } from "../../domain/identity/result.js";
import { parseSex } from "../../domain/identity/sex.js";
import { at, type PatientColumn } from "../../services/patients/columns.js";
import { createPatient } from "../../services/patients/create.js";
import type { CommandContext } from "../context.js";
import { givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { patientCard, patientJson } from "./card.js";
import { typedValues } from "./fields.js";

interface Question {
  readonly column: PatientColumn;
  readonly text: string;
  readonly flag: string;
  readonly check: (text: string) => Check<unknown>;
}

/** The five fields of INS/va1.22, and only those. */
const QUESTIONS: readonly Question[] = [
  { column: "nom_naissance", text: "Nom de naissance", flag: "--birth-name", check: normaliseBirthName },
  { column: "premier_prenom", text: "Premier prénom de naissance", flag: "--first-given-name", check: normaliseGivenName },
  {
    column: "date_naissance",
    text: "Date de naissance (JJ/MM/AAAA, 00 si inconnu)",
    flag: "--birth-date",
    check: parseBirthDate,
  },
  { column: "sexe", text: "Sexe (F, M ou I)", flag: "--sex", check: parseSex },
  {
    column: "lieu_naissance",
    text: "Lieu de naissance : code INSEE (99999 si inconnu)",
    flag: "--birth-place",
    check: checkBirthPlace,
  },
];

/** `segur patient create` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const values = typedValues(input);
  if (context.io.canPrompt) await askMissing(context, values);
  const cabinet = await context.cabinet();
  const patient = await createPatient(cabinet, values, { allowDuplicate: givenFlag(input, "allowDuplicate") });
  await context.output.one("segur.patient.create/1", patientJson(patient, false), (style) => patientCard(patient, style, false));
  context.output.note(`Patient créé : ${patient.id}. Pour chercher son INS : segur ins qualify ${patient.id}`);
}

async function askMissing(context: CommandContext, values: (string | null)[]): Promise<void> {
  for (const { column, text, flag, check } of QUESTIONS) {
    const given = values[at(column)] !== null || (column === "premier_prenom" && values[at("prenoms_naissance")] !== null);
    if (given) continue;
    const valid = (typed: string): string | true => {
      const read = check(typed);
      return read.ok || read.message;
    };
    values[at(column)] = (await context.prompt.ask(text, { flag, check: valid })).trim();
  }
}
