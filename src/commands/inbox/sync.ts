import { alertLevel } from "../../domain/inbox/acks.js";
import { plainLine } from "../../domain/message/plain-line.js";
import { type Received, senderOf, subjectOf } from "../../services/inbox/shown.js";
import { type SyncEvent, type SyncOptions, syncInboxes } from "../../services/inbox/sync.js";
import { watchInboxes } from "../../services/inbox/watch.js";
import { exitCode } from "../../terminal/exit-codes.js";
import type { CommandContext } from "../context.js";
import { EXIT_DONE, EXIT_PARTIAL } from "../exit.js";
import { givenFlag, givenText } from "../ins/given.js";
import { plural } from "../ins/plural.js";
import type { CommandInput } from "../spec.js";
import { COLUMNS, type MailboxLine, NOTHING, nextOf, summaryOf, sumOf } from "./sync-words.js";

/** `segur inbox sync [--mailbox A] [--watch] [--full]` */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const options = { signal: context.interrupted, mailbox: givenText(input, "mailbox"), full: givenFlag(input, "full") };
  return givenFlag(input, "watch") ? watch(context, options) : once(context, options);
}

async function once(context: CommandContext, options: SyncOptions): Promise<number> {
  const { output } = context;
  const lines: MailboxLine[] = [];
  const progress = context.progress("Relève de la boîte");
  try {
    for await (const event of syncInboxes(await context.cabinet(), options)) {
      const line = lineOf(event, progress);
      if (line !== null) lines.push(line);
    }
  } finally {
    progress.end();
  }
  const sum = sumOf(lines);
  await output.list({
    schema: "segur.inbox.sync/1",
    items: lines,
    columns: COLUMNS,
    empty: "Aucune boîte.",
    extra: () => ({ ...sum }),
  });
  for (const { mailbox, error } of lines)
    if (error !== null) output.warn(`${mailbox} : ${error.message} ${error.advice ?? ""}`.trim());
  output.note(summaryOf(sum));
  const next = nextOf(sum);
  if (next !== null) output.note(next);
  if (sum.requests > 0) output.note("On vous demande des accusés de lecture : segur mss receipts list");
  return lines.some(({ error }) => error !== null) ? EXIT_PARTIAL : EXIT_DONE;
}

function lineOf(event: SyncEvent, progress: ReturnType<CommandContext["progress"]>): MailboxLine | null {
  const { mailbox } = event;
  if (event.type === "batch") {
    progress.update({ done: event.done, total: event.done + event.left, text: mailbox });
    return null;
  }
  return event.type === "done"
    ? { mailbox, totals: event.totals, error: null }
    : { mailbox, totals: NOTHING, error: event.error };
}

/** A line for each message that arrives, until Ctrl-C, which is how it usually ends. */
async function watch(context: CommandContext, options: SyncOptions): Promise<number> {
  const { output } = context;
  context.quietInterruption();
  let told = false;
  let arrived = 0;
  for await (const event of watchInboxes(await context.cabinet(), options)) {
    if (event.type === "failed") output.warn(`${event.mailbox} : ${event.error.message} La boîte sera relue d'elle-même.`);
    if (event.type === "done" && !told) {
      told = true;
      output.note("La boîte est relevée ; Ctrl-C pour arrêter.");
    }
    if (event.type !== "batch") continue;
    for (const message of event.added.filter(({ kind }) => kind !== "report")) {
      arrived += 1;
      await tell(context, message);
    }
  }
  if (!output.machine)
    output.note(`Arrêté. ${arrived === 0 ? "Rien de nouveau" : plural(arrived, "message arrivé", "messages arrivés")}.`);
  return exitCode("interrupted");
}

async function tell({ output, io }: CommandContext, message: Received): Promise<void> {
  const levels = message.documents.map(({ alerts }) => alertLevel(alerts));
  const urgent = levels.includes("urgent");
  if (output.machine) {
    const { id, sender, receivedAt, kind, place, documents, problem } = message;
    return output.line({
      ...{ schema: "segur.inbox.arrival/1", id, mailbox: place.mailbox, receivedAt, kind, sender, from: senderOf(message) },
      ...{ subject: subjectOf(message), documents: documents.map((each) => each.id), urgent, problem: problem?.code ?? null },
    });
  }
  const flag = urgent ? `${output.style("bad", "à lire immédiatement")} ` : "";
  await io.out(`${message.id} ${flag}${plainLine(senderOf(message))} : ${plainLine(subjectOf(message))}\n`);
}
