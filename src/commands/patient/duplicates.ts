import type { Patient } from "../../domain/patient.js";
import { type DuplicateReason, duplicateGroups } from "../../services/patients/duplicates.js";
import { frenchDate } from "../../terminal/french.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { STATUS_WORDS } from "../ins/words.js";

interface Row {
  readonly group: number;
  readonly why: DuplicateReason;
  readonly patient: Patient;
}

const REASONS: Readonly<Record<DuplicateReason, string>> = {
  matricule: "même matricule INS",
  traits: "mêmes nom, prénom, sexe et date",
  married_name: "nom utilisé de l'un, nom de naissance de l'autre",
  similar_name: "noms de même son, même prénom, sexe et date",
};

const COLUMNS: readonly Column<Row>[] = [
  { key: "group", title: "Groupe", value: ({ group }) => group, align: "right" },
  { key: "id", title: "Id", value: ({ patient }) => patient.id },
  { key: "fileNumber", title: "Dossier", value: ({ patient }) => patient.fileNumber },
  { key: "usedName", title: "Nom utilisé", value: ({ patient }) => patient.usedName },
  { key: "birthName", title: "Nom naiss.", value: ({ patient }) => patient.identity.traits.birthName },
  { key: "firstBirthGivenName", title: "Prénom naiss.", value: ({ patient }) => patient.identity.traits.firstBirthGivenName },
  {
    key: "birthDate",
    title: "Date naiss.",
    value: ({ patient }) => patient.identity.traits.birthDate,
    text: ({ patient }) => frenchDate(patient.identity.traits.birthDate),
  },
  {
    key: "status",
    title: "Statut",
    value: ({ patient }) => patient.identity.status,
    text: ({ patient }) => STATUS_WORDS[patient.identity.status].text,
    tone: ({ patient }) => STATUS_WORDS[patient.identity.status].tone,
  },
  { key: "why", title: "Pourquoi", value: ({ why }) => why, text: ({ why }) => REASONS[why] },
];

/** `segur patient duplicates`: who may be the same person; nothing is merged. */
export async function run(context: CommandContext): Promise<void> {
  const cabinet = await context.cabinet();
  let groups = 0;
  async function* rows(): AsyncGenerator<Row> {
    for await (const { number, why, patients } of duplicateGroups(cabinet)) {
      groups = number;
      for (const patient of patients) yield { group: number, why, patient };
    }
  }
  await context.output.list({
    schema: "segur.patient.duplicates/1",
    columns: COLUMNS,
    items: rows(),
    extra: () => ({ groups }),
    empty: "Aucun doublon probable.",
  });
  if (groups > 0)
    context.output.note(
      `Comparez les fiches : segur patient show ID. Deux personnes distinctes : segur ins attribute ID --set homonyme`,
    );
}
