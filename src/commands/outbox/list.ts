import { SegurError } from "../../domain/errors.js";
import { listLines, type OutboxLine } from "../../services/outbox/inspect.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { textOption } from "../input.js";
import { plural } from "../ins/plural.js";
import type { CommandInput } from "../spec.js";
import { recipientValues } from "./recipients.js";
import { readState } from "./states.js";
import { nextSteps, shortReason, stateOf, whenWords } from "./words.js";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;
/** Documents named in one cell; `outbox show` names them all. */
const NAMED = 2;

/** What a person decides by, in eighty columns: one line each; the whole of it is in `outbox show`. */
export function columns(now: Date): readonly Column<OutboxLine>[] {
  return [
    { key: "id", title: "Envoi", value: (line) => line.id },
    { key: "patientId", title: "Patient", value: (line) => line.patientId },
    { key: "documents", title: "Documents", value: (line) => line.documents, text: documentsText },
    {
      key: "state",
      title: "État",
      value: (line) => line.state,
      text: (line) => stateText(line, now),
      tone: (line) => stateOf(line).tone,
    },
    { key: "error", title: "Motif", value: (line) => line.lastError, text: ({ lastError }) => shortReason(lastError) },
    { key: "recipients", title: "Destinataires", value: (line) => recipientValues(line), machineOnly: true },
    { key: "kind", title: "Quoi", value: (line) => line.kind, machineOnly: true },
    { key: "attempts", title: "Essais", value: (line) => line.attempts, machineOnly: true },
    { key: "nextTryAt", title: "Prochain essai", value: (line) => line.nextTryAt, machineOnly: true },
    { key: "createdAt", title: "Demandé le", value: (line) => line.createdAt, machineOnly: true },
    { key: "createdBy", title: "Par", value: (line) => line.createdBy, machineOnly: true },
    { key: "updatedAt", title: "Changé le", value: (line) => line.updatedAt, machineOnly: true },
    { key: "key", title: "Identifiant", value: (line) => line.key, machineOnly: true },
  ];
}

/** `segur outbox list [--all] [--state …] [--limit N]`: with a limit, the latest that were asked for. */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const typed = textOption(input, "state");
  const state = typed === undefined ? undefined : readState(typed);
  const all = input.options.all === true;
  const limit = readLimit(input);
  const cabinet = await context.cabinet();
  const latest: OutboxLine[] = [];
  let count = 0;
  for await (const line of listLines(cabinet, { state, all })) {
    count += 1;
    latest.push(line);
    if (latest.length > limit) latest.shift();
  }
  const none =
    all || state !== undefined
      ? "Aucun envoi."
      : "Rien n'attend de partir. Ce qui est arrivé ou annulé : segur outbox list --all";
  await context.output.list({
    schema: "segur.outbox.list/1",
    items: latest,
    empty: none,
    columns: columns(context.clock.now()),
    extra: () => ({ count }),
  });
  if (count > latest.length) {
    const before = plural(count - latest.length, "envoi plus ancien n'est pas montré", "envois plus anciens ne sont pas montrés");
    context.output.warn(`${before} : --limit ${Math.min(count, MAX_LIMIT)}`);
  }
  tellNext(context, latest);
}

/** Every line that somebody can do something about says how. */
function tellNext({ output }: CommandContext, lines: readonly OutboxLine[]): void {
  const steps = nextSteps(lines);
  if (steps.length === 0 || output.machine) return;
  for (const step of steps) output.note(step);
  output.note(
    "Tout relancer : segur outbox retry --all   (rien ne repart seul : une tâche planifiée peut lancer segur outbox retry)",
  );
}

function documentsText({ documents }: OutboxLine): string {
  const more = documents.length - NAMED;
  return `${documents.slice(0, NAMED).join(" ")}${more > 0 ? ` +${more}` : ""}`;
}

function stateText(line: OutboxLine, now: Date): string {
  const { text } = stateOf(line);
  const { nextTryAt } = line;
  if (nextTryAt === null || Date.parse(nextTryAt) <= now.getTime()) return text;
  return `${text} (${whenWords(nextTryAt, now)})`;
}

function readLimit(input: CommandInput): number {
  const typed = textOption(input, "limit");
  const limit = typed === undefined ? DEFAULT_LIMIT : Number(typed);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new SegurError({
    kind: "usage",
    code: "outbox.limit",
    message: "Le nombre d'envois demandé (--limit) n'est pas utilisable.",
    why: `Il doit être entre 1 et ${MAX_LIMIT}.`,
    advice: "segur outbox list --limit 100",
  });
}
