import type { JournalEntry } from "../../services/journal/entry.js";
import { idAlone, limitWrong } from "../../services/journal/errors.js";
import { understandJournal } from "../../services/journal/query.js";
import { journalLine, listJournal } from "../../services/journal/read.js";
import type { CommandContext } from "../context.js";
import { givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { isStructured, journalColumns, requestOf } from "./columns.js";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1000;

/** `segur journal list [--user … --rpps … --patient … --kind … --from … --to …] [--limit N] [--after T…]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const id = givenText(input, "id");
  if (id !== undefined) return one(context, input, id);
  const typed = givenText(input, "limit");
  const limit = typed === undefined ? DEFAULT_LIMIT : Number(typed);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) throw limitWrong(MAX_LIMIT);
  const cabinet = await context.cabinet();
  const filter = await understandJournal(cabinet, requestOf(input));
  const { entries, next } = await listJournal(cabinet, filter, { limit, after: givenText(input, "after") });
  await context.output.list<JournalEntry>({
    schema: "segur.journal.list/1",
    columns: journalColumns(isStructured(context.output.format)),
    items: entries,
    next: () => next,
    empty: "Aucune ligne du journal ne correspond.",
  });
}

const OTHERS = ["user", "rpps", "patient", "kind", "from", "to", "limit", "after"];

/** `--id T120`: what another list names in its column « Journal ». */
async function one(context: CommandContext, input: CommandInput, id: string): Promise<void> {
  const others = OTHERS.filter((option) => input.options[option] !== undefined);
  if (others.length > 0) throw idAlone(others.map((option) => `--${option}`));
  const entry = await journalLine(await context.cabinet(), id);
  await context.output.list<JournalEntry>({
    schema: "segur.journal.list/1",
    columns: journalColumns(isStructured(context.output.format)),
    items: entry === null ? [] : [entry],
    empty: "Cette ligne n'est pas dans le journal : elle a été purgée, ou n'a jamais été.",
  });
}
