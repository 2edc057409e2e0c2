import { SegurError } from "../../../domain/errors.js";
import type { MedicalItem } from "../../../domain/medical/medical.js";
import {
  mustConfirm,
  notProposed,
  type Proposal,
  type Proposed,
  proposeFromVsm,
  takeFromVsm,
} from "../../../services/medical/from-vsm.js";
import { KIND_WORDS } from "../../../services/medical/kinds.js";
import { detailWords, sectionOf } from "../../../services/medical/words.js";
import type { Column } from "../../../terminal/io.port.js";
import type { CommandContext } from "../../context.js";
import { EXIT_DONE } from "../../exit.js";
import { firstArg, givenFlag, givenText } from "../../ins/given.js";
import { plural } from "../../ins/plural.js";
import type { CommandInput } from "../../spec.js";

interface Row extends Proposed {
  /** Id of the item that was written. */
  readonly taken: string | null;
}

const STATES = { new: "nouveau", known: "déjà au dossier", refused: "refusé" } as const;

const COLUMNS: readonly Column<Row>[] = [
  { key: "id", title: "Id", value: ({ number }) => `item:${number}`, machineOnly: true },
  { key: "number", title: "N°", value: ({ number }) => number, align: "right" },
  { key: "section", title: "Section", value: ({ item }) => sectionOf(item) },
  { key: "kind", title: "Sorte", value: ({ item }) => item.kind, machineOnly: true },
  { key: "label", title: "Libellé", value: ({ item }) => item.label },
  { key: "code", title: "Code", value: ({ item }) => item.code?.code ?? null },
  { key: "details", title: "Précisions", value: ({ item }) => detailWords(item) },
  { key: "since", title: "Depuis", value: ({ item }) => item.since },
  { key: "until", title: "Jusqu'à", value: ({ item }) => item.until },
  {
    key: "state",
    title: "État",
    value: ({ state }) => state,
    text: ({ state, known }) => `${STATES[state]}${known === null ? "" : ` (${known})`}`,
  },
  { key: "known", title: "Au dossier", value: ({ known }) => known, machineOnly: true },
  { key: "taken", title: "Pris", value: ({ taken }) => taken },
  { key: "message", title: "Pourquoi", value: ({ problems }) => problems.map(({ message }) => message).join(" ") || null },
];

/** `segur patient medical import --from-vsm D12 [--take 1,3|--yes|--dry-run]`: shows each, takes those that a person confirms. */
export async function run(context: CommandContext, input: CommandInput, typed: string): Promise<number> {
  if (firstArg(input) !== undefined) throw oneSource();
  const cabinet = await context.cabinet();
  const proposal = await proposeFromVsm(cabinet, typed);
  const fresh = proposal.proposed.filter(({ state }) => state === "new");
  const given = chosenBy(input, fresh);
  if (given !== null || fresh.length === 0) {
    const added = await takeFromVsm(cabinet, proposal, given ?? []);
    await show(context, proposal, added);
    return EXIT_DONE;
  }
  await show(context, proposal, new Map());
  if (givenFlag(input, "dryRun")) return EXIT_DONE;
  if (!context.io.canPrompt) throw mustConfirm(proposal.document.id, fresh.length);
  const chosen = await ask(context, fresh);
  const added = await takeFromVsm(cabinet, proposal, chosen);
  context.output.note(tellTaken([...added.values()]));
  return EXIT_DONE;
}

/** What the command line says to take; null: it says nothing, a person must. */
function chosenBy(input: CommandInput, fresh: readonly Proposed[]): readonly number[] | null {
  if (givenFlag(input, "dryRun")) return null;
  if (givenFlag(input, "yes")) return fresh.map(({ number }) => number);
  const take = givenText(input, "take");
  return take === undefined ? null : numbersOf(take, fresh);
}

function numbersOf(text: string, fresh: readonly Proposed[]): readonly number[] {
  const numbers = text
    .split(/[\s,;]+/)
    .filter((each) => each !== "")
    .map(Number);
  const wrong = numbers.filter((number) => !fresh.some((each) => each.number === number));
  if (wrong.length > 0) throw notProposed(wrong);
  return [...new Set(numbers)];
}

/** Each in its turn: it is medical data that somebody else wrote. */
async function ask(context: CommandContext, fresh: readonly Proposed[]): Promise<readonly number[]> {
  const chosen: number[] = [];
  for (const { number, item } of fresh) {
    const words = [item.label, item.code?.code, detailWords(item), item.since].filter(Boolean).join(", ");
    const question = `${number}. ${sectionOf(item)} : ${words}. Prendre ?`;
    if (await context.prompt.confirm(question, { flag: "--take ou --yes", initial: true })) chosen.push(number);
  }
  return chosen;
}

function tellTaken(items: readonly MedicalItem[]): string {
  if (items.length === 0) return "Rien n'est pris.";
  return `${plural(items.length, "élément pris", "éléments pris")} : ${items.map(({ id }) => id).join(", ")}`;
}

async function show(
  context: CommandContext,
  { document, patient, proposed, noneKnown, unread, warnings }: Proposal,
  taken: ReadonlyMap<number, MedicalItem>,
): Promise<void> {
  await context.output.list<Row>({
    schema: "segur.patient.medical.import-vsm/1",
    columns: COLUMNS,
    items: proposed.map((each): Row => ({ ...each, taken: taken.get(each.number)?.id ?? null })),
    extra: () => ({
      document: document.id,
      patientId: patient.id,
      taken: [...taken.values()].map(({ id }) => id),
      noneKnown,
      unread,
    }),
    empty: "Ce VSM ne dit aucun élément qui se lise.",
  });
  for (const warning of warnings) context.output.warn(warning);
  if (context.output.machine) return;
  for (const { section, text } of unread) context.output.note(`Non repris, ${section} : ${text}`);
  for (const kind of noneKnown) {
    const { section, word } = KIND_WORDS[kind];
    context.output.note(
      `Le VSM dit : ${section}, rien de connu. Si c'est vrai ici : segur patient medical none ${patient.id} ${word}`,
    );
  }
}

function oneSource(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "medical.one_source",
    message: "Un fichier ou un VSM, pas les deux.",
    advice: "Donnez FICHIER, ou --from-vsm D12.",
  });
}
