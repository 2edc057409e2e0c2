import { type DueLine, listDue } from "../../services/reminders/due.js";
import { frenchDate } from "../../terminal/french.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { givenFlag, givenText } from "../ins/given.js";
import { givenLimit } from "../mss/limit.js";
import type { CommandInput } from "../spec.js";

const COLUMNS: readonly Column<DueLine>[] = [
  { key: "id", title: "Patient", value: ({ patient }) => patient.id },
  { key: "fileNumber", title: "Dossier", value: ({ patient }) => patient.fileNumber, pipedOnly: true },
  { key: "name", title: "Nom", value: ({ patient }) => patient.usedName ?? patient.identity.traits.birthName },
  {
    key: "givenName",
    title: "Prénom",
    value: ({ patient }) => patient.usedGivenName ?? patient.identity.traits.firstBirthGivenName,
  },
  {
    key: "birthDate",
    title: "DDN",
    value: ({ patient }) => patient.identity.traits.birthDate,
    text: ({ patient }) => frenchDate(patient.identity.traits.birthDate),
  },
  {
    key: "rules",
    title: "Pourquoi",
    value: ({ rules }) => rules.map(({ name }) => name),
    text: whyWords,
    cell: whyWords,
  },
  {
    key: "lastVsm",
    title: "Dernier VSM",
    value: ({ patient }) => patient.lastVsm,
    text: ({ patient, months }) => (patient.lastVsm === null ? "aucun" : `${frenchDate(patient.lastVsm)} (${months} mois)`),
  },
  { key: "months", title: "Mois", value: ({ months }) => months, align: "right", machineOnly: true },
  {
    key: "score",
    title: "Complet",
    value: ({ completeness }) => completeness.score,
    text: ({ completeness }) => `${completeness.score} %`,
    align: "right",
  },
  {
    key: "missing",
    title: "Manque",
    value: ({ completeness }) => completeness.missing,
    text: ({ completeness }) =>
      completeness.missing
        .slice(0, 2)
        .map(({ why }) => why)
        .join(" ; "),
    cell: ({ completeness }) => completeness.missing.map(({ why }) => why).join(" ; "),
    pipedOnly: true,
  },
  { key: "command", title: "Commande", value: ({ patient }) => `segur vsm generate ${patient.id}`, pipedOnly: true },
];

function whyWords({ rules }: DueLine): string {
  return rules.length === 0 ? "filtre vsm-due du cabinet" : rules.map(({ label }) => label).join(", ");
}

/** `segur vsm due [--filter F] [--limit n|--all]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const limit = givenFlag(input, "all") ? null : givenLimit(input, "vsm.limit");
  const cabinet = await context.cabinet();
  const { items, next } = await listDue(cabinet, { filter: givenText(input, "filter"), limit, after: givenText(input, "after") });
  await context.output.list<DueLine>({
    schema: "segur.vsm.due/1",
    columns: COLUMNS,
    items,
    next,
    empty: "Aucun VSM n'est à mettre à jour.",
  });
  if (context.io.stdoutIsTty && !context.output.machine)
    context.output.note("Ce qui manque à un dossier : segur patient medical list PATIENT ; puis segur vsm generate PATIENT");
}
