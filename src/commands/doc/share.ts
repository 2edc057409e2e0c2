import { SegurError } from "../../domain/errors.js";
import { planShare, type Shared, type SharePart, type SharePlan, share } from "../../services/mss/share.js";
import { maskedAddress } from "../../services/mss/status.js";
import { requireVsmApproval } from "../../services/vsm/approval.js";
import { aside } from "../../terminal/aside.js";
import type { CommandContext } from "../context.js";
import { previewText as dmpPreview } from "../dmp/push-plan-output.js";
import { EXIT_DONE, EXIT_PARTIAL } from "../exit.js";
import { givenFlag, givenList, givenText } from "../ins/given.js";
import { readBody } from "../mss/body.js";
import { mailboxChooser } from "../mss/choose.js";
import { previewText } from "../mss/preview.js";
import type { CommandInput } from "../spec.js";

const PARTS: Readonly<Record<SharePart, string>> = { dmp: "DMP", patient: "Patient", professionals: "Professionnels" };
const OUTCOMES = {
  done: "fait",
  queued: "en attente",
  uncertain: "à vérifier",
  refused: "refusé",
  failed: "non envoyé",
  planned: "prévu",
  already: "déjà fait",
} as const;

interface Line {
  readonly part: SharePart;
  readonly outcome: keyof typeof OUTCOMES;
  readonly outbox: string | null;
  readonly error: SegurError | null;
}

/** `segur doc share D12… [--dmp] [--hide-from ps] [--patient] [--to ADDR]… [--dry-run] [--yes]`: one preview, one confirmation. */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const [typed] = input.args;
  const documents = (Array.isArray(typed) ? (typed as readonly string[]) : []).map((id) => id.toUpperCase());
  const yes = givenFlag(input, "yes");
  if (!givenFlag(input, "dryRun")) await requireVsmApproval(await context.cabinet(), documents, !yes);
  const agreement = { schema: "segur.doc.share/1", given: yes, question: "Partager ?", flag: "--yes" };
  return shareDocuments(context, input, documents, agreement);
}

/** How a person agrees to a sharing. */
export interface Agreement {
  readonly schema: string;
  /** Given on the command line. */
  readonly given: boolean;
  readonly question: string;
  /** Gives it. */
  readonly flag: string;
  /** An advice of the rules of sharing, in the words of this command. */
  readonly advise?: (advice: string) => string;
  /** What is read before the question, besides who gets it. */
  readonly before?: string;
}

/** Every rule first, then one preview, one question, and each part. */
export async function shareDocuments(
  context: CommandContext,
  input: CommandInput,
  documents: readonly string[],
  agreement: Agreement,
): Promise<number> {
  const cabinet = await context.cabinet();
  const request = {
    documents,
    dmp: givenFlag(input, "dmp"),
    hideFrom: givenList(input, "hideFrom"),
    patient: givenFlag(input, "patient"),
    to: givenList(input, "to"),
    subject: givenText(input, "subject") ?? null,
    body: await readBody(context, input),
    readReceipt: givenFlag(input, "readReceipt"),
    noReply: input.options.reply === false,
    again: givenFlag(input, "again"),
  };
  const plan = await planShare(cabinet, request, { choose: mailboxChooser(context), signal: context.interrupted }).catch(
    (error: unknown) => {
      throw advised(error, agreement);
    },
  );
  const refused = plan.refused.map(({ part, error }): Line => {
    return { part, outcome: "refused", outbox: null, error: advised(error, agreement) };
  });
  const nothing = plan.messages.length === 0 && (plan.push?.plan.groups.length ?? 0) === 0;
  const [only] = plan.refused;
  // The same reason for every part (a document that does not exist) is one error, told once.
  const same = plan.refused.every(({ error }) => error.message === only?.error.message);
  if (nothing && plan.already.length === 0 && only !== undefined && same) throw advised(only.error, agreement);
  for (const { warnings } of plan.already) for (const warning of warnings) context.output.warn(warning);
  for (const { plan: message } of plan.messages) for (const warning of message.warnings) context.output.warn(warning);
  if (givenFlag(input, "dryRun") || nothing) {
    // A person reads what would leave, as before the question; a program gets the parts.
    if (!nothing && !context.output.machine && context.globals.fields === undefined) {
      const text = await preview(context, plan);
      await context.output.one(agreement.schema, {}, () => text);
    } else await write(context, agreement.schema, plan, [...plannedLines(plan), ...plan.already, ...refused]);
    context.output.note("Rien n'a été écrit ni envoyé.");
    return refused.length === 0 ? EXIT_DONE : EXIT_PARTIAL;
  }
  if (!agreement.given) {
    if (context.io.canPrompt) {
      const blocks = [agreement.before ?? "", await preview(context, plan)];
      aside(context.io, blocks.filter((block) => block !== "").join("\n\n"));
    }
    if (!(await context.prompt.confirm(agreement.question, { flag: agreement.flag, initial: false }))) {
      context.output.note("Rien n'est envoyé.");
      return EXIT_DONE;
    }
  }
  const done: Shared[] = [];
  for await (const one of share(cabinet, plan, context.interrupted)) done.push({ ...one, error: advised(one.error, agreement) });
  await write(context, agreement.schema, plan, [...done, ...plan.already, ...refused]);
  for (const { warnings } of done) for (const warning of warnings) context.output.warn(warning);
  for (const { error } of [...done, ...refused]) if (error?.advice !== undefined) context.output.note(error.advice);
  const followed = done.flatMap(({ part, outbox }) => (part === "dmp" || outbox === null ? [] : [outbox]));
  if (followed.length > 0) context.output.note(`Suivre : ${followed.map((id) => `segur mss status ${id}`).join(", ")}`);
  return refused.length === 0 && done.every(({ outcome }) => outcome === "done") ? EXIT_DONE : EXIT_PARTIAL;
}

