import { changeProtocols } from "../../../services/medical/change.js";
import type { CommandContext } from "../../context.js";
import { textArgument } from "../../input.js";
import { givenList } from "../../ins/given.js";
import type { CommandInput } from "../../spec.js";

/** `segur patient medical protocol PATIENT [--add NOM] [--remove NOM]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const change = { add: givenList(input, "add"), remove: givenList(input, "remove") };
  const { patient, protocols } = await changeProtocols(await context.cabinet(), textArgument(input, 0), change);
  await context.output.one("segur.patient.medical.protocol/1", { id: patient.id, protocols }, (style) => {
    return `${style("strong", patient.id)} : ${protocols.length === 0 ? "aucun protocole" : protocols.join(", ")}`;
  });
}
