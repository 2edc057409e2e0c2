import { SegurError } from "../../../domain/errors.js";
import { importMedical, type MedicalImport, type MedicalLine, type MedicalOutcome } from "../../../services/medical/import.js";
import { parseMap } from "../../../services/medical/map.js";
import { importInterrupted } from "../../../services/patients/errors.js";
import type { Column, Tone } from "../../../terminal/io.port.js";
import type { CommandContext } from "../../context.js";
import { EXIT_DONE, EXIT_PARTIAL } from "../../exit.js";
import { firstArg, givenFlag, givenList, givenText } from "../../ins/given.js";
import { plural } from "../../ins/plural.js";
import type { CommandInput } from "../../spec.js";
import { interruptible, letGo } from "../interruptible.js";

const OUTCOMES: Readonly<Record<MedicalOutcome, { readonly label: string; readonly tone: Tone }>> = {
  refused: { label: "refusé", tone: "bad" },
  added: { label: "ajouté", tone: "good" },
  unchanged: { label: "déjà là", tone: "muted" },
};
const WORDS = { refused: ["refusée", "refusées"], added: ["ajoutée", "ajoutées"], unchanged: ["déjà là", "déjà là"] } as const;
/** Refused lines that a person sees; machines get every line. */
const SHOWN = 20;

/** `segur.patient.medical.import.item/1`: one line of the file. */
const COLUMNS: readonly Column<MedicalLine>[] = [
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
  { key: "item", title: "Élément", value: ({ item }) => item },
  { key: "column", title: "Colonne", value: ({ problems }) => problems[0]?.column ?? null },
  { key: "code", title: "Code", value: ({ problems }) => problems[0]?.code ?? null },
  { key: "message", title: "Pourquoi", value: ({ problems }) => problems.map(({ message }) => message).join(" ") || null },
  { key: "problems", title: "Problèmes", value: ({ problems }) => problems, machineOnly: true },
];
const FAILURES = COLUMNS.filter(({ key }) => ["line", "key", "column", "code", "message"].includes(key));

/** `segur patient medical import FICHIER|-` */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const vsm = givenText(input, "fromVsm");
  if (vsm !== undefined) return (await import("./import-vsm.js")).run(context, input, vsm);
  const path = firstArg(input);
  if (path === undefined) throw sourceMissing();
  const map = givenList(input, "map");
  const encoding = (["utf-8", "windows-1252"] as const).find((name) => name === givenText(input, "encoding"));
  const dryRun = givenFlag(input, "dryRun");
  const cabinet = await context.cabinet();
  let lines = () => 0;
  const bytes = interruptible(await context.open(path), context.interrupted, () => importInterrupted(lines()));
  try {
    const file = await importMedical(cabinet, bytes, { map: parseMap(map), encoding, dryRun });
    lines = () => file.totals().lines;
    await write(context, file, dryRun);
    for (const warning of file.warnings) context.output.warn(warning);
    return file.totals().outcomes.refused > 0 ? EXIT_PARTIAL : EXIT_DONE;
  } finally {
    if (path === "-" && context.interrupted.aborted) letGo(context.io.stdin);
  }
}

function sourceMissing(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "medical.source",
    message: "Il manque ce qu'il faut importer.",
    advice: "Donnez un fichier (ou - pour l'entrée standard), ou --from-vsm D12.",
  });
}

/** A person on a terminal gets the counts and what was refused; everything else, one line for each line of the file, then the counts. */
async function write(context: CommandContext, file: MedicalImport, dryRun: boolean): Promise<void> {
  const { output, io } = context;
  const counts = () => ({ dryRun, ...file.totals() });
  if (output.format === "table" && io.stdoutIsTty) {
    const refused: MedicalLine[] = [];
    for await (const line of each(context, file)) if (line.outcome === "refused" && refused.length < SHOWN) refused.push(line);
    await io.out(`${output.style("strong", headline(file, dryRun))}\n`);
    if (refused.length === 0) return;
    await output.list<MedicalLine>({ schema: "segur.patient.medical.import.item/1", columns: FAILURES, items: refused });
    const others = file.totals().outcomes.refused - refused.length;
    if (others > 0)
      output.note(
        `… et ${plural(others, "autre ligne refusée", "autres lignes refusées")}. Toutes : --format csv > resultat.csv`,
      );
    output.note("Corrigez ces lignes dans le fichier, puis relancez la même commande : les autres seront reconnues.");
    return;
  }
  const schema = output.format === "json" ? "segur.patient.medical.import/1" : "segur.patient.medical.import.item/1";
  await output.list<MedicalLine>({ schema, columns: COLUMNS, items: each(context, file), extra: counts, empty: "Aucune ligne." });
  if (output.format === "ndjson") await output.line({ schema: "segur.patient.medical.import/1", id: "import", ...counts() });
  else if (output.format !== "json") output.note(headline(file, dryRun));
}

async function* each(context: CommandContext, file: MedicalImport): AsyncGenerator<MedicalLine> {
  const progress = context.progress("Import");
  let done = 0;
  try {
    for await (const lines of file.batches) {
      done += lines.length;
      progress.update({ done, total: null, text: `${file.totals().outcomes.added} ajoutés` });
      yield* lines;
    }
  } finally {
    progress.end();
  }
}

/** « 300 lignes : 2 refusées, 298 ajoutées » */
function headline(file: MedicalImport, dryRun: boolean): string {
  const { lines, outcomes } = file.totals();
  const parts = (Object.keys(OUTCOMES) as MedicalOutcome[])
    .filter((outcome) => outcomes[outcome] > 0)
    .map((outcome) => plural(outcomes[outcome], WORDS[outcome][0], WORDS[outcome][1]));
  const what = parts.length === 0 ? "" : ` : ${parts.join(", ")}`;
  return `${dryRun ? "Essai, rien n'est enregistré. " : ""}${plural(lines, "ligne", "lignes")}${what}`;
}
