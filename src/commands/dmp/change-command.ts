import type { Visibility } from "../../domain/document/entry.js";
import { SegurError } from "../../domain/errors.js";
import { NOTHING_TO_CHANGE } from "../../services/dmp/change-errors.js";
import { audiencesOf, hiddenWords } from "../../services/dmp/hide-from.js";
import { findTarget, type Target } from "../../services/dmp/target.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";
import { nothingDone } from "./nothing-done.js";
import { whoIs } from "./who.js";

type State = "hidden" | "revealed" | "archived" | "unarchived" | "deleted";

const DONE: Readonly<Record<State, string>> = {
  hidden: "est masqué aux professionnels de santé",
  revealed: "est rendu visible",
  archived: "est archivé",
  unarchived: "est de nouveau en vigueur",
  deleted: "est supprimé",
};

/** What a change came to: nothing to say of it, or what is seen of the document now. */
interface Changed {
  readonly visibility: Visibility;
  /** The person of the session still sees it. */
  readonly seen: boolean;
}

/** One change that a command makes of a document of the DMP. */
export interface ChangeCommand {
  readonly state: State;
  /** « Masquer … ? », with the document as a person knows it. */
  question(what: string): string;
  /** What a person must know before they say yes; told with `--yes` too. */
  warning?(target: Target): Promise<string | null>;
  work(target: Target): Promise<Changed | void>;
}

/**
 * One change of one document of the DMP: what it is, the confirmation (`--yes` where nobody can be asked), the change, the result. What
 * is already as it was asked to be is told, and is no error.
 */
export async function changeCommand(context: CommandContext, input: CommandInput, change: ChangeCommand): Promise<void> {
  const target = await findTarget(await context.cabinet(), textArgument(input, 0), context.interrupted);
  const warning = (await change.warning?.(target)) ?? null;
  const yes = input.options.yes === true;
  if (warning !== null && (yes || context.io.canPrompt)) context.output.warn(warning);
  if (!yes) {
    const title = target.document === null ? "" : ` « ${target.document.title} »`;
    const where = target.former ? ", dans le DMP de l'identité qu'il avait avant," : "";
    const what = `${target.id}${title} du patient ${await whoIs(context, target.patient)}${where}`;
    const accepted = await context.prompt.confirm(change.question(what), { flag: "--yes", initial: false });
    if (!accepted) {
      nothingDone(context);
      return;
    }
  }
  const { state } = change;
  const { id, patient, document } = target;
  const value = { id, patientId: patient.id, document: document?.id ?? null, state };
  const schema = "segur.dmp.change/1";
  try {
    const done = (await change.work(target)) ?? null;
    const { visibility = null, seen = null } = done ?? {};
    await context.output.one(
      schema,
      { ...value, hiddenFrom: visibility === null ? null : audiencesOf(visibility), changed: true, seen },
      (style) => {
        const still = visibility === null ? null : hiddenWords(visibility);
        const rest = still === null || state === "hidden" ? "" : ` (encore ${still})`;
        const lost = seen === false ? `\n  ${LOST}` : "";
        const whose = target.former ? `l'identité que ${patient.id} avait avant` : patient.id;
        return `${style("good", "✓")} ${id} ${DONE[state]} dans le DMP de ${whose}${rest}.${lost}`;
      },
    );
  } catch (error) {
    if (!(error instanceof SegurError) || error.code !== NOTHING_TO_CHANGE) throw error;
    await context.output.one(schema, { ...value, hiddenFrom: null, changed: false, seen: null }, () => error.message);
  }
}

const LOST = "Vous ne le voyez plus : seuls son auteur et le médecin traitant peuvent le rendre visible.";
