import type { Visibility } from "../../domain/document/entry.js";
import { hiddenWords } from "../../services/dmp/hide-from.js";
import { findTarget, type Target } from "../../services/dmp/target.js";
import type { CommandContext } from "../context.js";
import { textArgument } from "../input.js";
import type { CommandInput } from "../spec.js";
import { nothingDone } from "./nothing-done.js";
import { whoIs } from "./who.js";

/** What a change came to, for the result of the command. */
export interface Changed {
  readonly state: "hidden" | "revealed" | "archived" | "unarchived" | "deleted";
  readonly visibility?: Visibility;
}

const DONE: Readonly<Record<Changed["state"], string>> = {
  hidden: "est masqué aux professionnels de santé",
  revealed: "est rendu visible",
  archived: "est archivé",
  unarchived: "est de nouveau en vigueur",
  deleted: "est supprimé",
};

/**
 * One change of one document of the DMP: what it is, the confirmation (`--yes` where nobody can be asked), the change, the result.
 * @param question « Masquer … ? », with the document as a person knows it
 */
export async function changeCommand(
  context: CommandContext,
  input: CommandInput,
  question: (what: string) => string,
  work: (target: Target) => Promise<Changed>,
): Promise<void> {
  const target = await findTarget(await context.cabinet(), textArgument(input, 0));
  if (input.options.yes !== true) {
    const title = target.document === null ? "" : ` « ${target.document.title} »`;
    const what = `${target.id}${title} du patient ${await whoIs(context, target.patient)}`;
    const accepted = await context.prompt.confirm(question(what), { flag: "--yes", initial: false });
    if (!accepted) {
      nothingDone(context);
      return;
    }
  }
  const { state, visibility } = await work(target);
  const { id, patient, document } = target;
  const value = { id, patientId: patient.id, document: document?.id ?? null, state, visibility: visibility ?? null };
  await context.output.one("segur.dmp.change/1", value, (style) => {
    const still = visibility === undefined ? null : hiddenWords(visibility);
    const rest = still === null || state === "hidden" ? "" : ` (encore ${still})`;
    return `${style("good", "✓")} ${id} ${DONE[state]} dans le DMP de ${patient.id}${rest}.`;
  });
}
