import type { PracticeLine, PracticeRecord } from "../../sandbox/port.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { textOption } from "../input.js";
import type { CommandInput } from "../spec.js";

/** The columns of a practice's export (issue 2, section 3): headings and JSON keys are the same French words. */
const RECORD: readonly (keyof PracticeRecord)[] = [
  "dossier",
  "nom_naissance",
  "prenoms_naissance",
  "premier_prenom",
  "nom_utilise",
  "prenom_utilise",
  "date_naissance",
  "sexe",
  "lieu_naissance",
  "matricule",
  "oid",
  "preuve_type",
  "preuve_date",
  "preuve_par",
  "medecin_traitant",
  "ald",
  "derniere_visite",
  "dernier_vsm",
];

function column(key: string, value: (line: PracticeLine) => unknown): Column<PracticeLine> {
  return { key, title: key, value };
}

// No `id`, as in every other listing: import would read it as the patient's.
const RECORD_COLUMNS = RECORD.map((key) => column(key, ({ record }) => record[key]));

const TRUTH_COLUMNS: readonly Column<PracticeLine>[] = [
  { ...column("id", ({ record }) => record.dossier), machineOnly: true },
  column("dossier", ({ record }) => record.dossier),
  column("flaw", ({ expected }) => expected.flaw),
  column("firstCode", ({ expected }) => expected.firstCode),
  column("lastCode", ({ expected }) => expected.lastCode),
  column("recoverableBy", ({ expected }) => expected.recoverableBy),
  column("person", ({ citizen }) => citizen.index),
  column("birthName", ({ citizen }) => citizen.person.birthName),
  column("givenNames", ({ citizen }) => citizen.person.givenNames.join(" ")),
  column("sex", ({ citizen }) => citizen.person.sex),
  column("birthDate", ({ citizen }) => citizen.person.birthDate),
  column("birthPlace", ({ citizen }) => citizen.person.birthPlace),
  column("matricule", ({ citizen }) => citizen.person.number + citizen.person.key),
  column("oid", ({ citizen }) => citizen.person.oid),
];

export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const tools = await context.sandbox();
  const population = tools.readPopulation({ seed: textOption(input, "seed"), count: textOption(input, "count") });
  // INSi knows them before the first line leaves: the file may be piped into a qualification.
  await tools.registerPopulation(population);
  const truth = input.options.truth === true;
  await context.output.list({
    schema: truth ? "segur.sandbox.truth/1" : "segur.sandbox.people/1",
    columns: truth ? TRUTH_COLUMNS : RECORD_COLUMNS,
    items: tools.people(population),
  });
  return 0;
}
