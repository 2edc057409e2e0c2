import { SegurError } from "../../domain/errors.js";
import { machineZone, startOfDay } from "../../domain/local-time.js";
import { countInbox, type InboxLine, listInbox } from "../../services/inbox/list.js";
import type { InboxCounts } from "../../store/inbox.port.js";
import type { CommandContext } from "../context.js";
import { sinceDay } from "../dmp/since.js";
import { givenFlag, givenList, givenText } from "../ins/given.js";
import { plural } from "../ins/plural.js";
import { givenLimit } from "../mss/limit.js";
import type { CommandInput } from "../spec.js";
import { columnsOf } from "./columns.js";

/** `segur inbox list [--unread] [--alert[=urgent]] … [--count]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  if (givenFlag(input, "count")) return count(context);
  const cabinet = await context.cabinet();
  const now = context.clock.now();
  const since = sinceDay(input, now);
  const { lines, next } = await listInbox(cabinet, {
    unread: givenFlag(input, "unread"),
    alert: alertOf(input),
    unresolved: givenFlag(input, "unresolved"),
    patient: givenText(input, "patient"),
    type: givenText(input, "type"),
    from: givenText(input, "from"),
    sender: (["professional", "patient", "other"] as const).find((each) => each === givenText(input, "sender")),
    text: givenText(input, "text"),
    since: since === undefined ? undefined : startOfDay(since, machineZone),
    states: givenList(input, "state"),
    reports: givenFlag(input, "reports"),
    sort: (["date", "patient", "type"] as const).find((each) => each === givenText(input, "sort")),
    limit: givenLimit(input),
    after: givenText(input, "after"),
  });
  const counts = await countInbox(cabinet);
  await context.output.list<InboxLine>({
    schema: "segur.inbox.list/1",
    columns: columnsOf(now),
    items: lines,
    next: () => next,
    extra: () => ({ unread: counts.unread, urgent: counts.urgent }),
    empty:
      counts.messages === 0
        ? "La boîte de réception est vide. Pour relever les messages : segur inbox sync"
        : "Aucun message ne correspond. Pour tous les voir : segur inbox list",
  });
  if (!context.output.machine) tell(context, lines, counts);
}

/** How many wait, then what to do with the first: an urgent one before all others. */
function tell({ output }: CommandContext, lines: readonly InboxLine[], counts: InboxCounts): void {
  const urgent = counts.urgent === 0 ? "" : `, ${plural(counts.urgent, "urgent à acquitter", "urgents à acquitter")}`;
  if (counts.messages > 0) output.note(`${plural(counts.unread, "message non lu", "messages non lus")}${urgent}.`);
  const waits = ({ document }: InboxLine) =>
    document?.alerts?.urgent === "yes" && document.alert !== null && document.alert !== "resolved";
  const first = lines.find(waits) ?? lines.find(({ message }) => !message.read) ?? lines[0];
  if (first !== undefined) output.note(`Pour lire : segur inbox show ${first.id}`);
}

/** One line for a shell prompt: `12 non lus, 2 urgents`, nothing when nothing waits. */
async function count(context: CommandContext): Promise<void> {
  const { unread, urgent } = await countInbox(await context.cabinet());
  const parts = [
    ...(unread === 0 ? [] : [plural(unread, "non lu", "non lus")]),
    ...(urgent === 0 ? [] : [plural(urgent, "urgent", "urgents")]),
  ];
  await context.output.one("segur.inbox.count/1", { unread, urgent }, () => parts.join(", "));
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
