import { SegurError } from "../../domain/errors.js";
import { maskMatricule } from "../../domain/identity/matricule.js";
import type { PatientSummary } from "../../domain/patient.js";
import { searchPatients, understandSearch } from "../../services/patients/search.js";
import { frenchDate } from "../../terminal/french.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { givenFlag, givenText } from "../ins/given.js";
import { STATUS_WORDS } from "../ins/words.js";
import type { CommandInput } from "../spec.js";
import { readSecretLine } from "./stdin.js";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100_000;

/** Columns in the order of the source product, after the id that the next command needs. */
const COLUMNS: readonly Column<PatientSummary>[] = [
  { key: "id", title: "Id", value: (patient) => patient.id },
  { key: "usedName", title: "Nom utilisé", value: (patient) => patient.usedName },
  { key: "usedGivenName", title: "Prénom utilisé", value: (patient) => patient.usedGivenName },
  { key: "birthName", title: "Nom naiss.", value: (patient) => patient.birthName },
  { key: "firstBirthGivenName", title: "Prénom naiss.", value: (patient) => patient.firstBirthGivenName },
  {
    key: "birthDate",
    title: "Date naiss.",
    value: (patient) => patient.birthDate,
    text: (patient) => frenchDate(patient.birthDate),
  },
  { key: "matricule", title: "INS", value: (patient) => (patient.matricule === null ? null : maskMatricule(patient.matricule)) },
  {
    key: "status",
    title: "Statut",
    value: (patient) => patient.status,
    text: (patient) => STATUS_WORDS[patient.status].text,
    tone: (patient) => STATUS_WORDS[patient.status].tone,
  },
  { key: "fileNumber", title: "Dossier", value: (patient) => patient.fileNumber, machineOnly: true },
  { key: "birthGivenNames", title: "Prénoms naiss.", value: (patient) => patient.birthGivenNames, machineOnly: true },
  { key: "sex", title: "Sexe", value: (patient) => patient.sex, machineOnly: true },
];

/** `segur patient search [TERMES…]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const limit = readLimit(input);
  const matricule = await readMatricule(context, input);
  const [typed] = input.args;
  const terms = Array.isArray(typed) ? typed : typed === undefined ? [] : [String(typed)];
  const cabinet = await context.cabinet();
  const query = await understandSearch(cabinet, {
    terms,
    names: {
      name: givenText(input, "name"),
      givenName: givenText(input, "givenName"),
      usedName: givenText(input, "usedName"),
      usedGivenName: givenText(input, "usedGivenName"),
      birthName: givenText(input, "birthName"),
      birthGivenName: givenText(input, "birthGivenName"),
    },
    birthDate: givenText(input, "birthDate"),
    matricule,
    fileNumber: givenText(input, "dossier"),
    filter: givenText(input, "filter"),
    everyone: limit === null,
  });
  const onArguments = query.matricule !== undefined && givenText(input, "ins") !== "-";
  if (onArguments) context.output.note("Un matricule tapé ici reste dans l'historique du terminal ; pour l'éviter : --ins -");
  const found = searchPatients(cabinet, query, limit, givenText(input, "after"));
  await context.output.list({
    schema: "segur.patient.search/1",
    columns: COLUMNS,
    items: found.items,
    next: found.next,
    extra: () => ({ order: found.order() }),
    empty: "Aucun patient ne correspond. Essayez moins de termes, le début d'un nom, ou la date de naissance seule.",
  });
}

/** Null for everyone. */
function readLimit(input: CommandInput): number | null {
  const typed = givenText(input, "limit");
  if (givenFlag(input, "all")) {
    if (typed === undefined && givenText(input, "after") === undefined) return null;
    throw new SegurError({
      kind: "usage",
      code: "search.all_and_limit",
      message: "--all donne tous les patients : il ne va ni avec --limit ni avec --after.",
      advice: "Donnez --all, ou bien --limit et --after.",
    });
  }
  const limit = typed === undefined ? DEFAULT_LIMIT : Number(typed);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new SegurError({
    kind: "usage",
    code: "search.limit",
    message: "Le nombre de patients demandé (--limit) n'est pas utilisable.",
    advice: `Donnez un entier de 1 à ${MAX_LIMIT}, ou --all pour tous.`,
  });
}

async function readMatricule(context: CommandContext, input: CommandInput): Promise<string | undefined> {
  const typed = givenText(input, "ins");
  return typed === "-" ? readSecretLine(context, "Matricule INS (15 caractères)", "--ins") : typed;
}
