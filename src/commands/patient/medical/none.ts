import { stateNone } from "../../../services/medical/change.js";
import { closedOf } from "../../../services/medical/closed.js";
import { kindUnknown, noneOfPast } from "../../../services/medical/errors.js";
import { KIND_WORDS, readKind } from "../../../services/medical/kinds.js";
import { resolvePatient } from "../../../services/patients/reference.js";
import type { CommandContext } from "../../context.js";
import { textArgument } from "../../input.js";
import { givenFlag } from "../../ins/given.js";
import type { CommandInput } from "../../spec.js";
import { whose } from "./named.js";

/** `segur patient medical none PATIENT SORTE [--undo] [--yes]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const read = readKind(textArgument(input, 1));
  if (read === null) throw kindUnknown();
  const none = !givenFlag(input, "undo");
  const cabinet = await context.cabinet();
  const patient = await resolvePatient(cabinet, textArgument(input, 0));
  const who = await whose(context, patient);
  if (none && read.closed) throw noneOfPast(patient.id);
  const section = KIND_WORDS[read.kind].section;
  let despite = givenFlag(input, "yes");
  if (none && !despite && context.io.canPrompt) {
    const closed = closedOf(await cabinet.medical.record(patient.id), read.kind);
    despite = closed.length === 0 || (await confirmed(context, `${section} de ${who}`, closed));
    if (!despite) {
      context.output.note("Rien n'est noté.");
      return;
    }
  }
  const { id } = await stateNone(cabinet, `id:${patient.id}`, read.kind, none, { despite });
  const ended = none ? closedOf(await cabinet.medical.record(id), read.kind) : [];
  const said = none ? "rien de connu" : "plus rien n'est dit";
  const kept = ended.length === 0 ? "" : ` à ce jour (au dossier, fermé : ${ended.join(", ")})`;
  await context.output.one(
    "segur.patient.medical.none/1",
    { id, kind: read.kind, none, closed: ended },
    (style) => `${style("strong", section)} : ${said}${kept} · ${who}`,
  );
}

function confirmed(context: CommandContext, section: string, closed: readonly string[]): Promise<boolean> {
  const question = `${section} : ${closed.join(", ")} au dossier, fermé. Noter qu'il n'y en a plus de connu ?`;
  return context.prompt.confirm(question, { flag: "--yes", initial: false });
}
