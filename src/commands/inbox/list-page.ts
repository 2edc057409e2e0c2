import { SegurError } from "../../domain/errors.js";
import { machineZone, startOfDay } from "../../domain/local-time.js";
import type { OpenCabinet } from "../../services/cabinet.port.js";
import { type InboxLine, listInbox } from "../../services/inbox/list.js";
import { alertWords } from "../../terminal/alerts.js";
import type { CommandContext } from "../context.js";
import { sinceDay } from "../dmp/since.js";
import { givenFlag, givenList, givenText } from "../ins/given.js";
import { plural } from "../ins/plural.js";
import { givenLimit } from "../mss/limit.js";
import { whenWords } from "../outbox/words.js";
import type { CommandInput } from "../spec.js";
import { columnsOf } from "./columns.js";
import { ACK_WORDS } from "./words.js";

/** `segur inbox list [--unread] [--alert[=urgent]] …` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const now = context.clock.now();
  const since = sinceDay(input, now, "inbox.since");
  const { lines, next } = await listInbox(cabinet, {
    unread: givenFlag(input, "unread"),
    alert: alertOf(input),
    unresolved: givenFlag(input, "unresolved"),
    pending: givenFlag(input, "pending"),
    problem: givenFlag(input, "problem"),
    patient: givenText(input, "patient"),
    type: givenText(input, "type"),
    from: givenText(input, "from"),
    sender: (["professional", "patient", "other"] as const).find((each) => each === givenText(input, "sender")),
    text: givenText(input, "text"),
    since: since === undefined ? undefined : startOfDay(since, machineZone),
    states: givenList(input, "state"),
    reports: givenFlag(input, "reports"),
    sort: (["date", "patient", "type"] as const).find((each) => each === givenText(input, "sort")),
    limit: givenLimit(input, "inbox.limit"),
    after: givenText(input, "after"),
  });
  const counts = await cabinet.inbox.attention();
  const isEmpty = lines.length === 0 && (await cabinet.inbox.counts({ reports: true })).messages === 0;
  await context.output.list<InboxLine>({
    schema: "segur.inbox.list/1",
    columns: columnsOf(now),
    items: context.output.machine ? lines : urgentFirst(lines),
    next: () => next,
    extra: () => ({ ...counts }),
    empty: isEmpty
      ? "La boîte de réception est vide. Pour relever les messages : segur inbox sync"
      : "Aucun message ne correspond. Pour tous les voir : segur inbox list",
  });
  if (context.output.machine || isEmpty) return;
  tell(context, lines, counts);
  await tellUnderWay(context, cabinet, lines);
  if (context.io.stdoutIsTty) tellIcons(context, lines);
}

type Attention = Awaited<ReturnType<OpenCabinet["inbox"]["attention"]>>;

/** How many wait, then what to do with the first: an urgent one before all others. */
function tell({ output }: CommandContext, lines: readonly InboxLine[], counts: Attention): void {
  const { unread, inProgress } = counts;
  const left = counts.urgent - inProgress;
  const urgent = left === 0 ? "" : `, ${plural(left, "urgent à acquitter", "urgents à acquitter")}`;
  const underWay = inProgress === 0 ? "" : `, ${plural(inProgress, "urgent en cours", "urgents en cours")}`;
  output.note(`${plural(unread, "message non lu", "messages non lus")}${urgent}${underWay}.`);
  const elsewhere = counts.urgent - lines.filter(waits).length;
  if (elsewhere > 0) {
    const told = plural(elsewhere, "résultat critique n'est pas", "résultats critiques ne sont pas");
    output.note(`${told} dans cette page : segur inbox list --alert=urgent --unresolved`);
  }
  const first = lines.find(waits) ?? lines.find(({ message }) => !message.read) ?? lines[0];
  if (first !== undefined) output.note(`Pour lire : segur inbox show ${first.id}`);
}

/** Acknowledgements that are said under a list: more would hide it. */
const MOST_SAID = 5;

/** What somebody did last of the urgent ones that are not resolved: the list alone would say that they still wait. */
async function tellUnderWay(
  { output, clock }: CommandContext,
  { inbox }: Pick<OpenCabinet, "inbox">,
  lines: readonly InboxLine[],
): Promise<void> {
  const underWay = lines.filter((line) => waits(line) && line.document?.alert === "in_progress");
  for (const { id } of underWay.slice(0, MOST_SAID)) {
    const last = (await inbox.events(id)).filter(({ ack }) => ack !== null).at(-1);
    if (last?.ack == null) continue;
    const said = `${ACK_WORDS[last.ack]}, ${whenWords(last.at, clock.now())} (${last.userId})`;
    output.note(`${id} en cours : ${said}. Quand c'est résolu : segur inbox ack ${id} --resolved`);
  }
}

/** What the icons of this list stand for. */
function tellIcons({ output }: CommandContext, lines: readonly InboxLine[]): void {
  const shown = new Set(lines.flatMap(({ document }) => alertWords(document?.alerts ?? null, true)));
  const legend = ["‼", "⚠", "✎", "?"].flatMap((icon) => [...shown].filter((words) => words.startsWith(icon)));
  if (legend.length > 0) output.note(`Alertes : ${legend.join(", ")}`);
}

function waits({ document }: InboxLine): boolean {
  return document?.alerts?.urgent === "yes" && document.alert !== null && document.alert !== "resolved";
}

/** What a person must read at once is at the top of what they see (BIO/va1.01); a program gets the order that it asked for. */
function urgentFirst(lines: readonly InboxLine[]): readonly InboxLine[] {
  return [...lines.filter(waits), ...lines.filter((line) => !waits(line))];
}

/** `--alert` alone is any alert. */
function alertOf(input: CommandInput): "any" | "urgent" | undefined {
  const { alert } = input.options;
  if (alert === undefined || alert === false) return undefined;
  if (alert === true || alert === "any") return "any";
  if (alert === "urgent") return "urgent";
  throw new SegurError({
    kind: "usage",
    code: "inbox.alert",
    message: "La valeur de --alert n'est pas reconnue.",
    advice: "Écrivez --alert (toute alerte) ou --alert=urgent.",
  });
}
