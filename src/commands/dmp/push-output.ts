import { SegurError } from "../../domain/errors.js";
import type { Pushed } from "../../services/dmp/push.js";
import type { PushPlan } from "../../services/dmp/push-plan.js";
import type { Tone } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { EXIT_DONE, EXIT_PARTIAL } from "../exit.js";
import { lineUncertain, lineWaits } from "./errors.js";

type Refused = PushPlan["refused"];

interface Line {
  readonly id: string;
  readonly patientId: string | null;
  readonly outcome: Pushed["outcome"] | "refused";
  readonly outbox: string | null;
  readonly replaces: string | null;
  readonly confirmed: boolean;
  readonly error: SegurError | null;
}

const WORDS: Readonly<Record<Line["outcome"], { readonly text: string; readonly tone: Tone }>> = {
  done: { text: "déposé", tone: "good" },
  queued: { text: "en attente", tone: "warn" },
  uncertain: { text: "à vérifier", tone: "warn" },
  refused: { text: "refusé", tone: "bad" },
  failed: { text: "non déposé", tone: "bad" },
};

/**
 * One line for each document, then what to do next. Returns 0 when everything is there; a failure that is alone is thrown, with its own
 * exit code; several make a partial result.
 */
export async function writePushed(context: CommandContext, results: readonly Pushed[], refused: Refused): Promise<number> {
  const [first] = results;
  const alone = results.length === 1 && refused.length === 0;
  if (alone && first !== undefined && first.outcome === "failed" && first.error !== null) throw first.error;
  const lines = [...results.flatMap(linesOf), ...refused.map(refusedLine)];
  await context.output.list<Line>({
    schema: "segur.dmp.push/1",
    items: lines,
    columns: [
      { key: "id", title: "Document", value: (line) => line.id },
      { key: "patientId", title: "Patient", value: (line) => line.patientId },
      {
        key: "outcome",
        title: "Résultat",
        value: (line) => line.outcome,
        text: (line) => (line.confirmed ? "déjà arrivé, vérifié" : WORDS[line.outcome].text),
        tone: (line) => WORDS[line.outcome].tone,
      },
      { key: "outbox", title: "Envoi", value: (line) => line.outbox },
      {
        key: "replaces",
        title: "Remplace",
        value: (line) => line.replaces,
        machineOnly: lines.every(({ replaces }) => replaces === null),
      },
      { key: "confirmed", title: "Vérifié", value: (line) => line.confirmed, machineOnly: true },
      { key: "code", title: "Code", value: (line) => line.error?.code ?? null, machineOnly: true },
      {
        key: "message",
        title: "Pourquoi",
        value: (line) => line.error?.message ?? null,
        machineOnly: lines.every(({ error }) => error === null),
      },
      { key: "advice", title: "Que faire", value: (line) => line.error?.advice ?? null, machineOnly: true },
    ],
  });
  for (const { warnings } of results) for (const warning of warnings) context.output.warn(warning);
  if (alone && first !== undefined && first.outcome !== "done") throw failure(first);
  tellDone(context, results);
  for (const { error } of [...results, ...refused]) if (error?.advice !== undefined) context.output.note(error.advice);
  return exitOf(results, refused);
}

/** Where it is now, and what can be done with it: one sentence for all, one example. */
function tellDone({ output }: CommandContext, results: readonly Pushed[]): void {
  const done = results.filter(({ outcome }) => outcome === "done").flatMap(({ group }) => group.documents);
  const [first] = done;
  if (first === undefined || output.machine) return;
  const { id, patientId } = first.document;
  const what =
    done.length === 1
      ? `${id} est dans le DMP du patient ${patientId}`
      : `${done.length} documents sont dans le DMP de leur patient`;
  output.note(`${what}, et toujours au dossier.`);
  output.note(`Le voir au DMP : segur dmp list ${patientId} --refresh`);
  output.note(`Une erreur ? Le masquer : segur dmp hide ${id} ; le retirer : segur dmp delete ${id}`);
}

export function exitOf(results: readonly Pushed[], refused: Refused): number {
  return refused.length === 0 && results.every(({ outcome }) => outcome === "done") ? EXIT_DONE : EXIT_PARTIAL;
}

/** Why one deposit is not done, with the line that waits for it. */
function failure({ outcome, item, error }: Pushed): SegurError {
  const id = item?.id ?? "";
  if (outcome === "uncertain") return lineUncertain(id, error);
  if (error === null || (outcome === "queued" && error.kind === "unreachable")) return lineWaits(id, error);
  return new SegurError({
    kind: error.kind,
    code: error.code,
    message: error.message,
    why: error.why,
    rule: error.rule,
    advice: error.advice ?? `Puis : segur outbox retry ${id}`,
    details: { ...error.details, outbox: id },
    cause: error,
  });
}

function linesOf({ group, outcome, item, confirmed, error }: Pushed): readonly Line[] {
  return group.documents.map(({ document, replaces }) => ({
    id: document.id,
    patientId: group.patient.id,
    outcome,
    outbox: item?.id ?? null,
    replaces,
    confirmed,
    error,
  }));
}

function refusedLine({ id, patientId, error }: Refused[number]): Line {
  return { id, patientId, outcome: "refused", outbox: null, replaces: null, confirmed: false, error };
}
