import type { ImportedLine, ImportOutcome, ImportTotals } from "../../services/patients/import.js";
import { tellProblems } from "../../services/patients/problem.js";
import type { Column, Tone } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { plural } from "../ins/plural.js";

const OUTCOMES: Readonly<Record<ImportOutcome, { readonly label: string; readonly tone: Tone }>> = {
  created: { label: "créé", tone: "good" },
  updated: { label: "modifié", tone: "good" },
  unchanged: { label: "inchangé", tone: "muted" },
  refused: { label: "refusé", tone: "bad" },
};
const ORDER: readonly ImportOutcome[] = ["refused", "created", "updated", "unchanged"];
/** Refused lines that a person sees; machines get every line. */
const SHOWN = 20;

/** `segur.patient.import.item/1`: one line of the file. The first problem has its own columns, all are in `problems`. */
const COLUMNS: readonly Column<ImportedLine>[] = [
  { key: "id", title: "Id", value: ({ line }) => `line:${line}`, machineOnly: true },
  { key: "line", title: "Ligne", value: ({ line }) => line, align: "right" },
  { key: "key", title: "Dossier", value: ({ key }) => key },
  { key: "patientId", title: "Patient", value: ({ patientId }) => patientId },
  {
    key: "outcome",
    title: "Résultat",
    value: ({ outcome }) => outcome,
    text: ({ outcome }) => OUTCOMES[outcome].label,
    tone: ({ outcome }) => OUTCOMES[outcome].tone,
  },
  { key: "status", title: "Statut", value: ({ status }) => status },
  { key: "column", title: "Colonne", value: ({ problems }) => problems[0]?.column ?? null },
  { key: "code", title: "Code", value: ({ problems }) => problems[0]?.code ?? null },
  { key: "message", title: "Pourquoi", value: ({ problems }) => tellProblems(problems) || null },
  { key: "changed", title: "Modifié", value: ({ changed }) => changed, machineOnly: true },
  { key: "problems", title: "Problèmes", value: ({ problems }) => problems, machineOnly: true },
  { key: "warnings", title: "Avertissements", value: ({ warnings }) => warnings, machineOnly: true },
];
const FAILURE_COLUMNS = COLUMNS.filter(({ key }) => ["line", "key", "column", "code", "message"].includes(key));

/**
 * Writes what became of the lines as they become durable. A person on a terminal gets the counts, failures first; everything else
 * gets one line for each line of the file, in order, then the counts.
 */
export async function writeImport(
  context: CommandContext,
  lines: AsyncIterable<ImportedLine>,
  totals: () => ImportTotals,
  dryRun: boolean,
): Promise<ImportTotals> {
  const { output, io } = context;
  if (output.format === "table" && io.stdoutIsTty) return writeForPerson(context, lines, totals, dryRun);
  const counts = () => ({ dryRun, lines: totals().lines, outcomes: totals().outcomes, matricules: totals().matricules });
  await output.list<ImportedLine>({
    schema: output.format === "json" ? "segur.patient.import/1" : "segur.patient.import.item/1",
    columns: COLUMNS,
    items: lines,
    extra: counts,
    empty: "Aucune ligne.",
  });
  if (output.format === "ndjson") await output.line({ schema: "segur.patient.import/1", id: "import", ...counts() });
  else if (output.format !== "json") output.note(headline(totals(), dryRun));
  return totals();
}

async function writeForPerson(
  context: CommandContext,
  lines: AsyncIterable<ImportedLine>,
  totals: () => ImportTotals,
  dryRun: boolean,
): Promise<ImportTotals> {
  const refused: ImportedLine[] = [];
  for await (const line of lines) if (line.outcome === "refused" && refused.length < SHOWN) refused.push(line);
  const { output } = context;
  const done = totals();
  await context.io.out(`${output.style("strong", headline(done, dryRun))}\n`);
  if (refused.length === 0) return done;
  await output.list<ImportedLine>({ schema: "segur.patient.import.item/1", columns: FAILURE_COLUMNS, items: refused });
  const others = done.outcomes.refused - refused.length;
  if (others > 0)
    output.note(`… et ${plural(others, "autre ligne refusée", "autres lignes refusées")}. Toutes : --format csv > resultat.csv`);
  output.note("Corrigez ces lignes dans le fichier, puis relancez la même commande : les autres seront reconnues.");
  return done;
}

/** « 3000 lignes : 12 refusées, 2988 créées » */
function headline({ lines, outcomes }: ImportTotals, dryRun: boolean): string {
  const parts = ORDER.filter((outcome) => outcomes[outcome] > 0).map((outcome) => {
    const { label } = OUTCOMES[outcome];
    return plural(outcomes[outcome], `${label}e`, `${label}es`);
  });
  const what = parts.length === 0 ? "" : ` : ${parts.join(", ")}`;
  return `${dryRun ? "Essai, rien n'est enregistré. " : ""}${plural(lines, "ligne", "lignes")}${what}`;
}
