import { SegurError } from "../../domain/errors.js";
import { acceptReview, pendingReviews, type ReviewOutcome, refuseReview } from "../../services/ins/review.js";
import type { CommandContext } from "../context.js";
import { EXIT_DONE, EXIT_PARTIAL } from "../exit.js";
import { STATUS_WORDS } from "./words.js";

export interface ManyDecisions {
  readonly accept: readonly string[];
  readonly refuse: readonly string[];
  readonly runId: string | undefined;
  readonly note: string | undefined;
}

interface Line {
  readonly id: string;
  readonly outcome: ReviewOutcome | null;
  readonly error: SegurError | null;
}

/** `segur ins review --accept … --refuse …`: one line for each number given, in order; a refusal of one never stops the others. */
export async function decideMany(context: CommandContext, wanted: ManyDecisions): Promise<number> {
  checkDecisions(wanted);
  const cabinet = await context.cabinet();
  let failed = 0;
  const expand = async (given: readonly string[]): Promise<readonly string[]> => {
    if (given.length !== 1 || given[0] !== "all-shown") return given;
    const all: string[] = [];
    for await (const one of pendingReviews(cabinet, { runId: wanted.runId })) all.push(one.review.id);
    return all;
  };
  const accept = await expand(wanted.accept);
  const refuse = await expand(wanted.refuse);
  const attempt = async (id: string, work: () => Promise<ReviewOutcome>): Promise<Line> => {
    try {
      return { id, outcome: await work(), error: null };
    } catch (error) {
      if (!(error instanceof SegurError) || error.kind === "storage") throw error;
      failed += 1;
      return { id, outcome: null, error };
    }
  };
  const lines = (async function* (): AsyncGenerator<Line> {
    for (const id of accept) yield attempt(id, () => acceptReview(cabinet, id, wanted.note));
    for (const id of refuse) yield attempt(id, () => refuseReview(cabinet, id, wanted.note));
  })();
  await context.output.list<Line>({
    schema: "segur.ins.review.decision/1",
    items: lines,
    empty: "Aucune réponse à décider.",
    columns: [
      { key: "id", title: "Réponse", value: (line) => line.id },
      { key: "patientId", title: "Patient", value: (line) => line.outcome?.patientId ?? null },
      { key: "decision", title: "Décision", value: (line) => line.outcome?.decision ?? null, text: (line) => decisionText(line) },
      {
        key: "status",
        title: "Statut",
        value: (line) => line.outcome?.status ?? null,
        text: (line) => (line.outcome === null ? "" : STATUS_WORDS[line.outcome.status].text),
      },
      { key: "code", title: "Code", value: (line) => line.error?.code ?? null },
      {
        key: "message",
        title: "Que faire",
        value: (line) => (line.error ? `${line.error.message} ${line.error.why ?? ""}`.trim() : null),
      },
    ],
  });
  return failed > 0 ? EXIT_PARTIAL : EXIT_DONE;
}

function decisionText(line: Line): string {
  if (!line.outcome) return "impossible";
  return line.outcome.decision === "accepted" ? "acceptée" : "refusée";
}

/** `V12`, or `12` as people say it. */
export function reviewIds(value: unknown): readonly string[] {
  if (typeof value !== "string") return [];
  return value
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "")
    .map((id) => (/^\d+$/.test(id) ? `V${id}` : id.replace(/^v(?=\d+$)/, "V")));
}

/** Nothing is decided when the two lists contradict each other, or when there is nothing to decide: a script had an empty variable. */
function checkDecisions({ accept, refuse }: ManyDecisions): void {
  const refused = new Set(refuse);
  const both = accept.find((id) => refused.has(id));
  if (both === undefined && accept.length + refuse.length > 0) return;
  throw new SegurError({
    kind: "usage",
    code: both === undefined ? "review.nothing" : "review.both",
    message:
      both === undefined
        ? "Aucune réponse n'est désignée."
        : "Une même réponse est à la fois à accepter et à refuser : rien n'est fait.",
    advice: "Par exemple : segur ins review --accept V12,V15 --refuse V13 (numéros : segur ins review --list)",
  });
}
