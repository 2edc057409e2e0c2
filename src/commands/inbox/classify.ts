import { SegurError } from "../../domain/errors.js";
import { acceptVersion, refuseVersion } from "../../services/inbox/answer-version.js";
import { type Classified, classifyByHand, classifyCertain, type FilingCabinet } from "../../services/inbox/classify.js";
import type { Column } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { EXIT_DECISION, EXIT_DONE, EXIT_PARTIAL } from "../exit.js";
import { givenFlag, givenText } from "../ins/given.js";
import { plural } from "../ins/plural.js";
import type { CommandInput } from "../spec.js";
import { askWhere } from "./classify-ask.js";
import { allWaiting, expanded } from "./classify-ids.js";
import { RULE_WORDS } from "./proposal.js";
import { setAsideAsked } from "./set-aside.js";

/** One document that was asked for, what became of it. */
interface Line {
  readonly id: string;
  readonly done: Classified | null;
  readonly error: SegurError | null;
}

type Work = (id: string) => Promise<Classified | null>;

const OUTCOMES: Readonly<Record<Classified["outcome"], string>> = {
  filed: "classé",
  already: "déjà classé",
  would_file: "serait classé",
  duplicate: "doublon",
  obsolete: "version dépassée",
  replaced: "remplacement fait",
  withdrawn: "suppression faite",
  refused: "refusé",
  set_aside: "écarté",
};

const COLUMNS: readonly Column<Line>[] = [
  { key: "id", title: "Reçu", value: ({ id, done }) => done?.id ?? id },
  {
    key: "outcome",
    title: "Résultat",
    value: outcomeOf,
    text: outcomeText,
    tone: ({ error }) => (error === null ? "good" : "warn"),
  },
  { key: "patientId", title: "Patient", value: ({ done }) => done?.patientId ?? null },
  { key: "document", title: "Document", value: ({ done }) => done?.document ?? null },
  { key: "rule", title: "Règle", value: ({ done }) => done?.rule ?? null, text: ({ done }) => ruleText(done?.rule ?? "") },
  { key: "code", title: "Code", value: ({ error }) => error?.code ?? null, machineOnly: true },
  {
    key: "candidates",
    title: "Candidats",
    value: ({ error }) => error?.details?.candidates ?? [],
    machineOnly: true,
    cell: candidates,
  },
  { key: "message", title: "Que faire", value: ({ error }) => (error === null ? null : (error.why ?? error.message)) },
];

/** `segur inbox classify ID…|--all [--auto] [--patient P] [--accept|--refuse|--set-aside MOTIF] [--dry-run]` */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const typed = input.args.flat().map(String);
  const all = givenFlag(input, "all");
  checkAsked(input, typed);
  const cabinet: FilingCabinet = await context.cabinet();
  const { work, asks } = workOf(context, cabinet, input);
  if (all && asks && !context.io.canPrompt) throw autoNeeded();
  const ids = all ? allWaiting(cabinet) : await expanded(cabinet, typed);
  if (!all && Array.isArray(ids) && ids.length > 1 && input.options.patient !== undefined && input.options.yes !== true) {
    const question = `Classer ces ${ids.length} documents dans le dossier de ce patient ?`;
    if (!(await context.prompt.confirm(question, { flag: "--yes", initial: false }))) return EXIT_DECISION;
  }
  const tally = { failed: 0, decisions: 0, done: new Map<Classified["outcome"], number>() };
  const alone = !all && typed.length === 1 && Array.isArray(ids) && ids.length === 1;
  await context.output.list({
    schema: "segur.inbox.classify/1",
    columns: COLUMNS,
    items: shownLines(lines(context, ids, work, tally, alone), all && !asks && context.io.stdoutIsTty && !context.output.machine),
    // Read once everything was asked.
    get empty() {
      if (tally.done.size > 0) return "Rien n'attend votre décision.";
      return tally.decisions > 0 ? "Rien n'est classé." : "Rien n'attend d'être classé.";
    },
  });
  if (all && !asks && !context.output.machine) await tellDone(context, tally.done);
  if (tally.decisions > 0 && !context.output.machine) {
    const waits = plural(tally.decisions, "document attend votre décision", "documents attendent votre décision");
    context.output.note(`${waits} : segur inbox list --state new --state new_version --state deletion`);
  }
  if (tally.failed > 0) return EXIT_PARTIAL;
  return tally.decisions > 0 ? EXIT_DECISION : EXIT_DONE;
}

/** Of a whole inbox, a person reads what waits for them; the rest is a number. On a pipe, every line. */
async function* shownLines(items: AsyncGenerator<Line>, onlyWaiting: boolean): AsyncGenerator<Line> {
  for await (const line of items) if (!onlyWaiting || line.error !== null || isProposal(line.done)) yield line;
}

function isProposal(done: Classified | null): boolean {
  return done?.outcome === "would_file" && done.rule !== "ins_qualified";
}

/** What was done without anybody, and what of the inbox is urgent all the same: filing puts no alert out. */
async function tellDone(context: CommandContext, done: ReadonlyMap<Classified["outcome"], number>): Promise<void> {
  const words = [...done].map(([outcome, count]) => `${OUTCOMES[outcome]} : ${count}`);
  const { output } = context;
  if (words.length > 0) output.note(`Sans vous : ${words.join(", ")}.`);
  const { urgent } = await (await context.cabinet()).inbox.counts({});
  if (urgent > 0)
    output.warn(
      `${plural(urgent, "résultat urgent attend", "résultats urgents attendent")} d'être acquittés : segur inbox list --alert=urgent --unresolved`,
    );
}

