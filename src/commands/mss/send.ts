import { requireNew } from "../../services/mss/earlier.js";
import { planSend, type SendPlan, type SendRequest } from "../../services/mss/plan.js";
import { rehearse } from "../../services/mss/rehearse.js";
import type { Replacing } from "../../services/mss/replaces.js";
import { type Sent, sendMessage } from "../../services/mss/send.js";
import { refusalWarning } from "../../services/mss/send-handler.js";
import { maskedAddress } from "../../services/mss/status.js";
import { requireVsmApproval } from "../../services/vsm/approval.js";
import { aside } from "../../terminal/aside.js";
import type { Style } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { EXIT_DONE, EXIT_PARTIAL } from "../exit.js";
import { givenFlag, givenList, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { readBody } from "./body.js";
import { mailboxChooser } from "./choose.js";
import { givenDocuments } from "./documents.js";
import { planValue, previewText } from "./preview.js";
import { sendFailure } from "./send-failure.js";
import { stateText } from "./status-words.js";

/** `segur mss send --to ADDR|RPPS|NAME… | --to-patient PATIENT [--doc D12]… [--subject S] [--body F|-] … [--again] [--dry-run] [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const request: SendRequest = {
    to: givenList(input, "to"),
    toPatient: givenText(input, "toPatient") ?? null,
    documents: givenDocuments(input),
    subject: givenText(input, "subject") ?? null,
    body: await readBody(context, input),
    readReceipt: givenFlag(input, "readReceipt"),
    // commander turns `--no-reply` into `reply: false`.
    noReply: input.options.reply === false,
    replaces: givenText(input, "replaces") ?? null,
  };
  const cabinet = await context.cabinet();
  const plan = await planSend(cabinet, request, { choose: mailboxChooser(context), signal: context.interrupted });
  return sendPlanned(context, input, plan, { preview: () => previewText(context, plan), schema: "segur.mss.send", value: {} });
}

export interface SendWords {
  readonly preview: () => Promise<string>;
  /** Without its version; `.plan` is added for a simulation. */
  readonly schema: string;
  /** Beside what every sending tells to machines. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Once it is given to the operator, or waits to be. */
  readonly sent?: () => Promise<void>;
}

/** `--dry-run`, the question unless `--yes`, then the sending and what became of it. */
export async function sendPlanned(
  context: CommandContext,
  input: CommandInput,
  plan: SendPlan,
  words: SendWords,
): Promise<number> {
  const { preview, schema, value } = words;
  const cabinet = await context.cabinet();
  const mayAsk = context.io.canPrompt && !givenFlag(input, "yes");
  if (!givenFlag(input, "again") && !mayAsk) requireNew(plan);
  if (givenFlag(input, "dryRun")) {
    const text = await preview();
    await rehearse(cabinet, plan, context.interrupted);
    for (const warning of plan.warnings) context.output.warn(warning);
    const planned = { ...planValue(plan), ...value };
    await context.output.one(`${schema}.plan/1`, planned, () => `${text}\nSimulation : rien n'est écrit ni envoyé.`);
    return EXIT_DONE;
  }
  const ids = plan.documents.map(({ id }) => id);
  await requireVsmApproval(cabinet, ids, !givenFlag(input, "yes"));
  for (const warning of plan.warnings) context.output.warn(warning);
  if (!givenFlag(input, "yes")) {
    // What a rule would refuse is told before anybody is asked.
    if (context.io.canPrompt) {
      await rehearse(cabinet, plan, context.interrupted);
      aside(context.io, await preview());
    }
    const question = plan.earlier.length === 0 ? "Envoyer ?" : "Cela a déjà été envoyé. Envoyer de nouveau ?";
    if (!(await context.prompt.confirm(question, { flag: "--yes", initial: false }))) {
      context.output.note("Rien n'est envoyé.");
      return EXIT_DONE;
    }
  }
  const sent = await sendMessage(cabinet, plan, context.interrupted);
  // Each refusal stands with its recipient, below.
  const refusals = new Set(sent.status.recipients.map((each) => refusalWarning({ ...each, state: "failed" })));
  for (const warning of sent.warnings) if (!refusals.has(warning)) context.output.warn(warning);
  const failure = sendFailure(sent);
  if (failure !== null) throw failure;
  await words.sent?.();
  await context.output.one(`${schema}/1`, { ...sentValue(sent, plan), ...value }, (style) => told(sent, plan, style));
  context.output.note(`Suivre ce message : segur mss status ${sent.item.id}`);
  return sent.outcome === "done" && sent.status.recipients.every(({ state }) => state !== "failed") ? EXIT_DONE : EXIT_PARTIAL;
}

export function sentValue({ item, outcome, status, error }: Sent, { replaces }: Pick<SendPlan, "replaces">) {
  return {
    id: item.id,
    outcome,
    audience: status.audience,
    patientId: item.patientId,
    documents: item.documents,
    recipients: status.recipients.map(({ address, state, code, cause, rule }) => {
      return { address: maskedAddress(address), state, code, cause, rule };
    }),
    sentCopy: status.sentCopy,
    replaces: replaces?.item.id ?? null,
    replaced: replaces?.effect ?? null,
    code: error?.code ?? null,
  };
}

function told({ item, outcome, status, error }: Sent, { replaces }: SendPlan, style: Style): string {
  const head =
    outcome === "done"
      ? `${style("good", "✓")} Message ${style("strong", item.id)} remis à l'opérateur.`
      : `Message ${style("strong", item.id)} : ${error?.message ?? "en attente."}`;
  const before = replaces === null ? [] : replacedWords(replaces);
  return [
    head,
    ...before,
    ...status.recipients.map((each) => `  ${maskedAddress(each.address)}  ${stateText(each, style)}`),
  ].join("\n");
}

function replacedWords({ item, effect }: Replacing): readonly string[] {
  if (effect === "voids") return [`  annule et remplace ${item.id}`];
  return effect === "cancels" ? [`  ${item.id}, qui n'était pas parti, est annulé`] : [];
}
