import type { TraitRow } from "../../domain/identity/compare.js";
import {
  acceptReview,
  getReview,
  pendingReviews,
  type ReviewCase,
  type ReviewOutcome,
  refuseReview,
} from "../../services/ins/review.js";
import { aside } from "../../terminal/aside.js";
import { frenchDateTime } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { EXIT_DECISION, EXIT_DONE } from "../exit.js";
import type { CommandInput } from "../spec.js";
import { decideMany, reviewIds } from "./review-decisions.js";
import { sideBySide, TRAIT_LABELS } from "./side-by-side.js";
import { STATUS_WORDS } from "./words.js";

/** `segur ins review [ID] [--list] [--run R] [--accept IDS] [--refuse IDS] [--note TEXTE]` */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const { options } = input;
  const runId = typeof options.run === "string" ? options.run : undefined;
  const note = typeof options.note === "string" ? options.note : undefined;
  if (options.accept !== undefined || options.refuse !== undefined) {
    return decideMany(context, { accept: reviewIds(options.accept), refuse: reviewIds(options.refuse), runId, note });
  }
  const [id] = input.args;
  if (typeof id === "string") return decideOne(context, await getReview(await context.cabinet(), reviewIds(id)[0] ?? id), note);
  if (options.list === true || !context.io.canPrompt) return list(context, runId, options.list === true);
  return walk(context, runId, note);
}

/** Asked for, a list is a list (0); found instead of an answer, it says that a person must decide (7). */
async function list(context: CommandContext, runId: string | undefined, asked: boolean): Promise<number> {
  const cabinet = await context.cabinet();
  let count = 0;
  const counted = (async function* () {
    for await (const one of pendingReviews(cabinet, { runId })) {
      count += 1;
      yield one;
    }
  })();
  await context.output.list<ReviewCase>({
    schema: "segur.ins.review/1",
    items: counted,
    empty: "Aucune réponse n'attend de décision.",
    columns: [
      { key: "id", title: "Réponse", value: ({ review }) => review.id },
      { key: "patientId", title: "Patient", value: ({ patient }) => patient.id },
      { key: "key", title: "Dossier", value: ({ patient }) => patient.fileNumber },
      { key: "run", title: "Lot", value: ({ review }) => review.runId },
      { key: "line", title: "Ligne", value: ({ review }) => review.line, align: "right" },
      {
        key: "createdAt",
        title: "Reçue le",
        value: ({ review }) => review.createdAt,
        text: ({ review }) => frenchDateTime(review.createdAt),
      },
      {
        key: "differences",
        title: "Différences",
        value: (one) => differences(one),
        text: (one) =>
          differences(one)
            .map((trait) => TRAIT_LABELS[trait])
            .join(", "),
      },
      { key: "sameIns", title: "Même INS que", value: (one) => one.sameIns, text: (one) => one.sameIns.join(", ") },
    ],
  });
  if (count > 0 && !context.output.machine)
    context.output.note("Pour décider : segur ins review NUMÉRO, ou --accept / --refuse NUMÉROS");
  return asked || count === 0 ? EXIT_DONE : EXIT_DECISION;
}

function differences({ comparison }: ReviewCase): TraitRow["trait"][] {
  return comparison.rows.filter((row) => row.verdict === "different").map((row) => row.trait);
}

/** One after the other, the traits side by side, until the person stops. */
async function walk(context: CommandContext, runId: string | undefined, note: string | undefined): Promise<number> {
  const cabinet = await context.cabinet();
  let seen = 0;
  for await (const one of pendingReviews(cabinet, { runId })) {
    seen += 1;
    await decideOne(context, one, note);
  }
  if (seen === 0) context.output.note("Aucune réponse n'attend de décision.");
  return EXIT_DONE;
}

async function decideOne(context: CommandContext, one: ReviewCase, note: string | undefined): Promise<number> {
  const { output, prompt } = context;
  const { review, patient } = one;
  if (!context.io.canPrompt) {
    await output.one(
      "segur.ins.review/1",
      {
        id: review.id,
        patientId: patient.id,
        run: review.runId,
        line: review.line,
        differences: differences(one),
        sameIns: one.sameIns,
      },
      () => sideBySide(output, one.comparison),
    );
    output.note(`Pour décider : segur ins review --accept ${review.id} ou --refuse ${review.id}`);
    return EXIT_DECISION;
  }
  aside(context.io, `${title(one)}\n${sideBySide(output, one.comparison)}`);
  if (one.sameIns.length > 0) output.warn(`Cette INS est déjà celle de ${one.sameIns.join(", ")} : sans doute un doublon.`);
  const choice = await prompt.choose(
    "Que faire de cette réponse d'INSi ?",
    [
      { name: "Décider plus tard", value: "later" as const },
      { name: "Accepter : c'est bien ce patient, ses traits deviennent ceux d'INSi", value: "accept" as const },
      { name: "Refuser : ce n'est pas ce patient", value: "refuse" as const },
    ],
    { flag: "--accept / --refuse" },
  );
  if (choice === "later") return EXIT_DONE;
  const cabinet = await context.cabinet();
  const outcome =
    choice === "accept" ? await acceptReview(cabinet, review.id, note) : await refuseReview(cabinet, review.id, note);
  output.note(sentence(outcome));
  return EXIT_DONE;
}

function title({ review, patient }: ReviewCase): string {
  const file = patient.fileNumber === null ? "" : `, dossier ${patient.fileNumber}`;
  return `Réponse ${review.id} — patient ${patient.id}${file}`;
}

function sentence({ id, patientId, decision, status }: ReviewOutcome): string {
  if (decision === "refused") return `Réponse ${id} refusée ; l'identité de ${patientId} n'a pas changé.`;
  const next = status === "recuperee" ? ` Pour qualifier : segur ins proof ${patientId}` : "";
  return `Réponse ${id} acceptée ; ${patientId} est maintenant ${STATUS_WORDS[status].text}.${next}`;
}
