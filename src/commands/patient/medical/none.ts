import { stateNone } from "../../../services/medical/change.js";
import { kindUnknown } from "../../../services/medical/errors.js";
import { KIND_WORDS, readKind } from "../../../services/medical/kinds.js";
import type { CommandContext } from "../../context.js";
import { textArgument } from "../../input.js";
import { givenFlag } from "../../ins/given.js";
import type { CommandInput } from "../../spec.js";

/** `segur patient medical none PATIENT SORTE [--undo]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const read = readKind(textArgument(input, 1));
  if (read === null) throw kindUnknown();
  const none = !givenFlag(input, "undo");
  const { id } = await stateNone(await context.cabinet(), textArgument(input, 0), read.kind, none);
  const said = none ? "rien de connu" : "plus rien n'est dit";
  await context.output.one(
    "segur.patient.medical.none/1",
    { id, kind: read.kind, none },
    (style) => `${style("strong", id)} ${KIND_WORDS[read.kind].section} : ${said}`,
  );
}
