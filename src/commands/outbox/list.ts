import { listLines, type OutboxLine } from "../../services/outbox/inspect.js";
import { frenchDateTime } from "../../terminal/french.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { textOption } from "../input.js";
import type { CommandInput } from "../spec.js";
import { KINDS, nextStep, STATES } from "./words.js";

export const COLUMNS: readonly Column<OutboxLine>[] = [
  { key: "id", title: "Envoi", value: (line) => line.id },
  { key: "kind", title: "Quoi", value: (line) => line.kind, text: (line) => KINDS[line.kind] },
  { key: "patientId", title: "Patient", value: (line) => line.patientId },
  { key: "documents", title: "Documents", value: (line) => line.documents, text: (line) => line.documents.join(" ") },
  {
    key: "state",
    title: "État",
    value: (line) => line.state,
    text: (line) => STATES[line.state].text,
    tone: (line) => STATES[line.state].tone,
  },
  { key: "attempts", title: "Essais", value: (line) => line.attempts, align: "right" },
  {
    key: "nextTryAt",
    title: "Prochain essai",
    value: (line) => line.nextTryAt,
    text: (line) => (line.nextTryAt === null ? "" : frenchDateTime(line.nextTryAt)),
  },
  { key: "error", title: "Dernière erreur", value: (line) => line.lastError, text: (line) => line.lastError?.message ?? "" },
  { key: "createdAt", title: "Demandé le", value: (line) => line.createdAt, machineOnly: true },
  { key: "createdBy", title: "Par", value: (line) => line.createdBy, machineOnly: true },
  { key: "updatedAt", title: "Changé le", value: (line) => line.updatedAt, machineOnly: true },
  { key: "key", title: "Identifiant", value: (line) => line.key, machineOnly: true },
];

/** `segur outbox list [--all] [--state …]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const state = textOption(input, "state") as OutboxLine["state"] | undefined;
  const all = input.options.all === true;
  const cabinet = await context.cabinet();
  let waiting: OutboxLine | null = null;
  const items = async function* () {
    for await (const line of listLines(cabinet, { state, all })) {
      if (nextStep(line) !== null && line.state !== "cancelled") waiting ??= line;
      yield line;
    }
  };
  await context.output.list({
    schema: "segur.outbox.list/1",
    items: items(),
    empty:
      all || state !== undefined
        ? "Aucun envoi."
        : "Rien n'attend de partir. Ce qui est arrivé ou annulé : segur outbox list --all",
    columns: COLUMNS,
  });
  tellNext(context, waiting);
}

/** The first line that somebody can do something about says how. */
function tellNext({ output }: CommandContext, line: OutboxLine | null): void {
  if (line === null || output.machine) return;
  output.note(`${line.id} : ${nextStep(line)}`);
  output.note("Tout relancer : segur outbox retry --all");
}
