import { SegurError } from "../../domain/errors.js";
import { sameAddress } from "../../domain/message/address.js";
import { readReports } from "../../services/mss/follow.js";
import { keepMissingCopies } from "../../services/mss/sent-copies.js";
import {
  listStatus,
  type MessageState,
  type MessageStatus,
  maskedAddress,
  type RecipientStatus,
} from "../../services/mss/status.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { givenFlag } from "../ins/given.js";
import { shortReason, whenWords } from "../outbox/words.js";
import type { CommandInput } from "../spec.js";
import { givenLimit } from "./limit.js";
import { adviceOf } from "./status-advice.js";
import { detailText } from "./status-detail.js";
import { causeWords, STATES } from "./status-words.js";

const SCHEMA = "segur.mss.status/1";

interface Line {
  readonly message: MessageStatus;
  readonly recipient: RecipientStatus;
}

/** `segur mss status [O7] [--pending] [--failed] [--offline]`: one line for each recipient, the latest message first; one message whole. */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  if (!givenFlag(input, "offline")) await refresh(context);
  const [typed] = input.args;
  const query = {
    id: typeof typed === "string" ? typed : null,
    pending: givenFlag(input, "pending"),
    failed: givenFlag(input, "failed"),
    limit: givenLimit(input),
  };
  const now = context.clock.now();
  const messages = await listStatus(cabinet, query);
  const [one] = messages;
  if (query.id !== null && one !== undefined && !context.output.machine) {
    await context.output.one(SCHEMA, { ...one }, (style) => detailText(one, now, style));
    return;
  }
  await context.output.list<Line>({
    schema: SCHEMA,
    items: messages.flatMap((message) => message.recipients.map((recipient): Line => ({ message, recipient }))),
    empty: query.failed ? "Aucun message n'a échoué." : query.pending ? "Rien n'est attendu." : "Aucun message n'a été envoyé.",
    columns: columns(now, { failed: query.failed, mailboxes: new Set(messages.map(({ from }) => from.toLowerCase())).size }),
  });
  await tellMore(context, messages);
}

async function tellMore({ output, cabinet }: CommandContext, messages: readonly MessageStatus[]): Promise<void> {
  const names = (found: readonly MessageStatus[]) => found.map(({ id }) => id).join(", ");
  const lacking = messages.filter(({ sentCopy }) => sentCopy === false);
  if (lacking.length > 0) output.note(`Partis, mais leur copie manque dans « Envoyés » : ${names(lacking)}`);
  if (output.machine) return;
  const address = await (await cabinet())
    .mss()
    .then((client) => client.address)
    .catch(() => null);
  const elsewhere = messages.filter(({ from, state }) => address !== null && !sameAddress(from, address) && isAwaited(state));
  if (elsewhere.length > 0)
    output.note(
      `Envoyés depuis une autre boîte, où viennent leurs accusés (qui l'ouvre les lit par segur mss status) : ${names(elsewhere)}`,
    );
  for (const message of messages) {
    const [first] = adviceOf(message);
    if (first !== undefined) output.note(`${message.id} : ${first}`);
  }
  const failed = messages.filter((message) => adviceOf(message).length > 1);
  const [some] = failed;
  if (some !== undefined) output.note(`Quand c'est fait, pour l'ôter des échecs : segur mss done ${some.id}`);
}

function columns(now: Date, shown: { readonly failed: boolean; readonly mailboxes: number }): readonly Column<Line>[] {
  return [
    { key: "id", title: "Message", value: ({ message }) => message.id },
    {
      key: "sentAt",
      // When it was asked for: it may not have left.
      title: "Demandé",
      value: ({ message }) => message.sentAt,
      text: ({ message }) => whenWords(message.sentAt, now),
    },
    { key: "from", title: "Boîte", value: ({ message }) => message.from, machineOnly: shown.mailboxes < 2 },
    { key: "audience", title: "Pour", value: ({ message }) => message.audience, machineOnly: true },
    { key: "patientId", title: "Patient", value: ({ message }) => message.patientId },
    { key: "subject", title: "Objet", value: ({ message }) => message.subject, machineOnly: true },
    { key: "documents", title: "Documents", value: ({ message }) => message.documents, machineOnly: true },
    { key: "address", title: "Destinataire", value: ({ recipient }) => maskedAddress(recipient.address) },
    {
      key: "state",
      title: "État",
      value: ({ recipient }) => recipient.state,
      text: ({ recipient }) => `${STATES[recipient.state].text} (${whenWords(recipient.at, now)})`,
      tone: ({ recipient }) => STATES[recipient.state].tone,
    },
    { key: "at", title: "Depuis", value: ({ recipient }) => recipient.at, machineOnly: true },
    { key: "code", title: "Code", value: ({ recipient }) => recipient.code, machineOnly: true },
    {
      key: "cause",
      title: "Cause",
      value: ({ recipient }) => recipient.cause,
      // A line each in eighty columns: the whole is in the list of failures and in the message.
      text: ({ recipient }) => (shown.failed ? causeWords(recipient.cause) : shortCause(recipient)),
    },
    { key: "rule", title: "Règle", value: ({ recipient }) => recipient.rule, machineOnly: !shown.failed },
    { key: "readReceipt", title: "Accusé demandé", value: ({ message }) => message.readReceipt, machineOnly: true },
    { key: "replaces", title: "Remplace", value: ({ message }) => message.replaces, machineOnly: true },
    { key: "handledAt", title: "Clos le", value: ({ message }) => message.handledAt, machineOnly: true },
    { key: "nextTryAt", title: "Prochain essai", value: ({ message }) => message.nextTryAt, machineOnly: true },
    { key: "giveUpAt", title: "Essayé jusqu'au", value: ({ message }) => message.giveUpAt, machineOnly: true },
    { key: "replaces", title: "Remplace", value: ({ message }) => message.replaces, machineOnly: true },
    { key: "replacedBy", title: "Remplacé par", value: ({ message }) => message.replacedBy, machineOnly: true },
    { key: "sentCopy", title: "Copie", value: ({ message }) => message.sentCopy, machineOnly: true },
  ];
}

function shortCause({ code, cause }: RecipientStatus): string {
  return cause === null ? "" : shortReason({ code: code ?? "", message: causeWords(cause) });
}

function isAwaited(state: MessageState): boolean {
  return state === "accepted" || state === "uncertain" || state === "queued";
}

/** The reports of the mailbox, first; without it, what is known here is shown all the same. */
async function refresh(context: CommandContext): Promise<void> {
  const cabinet = await context.cabinet();
  try {
    const { requests, replies } = await readReports(cabinet, context.interrupted, { countReplies: true });
    const copies = await keepMissingCopies(cabinet, context.interrupted);
    if (copies.kept.length > 0) context.output.note(`Copie rangée dans « Envoyés » : ${copies.kept.join(", ")}`);
    if (requests > 0) context.output.note("On vous demande des accusés de lecture : segur mss receipts list");
    if (replies > 0) context.output.note(repliesText(replies));
  } catch (error) {
    if (!(error instanceof SegurError) || !["unreachable", "auth", "config"].includes(error.kind)) throw error;
    context.output.warn(`La boîte n'a pas pu être lue, l'état affiché est celui connu ici : ${error.message}`);
    if (error.advice !== undefined) context.output.note(error.advice);
  }
}

function repliesText(count: number): string {
  return count === 1
    ? "Une réponse à vos messages attend dans la boîte, pas encore lue. Pour la lire : segur inbox list --unread"
    : `${count} réponses à vos messages attendent dans la boîte, pas encore lues. Pour les lire : segur inbox list --unread`;
}
