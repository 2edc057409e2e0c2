import { SegurError } from "../../domain/errors.js";
import { readReports } from "../../services/mss/follow.js";
import { keepMissingCopies } from "../../services/mss/sent-copies.js";
import { listStatus, type MessageStatus, maskedAddress, type RecipientStatus } from "../../services/mss/status.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { givenFlag } from "../ins/given.js";
import { whenWords } from "../outbox/words.js";
import type { CommandInput } from "../spec.js";
import { givenLimit } from "./limit.js";
import { detailText } from "./status-detail.js";
import { STATES } from "./status-words.js";

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
    columns: columns(now),
  });
  const lacking = messages.filter(({ sentCopy }) => sentCopy === false).map(({ id }) => id);
  if (lacking.length > 0) context.output.note(`Partis, mais leur copie manque dans « Envoyés » : ${lacking.join(", ")}`);
}

function columns(now: Date): readonly Column<Line>[] {
  return [
    { key: "id", title: "Message", value: ({ message }) => message.id },
    {
      key: "sentAt",
      title: "Envoyé",
      value: ({ message }) => message.sentAt,
      text: ({ message }) => whenWords(message.sentAt, now),
    },
    { key: "audience", title: "Pour", value: ({ message }) => message.audience, machineOnly: true },
    { key: "patientId", title: "Patient", value: ({ message }) => message.patientId },
    { key: "documents", title: "Documents", value: ({ message }) => message.documents, machineOnly: true },
    { key: "address", title: "Destinataire", value: ({ recipient }) => maskedAddress(recipient.address) },
    {
      key: "state",
      title: "État",
      value: ({ recipient }) => recipient.state,
      text: ({ recipient }) => STATES[recipient.state].text,
      tone: ({ recipient }) => STATES[recipient.state].tone,
    },
    {
      key: "at",
      title: "Depuis",
      value: ({ recipient }) => recipient.at,
      text: ({ recipient }) => whenWords(recipient.at, now),
    },
    { key: "code", title: "Code", value: ({ recipient }) => recipient.code, machineOnly: true },
    { key: "cause", title: "Cause", value: ({ recipient }) => recipient.cause },
    { key: "rule", title: "Règle", value: ({ recipient }) => recipient.rule },
    { key: "nextTryAt", title: "Prochain essai", value: ({ message }) => message.nextTryAt, machineOnly: true },
    { key: "giveUpAt", title: "Essayé jusqu'au", value: ({ message }) => message.giveUpAt, machineOnly: true },
    { key: "replaces", title: "Remplace", value: ({ message }) => message.replaces, machineOnly: true },
    { key: "replacedBy", title: "Remplacé par", value: ({ message }) => message.replacedBy, machineOnly: true },
    { key: "sentCopy", title: "Copie", value: ({ message }) => message.sentCopy, machineOnly: true },
  ];
}

/** The reports of the mailbox, first; without it, what is known here is shown all the same. */
async function refresh(context: CommandContext): Promise<void> {
  const cabinet = await context.cabinet();
  try {
    const { requests } = await readReports(cabinet, context.interrupted);
    const copies = await keepMissingCopies(cabinet, context.interrupted);
    if (copies.kept.length > 0) context.output.note(`Copie rangée dans « Envoyés » : ${copies.kept.join(", ")}`);
    if (requests > 0) context.output.note("On vous demande des accusés de lecture : segur mss receipts list");
  } catch (error) {
    if (!(error instanceof SegurError) || !["unreachable", "auth", "config"].includes(error.kind)) throw error;
    context.output.warn(`La boîte n'a pas pu être lue, l'état affiché est celui connu ici : ${error.message}`);
    if (error.advice !== undefined) context.output.note(error.advice);
  }
}
