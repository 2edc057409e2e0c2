import { maskMatricule } from "../../domain/identity/matricule.js";
import { CheckTally } from "../../services/ins/check-tally.js";
import type { CheckedLine, CheckFinding } from "../../services/ins/check-types.js";
import type { Column, Tone } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { EXIT_DONE, EXIT_PARTIAL } from "../exit.js";
import type { CommandInput } from "../spec.js";
import { openPatch, type Patch } from "./check-patch.js";
import { openCheck } from "./check-source.js";
import { summariseCheck } from "./check-summary.js";
import { givenText } from "./given.js";

const LEVELS: Readonly<Record<CheckFinding["level"], { readonly text: string; readonly tone: Tone }>> = {
  blocking: { text: "bloquant", tone: "bad" },
  risk: { text: "risque", tone: "warn" },
  info: { text: "à savoir", tone: "muted" },
};

/** One finding of one line: what a listing shows. */
interface Row {
  readonly checked: CheckedLine;
  readonly finding: CheckFinding;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    key: "id",
    title: "Id",
    value: ({ checked, finding }) =>
      `${checked.line === null ? checked.key : `line:${checked.line}`}:${finding.column ?? "-"}:${finding.code}`,
    machineOnly: true,
  },
  { key: "line", title: "Ligne", value: ({ checked }) => checked.line, align: "right" },
  { key: "key", title: "Dossier", value: ({ checked }) => checked.key },
  { key: "patientId", title: "Patient", value: ({ checked }) => checked.patientId },
  { key: "column", title: "Colonne", value: ({ finding }) => finding.column },
  {
    key: "level",
    title: "Gravité",
    value: ({ finding }) => finding.level,
    text: ({ finding }) => LEVELS[finding.level].text,
    tone: ({ finding }) => LEVELS[finding.level].tone,
  },
  { key: "message", title: "Problème", value: ({ finding }) => finding.message },
  { key: "proposal", title: "Proposition", value: ({ finding }) => shownProposal(finding) },
  { key: "certainty", title: "Certitude", value: ({ finding }) => finding.certainty, machineOnly: true },
  { key: "code", title: "Code", value: ({ finding }) => finding.code, machineOnly: true },
  { key: "rule", title: "Règle", value: ({ finding }) => finding.rule, machineOnly: true },
  { key: "prediction", title: "Prévision", value: ({ checked }) => checked.prediction, machineOnly: true },
];

/** `segur ins check [FILE|-] [--filter F] [--ids A,B] [--map …] [--patch FILE]` */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const { output } = context;
  const source = await openCheck(context, input);
  const patch = await openPatch(context, givenText(input, "patch"), source.columns);
  const tally = new CheckTally();
  const progress = context.progress("Contrôle avant appel");
  try {
    const rows = findings(source.lines, tally, { patch, verbose: context.globals.verbose }, (done) =>
      progress.update({ done, total: source.total }),
    );
    if (patch?.onStdout === true) for await (const _ of rows);
    else {
      await output.list<Row>({
        schema: "segur.ins.check/1",
        columns: COLUMNS,
        items: rows,
        empty: "Rien à signaler.",
        extra: () => summary(tally),
      });
    }
    progress.end();
    await patch?.keep();
  } finally {
    progress.end();
    await patch?.drop();
  }
  for (const warning of source.warnings()) output.warn(warning);
  await summariseCheck(context, tally, patch);
  const { blocked, risk } = tally.predictions;
  return blocked + risk > 0 ? EXIT_PARTIAL : EXIT_DONE;
}

/**
 * One row for each finding that makes a call fail, and with --verbose for what is only good to know; counts and the patch are fed as lines go by, so that memory does not
 * grow with the file.
 */
async function* findings(
  lines: AsyncIterable<CheckedLine>,
  tally: CheckTally,
  { patch, verbose }: { readonly patch: Patch | null; readonly verbose: boolean },
  seen: (done: number) => void,
): AsyncGenerator<Row> {
  for await (const checked of lines) {
    tally.add(checked);
    if (checked.patch !== null) await patch?.add(checked);
    if (tally.total % 100 === 0) seen(tally.total);
    for (const finding of checked.findings) {
      if (verbose || finding.level !== "info") yield { checked, finding };
    }
  }
}

function summary(tally: CheckTally): Readonly<Record<string, unknown>> {
  return { total: tally.total, predictions: tally.predictions, corrections: tally.patches, problems: tally.codes };
}

/** A matricule is masked on screen; the patch has it in full. */
function shownProposal({ column, proposal }: CheckFinding): string | null {
  return proposal !== null && column === "matricule" ? maskMatricule(proposal) : proposal;
}
