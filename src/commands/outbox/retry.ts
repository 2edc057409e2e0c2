import { SegurError } from "../../domain/errors.js";
import type { OpenCabinet } from "../../services/cabinet.port.js";
import { submitHandler } from "../../services/dmp/submit-handler.js";
import { sendHandler } from "../../services/mss/send-handler.js";
import type { Attempt } from "../../services/outbox/attempt.js";
import { findLine } from "../../services/outbox/cancel.js";
import type { Handlers } from "../../services/outbox/handler.js";
import { listLines, shownLine } from "../../services/outbox/inspect.js";
import { type Chosen, RIGHT_OF, retry } from "../../services/outbox/retry.js";
import { requireRight } from "../../services/session/access.js";
import type { CommandContext } from "../context.js";
import { EXIT_DONE, EXIT_PARTIAL } from "../exit.js";
import { plural } from "../ins/plural.js";
import type { CommandInput } from "../spec.js";
import { allAndIds, forceUnnamed, stopped } from "./errors.js";
import { columns } from "./list.js";
import { nextStep, whenWords } from "./words.js";

/** `segur outbox retry [O7…] [--all] [--confirm-traits]`: each line as it is settled; then what remains to do. */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const chosen = readChosen(input);
  if (input.options.forceResend === true && !("ids" in chosen)) throw forceUnnamed();
  const cabinet = await context.cabinet();
  const handlers = await allowed(cabinet, chosen, {
    "dmp.submit": submitHandler(cabinet, { traitsConfirmed: input.options.confirmTraits === true }),
    "mss.send": sendHandler(cabinet, { forceResend: input.options.forceResend === true }),
  });
  const tried: Attempt[] = [];
  let interruption: SegurError | null = null;
  const items = (async function* () {
    try {
      for await (const one of retry(cabinet, handlers, chosen, context.interrupted)) {
        tried.push(one);
        yield await shownLine(cabinet, one.item);
      }
    } catch (error) {
      // What was settled before the interruption is told first.
      if (!(error instanceof SegurError) || error.kind !== "interrupted") throw error;
      interruption = error;
    }
  })();
  await context.output.list({
    schema: "segur.outbox.retry/1",
    items,
    empty: "due" in chosen ? await nothingDue(context) : "Rien à relancer.",
    columns: columns(context.clock.now()),
  });
  for (const { delivery } of tried) {
    for (const warning of delivery?.warnings ?? []) context.output.warn(`Le service signale : ${warning}`);
  }
  if (interruption !== null) throw interruption;
  return conclude(context, tried);
}

/** Each kind of line asks for its own right: a line that is named is refused without it, the others are left to who may send them. */
async function allowed(cabinet: OpenCabinet, chosen: Chosen, all: Required<Handlers>): Promise<Handlers> {
  if ("ids" in chosen) {
    for (const id of chosen.ids) await requireRight(cabinet, RIGHT_OF[(await findLine(cabinet, id)).kind], "outbox retry");
    return all;
  }
  const mine = (["dmp.submit", "mss.send"] as const).filter((kind) => cabinet.rights.has(RIGHT_OF[kind]));
  if (mine.length === 0) await requireRight(cabinet, "mss.send", "outbox retry");
  return Object.fromEntries(mine.map((kind) => [kind, all[kind]]));
}

/** Without a number only what is due leaves: what is not says when it will be. */
async function nothingDue(context: CommandContext): Promise<string> {
  let [count, first] = [0, null as string | null];
  for await (const { state, nextTryAt } of listLines(await context.cabinet(), { all: false })) {
    if (state === "refused" || nextTryAt === null) continue;
    count += 1;
    if (first === null || nextTryAt < first) first = nextTryAt;
  }
  if (first === null) return "Rien à relancer.";
  const waiting = plural(count, "envoi attend", "envois attendent");
  return `${waiting}, prochain essai : ${whenWords(first, context.clock.now())} ; --all pour ne pas attendre.`;
}

function conclude(context: CommandContext, tried: readonly Attempt[]): number {
  const left = tried.filter(({ outcome, item }) => outcome !== "done" && item.state !== "done");
  const last = tried.at(-1);
  // One line alone, or a service that stopped answering: the error itself, with its exit code.
  const error = left.length > 0 && (tried.length === 1 || last?.stop === true) ? last?.error : null;
  if (error)
    throw stopped(
      left.map(({ item }) => item.id),
      error,
    );
  for (const { item } of left) {
    const next = nextStep(item);
    if (next !== null) context.output.note(`${item.id} : ${next}`);
  }
  return left.length === 0 ? EXIT_DONE : EXIT_PARTIAL;
}

function readChosen(input: CommandInput): Chosen {
  const [typed] = input.args;
  const ids = Array.isArray(typed) ? (typed as readonly string[]) : [];
  const all = input.options.all === true;
  if (all && ids.length > 0) throw allAndIds();
  if (all) return { all: true };
  return ids.length > 0 ? { ids } : { due: true };
}