async function* lines(
  context: CommandContext,
  ids: AsyncIterable<string> | readonly string[],
  work: Work,
  tally: { failed: number; decisions: number; readonly done: Map<Classified["outcome"], number> },
  alone: boolean,
): AsyncGenerator<Line> {
  for await (const id of ids) {
    if (context.interrupted.aborted) throw interrupted();
    try {
      const done = await work(id);
      // Left for later by the person who was asked.
      if (done === null) {
        tally.decisions += 1;
        continue;
      }
      if (isProposal(done)) tally.decisions += 1;
      else tally.done.set(done.outcome, (tally.done.get(done.outcome) ?? 0) + 1);
      yield { id, done, error: null };
    } catch (error) {
      if (!(error instanceof SegurError) || ["storage", "interrupted", "internal"].includes(error.kind) || alone) throw error;
      if (error.kind === "decision") tally.decisions += 1;
      else tally.failed += 1;
      yield { id, done: null, error };
    }
  }
}

/** What is done with each document. `asks`: a person is asked. */
function workOf(
  context: CommandContext,
  cabinet: FilingCabinet,
  input: CommandInput,
): { readonly work: Work; readonly asks: boolean } {
  const dryRun = givenFlag(input, "dryRun");
  const signal = context.interrupted;
  const samePatient = givenFlag(input, "samePatient");
  const patient = givenText(input, "patient");
  const reason = givenText(input, "setAside");
  const said = {
    type: givenText(input, "type"),
    date: givenText(input, "date"),
    title: givenText(input, "title"),
    author: givenText(input, "author"),
  };
  const told = (work: Work) => ({ work, asks: false });
  if (reason !== undefined) return told((id) => setAsideAsked(context, cabinet, id, { reason, yes: givenFlag(input, "yes") }));
  if (givenFlag(input, "accept")) return told((id) => acceptVersion(cabinet, id, { dryRun, samePatient, signal }));
  if (givenFlag(input, "refuse")) return told((id) => refuseVersion(cabinet, id, null));
  if (patient !== undefined) {
    return told((id) => classifyByHand(cabinet, id, patient, { ...said, samePatient, dryRun, signal }));
  }
  if (givenFlag(input, "auto") || dryRun) return told((id) => classifyCertain(cabinet, id, { dryRun, signal }));
  if (context.io.canPrompt) return { work: (id) => askWhere(context, cabinet, id, said), asks: true };
  return { work: (id) => certainOnly(cabinet, id), asks: true };
}

/** Nobody can be asked, and nothing says to file by itself: what is certain is told, and waits all the same. */
async function certainOnly(cabinet: FilingCabinet, id: string): Promise<Classified> {
  const found = await classifyCertain(cabinet, id, { dryRun: true });
  if (found.outcome !== "would_file") return found;
  throw new SegurError({
    kind: "decision",
    code: "inbox.certain",
    message: `${found.id} serait classé dans le dossier de ${found.patientId}.`,
    why: "L'INS et tous les traits concordent ; rien ne dit de le classer sans le demander.",
    advice: `Pour le classer : segur inbox classify ${found.id} --auto`,
    details: { received: found.id, candidates: [found.patientId] },
  });
}

function checkAsked(input: CommandInput, typed: readonly string[]): void {
  const { all, auto, patient, accept, refuse, setAside: reason } = input.options;
  const actions = [auto, patient, accept, refuse, reason].filter((each) => each !== undefined && each !== false);
  if (typed.length === 0 && all !== true) throw wrong("Aucun document n'est désigné.");
  if (typed.length > 0 && all === true) throw wrong("--all et des numéros ne vont pas ensemble.");
  if (actions.length > 1) throw wrong("--auto, --patient, --accept, --refuse et --set-aside ne vont pas ensemble.");
  if (all === true && actions.length === 1 && auto !== true)
    throw wrong("--all ne va qu'avec --auto : le reste se décide document par document.");
  if ((refuse === true || reason !== undefined) && input.options.dryRun === true)
    throw wrong("--dry-run ne va pas avec --refuse ni --set-aside, qui ne changent rien dans un dossier.");
}

function wrong(message: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "inbox.classify_options",
    message,
    advice: "Par exemple : segur inbox classify --all --auto, ou segur inbox classify M12.1 --patient P42",
  });
}

function autoNeeded(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "inbox.auto_needed",
    message: "Sans terminal, personne ne peut être interrogé.",
    why: "--all sans --auto demande à une personne, document par document.",
    advice: "Pour classer ce qui est certain : segur inbox classify --all --auto",
  });
}

function interrupted(): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "inbox.interrupted",
    message: "Interrompu : les documents déjà classés le restent.",
    advice: "Relancez la même commande : rien n'est classé deux fois.",
  });
}

function outcomeOf({ done, error }: Line): string {
  if (done !== null) return done.outcome;
  return error?.kind === "decision" ? "to_decide" : "failed";
}

function outcomeText(line: Line): string {
  if (line.done !== null) return OUTCOMES[line.done.outcome];
  return line.error?.kind === "decision" ? "à décider" : "non classé";
}

function ruleText(rule: string): string {
  return Object.hasOwn(RULE_WORDS, rule) ? RULE_WORDS[rule as keyof typeof RULE_WORDS] : "";
}

function candidates({ error }: Line): string {
  const found = error?.details?.candidates;
  return Array.isArray(found) ? found.join(" ") : "";
}