/** The same error, whose advice names the command that was run and what it was run about. */
function advised<T>(error: T, { advise }: Agreement): T | SegurError {
  if (!(error instanceof SegurError) || error.advice === undefined || advise === undefined) return error;
  const { kind, code, message, why, rule, details, cause } = error;
  return new SegurError({ ...{ kind, code, message, why, rule, details, cause }, advice: advise(error.advice) });
}

async function preview(context: CommandContext, { push, messages, refused }: SharePlan): Promise<string> {
  const blocks: string[] = [];
  if (push !== null && push.plan.groups.length > 0) blocks.push(await dmpPreview(context, push.plan));
  for (const { plan } of messages) blocks.push(await previewText(context, plan));
  for (const { part, error } of refused) blocks.push(`${PARTS[part]} : non. ${error.message}`);
  return blocks.join("\n\n");
}

function plannedLines({ push, messages }: SharePlan): readonly Line[] {
  const dmp = (push?.plan.groups ?? []).map((): Line => ({ part: "dmp", outcome: "planned", outbox: null, error: null }));
  return [...dmp, ...messages.map(({ part }): Line => ({ part, outcome: "planned", outbox: null, error: null }))];
}

/** A deposit is done once the DMP has it, a message once the operator has it. */
function outcomeWords({ part, outcome }: Line): string {
  if (outcome !== "done") return OUTCOMES[outcome];
  return part === "dmp" ? "déposé" : "remis à l'opérateur";
}

/** Addresses of one part, as they may be shown. */
function recipientsOf({ messages }: SharePlan, part: SharePart): readonly string[] {
  return messages
    .filter((each) => each.part === part)
    .flatMap(({ plan }) => plan.recipients.map((each) => maskedAddress(each.address)));
}

async function write(context: CommandContext, schema: string, plan: SharePlan, lines: readonly Line[]): Promise<void> {
  await context.output.list<Line>({
    schema,
    items: lines,
    columns: [
      { key: "part", title: "Partage", value: ({ part }) => part, text: ({ part }) => PARTS[part] },
      {
        key: "to",
        title: "À",
        value: ({ part }) => recipientsOf(plan, part),
        text: ({ part }) => recipientsOf(plan, part).join("\n"),
      },
      { key: "outcome", title: "Résultat", value: ({ outcome }) => outcome, text: outcomeWords },
      { key: "outbox", title: "Envoi", value: ({ outbox }) => outbox },
      { key: "code", title: "Code", value: ({ error }) => error?.code ?? null, machineOnly: true },
      { key: "message", title: "Pourquoi", value: ({ error }) => error?.message ?? null },
      { key: "rule", title: "Règle", value: ({ error }) => error?.rule ?? null },
    ],
  });
}
