import { checkExport } from "../../services/export/check.js";
import {
  IMPORT_OUTCOMES,
  type ImportedPatient,
  importExport,
  importJob,
  type PatientOutcome,
} from "../../services/export/import/run.js";
import { frenchNumber } from "../../terminal/french.js";
import type { Column, Tone } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { EXIT_DONE, EXIT_PARTIAL } from "../exit.js";
import { withExport } from "../export/opened.js";
import { textArgument } from "../input.js";
import { givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

const OUTCOMES: Readonly<Record<PatientOutcome, { readonly label: string; readonly tone: Tone }>> = {
  created: { label: "repris", tone: "good" },
  completed: { label: "complété", tone: "good" },
  known: { label: "déjà repris", tone: "muted" },
  conflict: { label: "en conflit", tone: "bad" },
  refused: { label: "refusé", tone: "bad" },
};

/** `segur.import.item/1`: one patient of the export. */
const COLUMNS: readonly Column<ImportedPatient>[] = [
  { key: "id", title: "Export", value: ({ of }) => of },
  {
    key: "outcome",
    title: "Résultat",
    value: ({ outcome }) => outcome,
    text: ({ outcome }) => OUTCOMES[outcome].label,
    tone: ({ outcome }) => OUTCOMES[outcome].tone,
  },
  { key: "patientId", title: "Patient", value: ({ patientId }) => patientId },
  { key: "documents", title: "Documents", value: ({ documents }) => documents, align: "right" },
  { key: "medicalItems", title: "Données médicales", value: ({ medicalItems }) => medicalItems, align: "right" },
  { key: "acknowledgements", title: "Acquittements", value: ({ acknowledgements }) => acknowledgements, align: "right" },
  {
    key: "problems",
    title: "Non repris",
    value: ({ problems }) => problems,
    text: ({ problems }) => problems.map(({ message }) => message).join(" "),
    cell: ({ problems }) => problems.map(({ message }) => message).join(" "),
  },
  { key: "warnings", title: "À savoir", value: ({ warnings }) => warnings, machineOnly: true },
];

/** `segur import FICHIER [--dry-run]` */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const dryRun = givenFlag(input, "dryRun");
  const { interrupted, output } = context;
  return withExport(context, input, textArgument(input, 0), async (opened) => {
    const cabinet = await context.cabinet();
    const total = opened.patients;
    const job = await importJob(cabinet, opened, dryRun);
    const checking = context.progress("Contrôle");
    await checkExport(opened, { interrupted, onPatient: (done) => checking.update({ done, total }) }).finally(() =>
      checking.end(),
    );
    const counts = Object.fromEntries(IMPORT_OUTCOMES.map((outcome) => [outcome, 0])) as Record<PatientOutcome, number>;
    const sums = { documents: 0, medicalItems: 0, acknowledgements: 0, notTaken: 0 };
    const told = new Set<string>();
    const progress = context.progress("Import");
    async function* items(): AsyncGenerator<ImportedPatient> {
      let done = 0;
      for await (const each of importExport(job, opened, interrupted)) {
        counts[each.outcome] += 1;
        sums.documents += each.documents;
        sums.medicalItems += each.medicalItems;
        sums.acknowledgements += each.acknowledgements;
        if (each.problems.length > 0) sums.notTaken += 1;
        for (const warning of each.warnings) told.add(warning);
        done += 1;
        progress.update({ done, total });
        yield each;
      }
    }
    const extra = () => ({ dryRun, export: opened.sha256, outcomes: counts, ...sums });
    try {
      await output.list<ImportedPatient>({
        schema: output.format === "json" ? "segur.import/1" : "segur.import.item/1",
        columns: COLUMNS,
        items: items(),
        extra,
        empty: "Cet export n'a aucun patient.",
      });
    } finally {
      progress.end();
    }
    if (output.format === "ndjson") await output.line({ schema: "segur.import/1", id: "import", ...extra() });
    for (const warning of told) output.note(warning);
    output.note(headline(counts, sums.documents, dryRun));
    return sums.notTaken > 0 ? EXIT_PARTIAL : EXIT_DONE;
  });
}

/** « 12 patients : 10 repris, 2 en conflit ; 31 documents » */
function headline(counts: Readonly<Record<PatientOutcome, number>>, documents: number, dryRun: boolean): string {
  const parts = IMPORT_OUTCOMES.filter((outcome) => counts[outcome] > 0).map((outcome) => {
    const { label } = OUTCOMES[outcome];
    return `${frenchNumber(counts[outcome])} ${label}${counts[outcome] > 1 && /é$/.test(label) ? "s" : ""}`;
  });
  const all = IMPORT_OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
  const text = `${frenchNumber(all)} patient${all > 1 ? "s" : ""} : ${parts.join(", ")} ; ${frenchNumber(documents)} document${documents > 1 ? "s" : ""}.`;
  return dryRun ? `Essai, rien n'est enregistré. ${text}` : text;
}
