import type { MedicalKind } from "../../../domain/medical/medical.js";
import { completingCommand, missingSections, missingWords } from "../../../services/medical/completing.js";
import { KIND_WORDS } from "../../../services/medical/kinds.js";
import { type ShownRecord, showRecord } from "../../../services/medical/list.js";
import { inReadingOrder } from "../../../services/medical/words.js";
import type { CommandContext } from "../../context.js";
import { textArgument } from "../../input.js";
import { givenFlag } from "../../ins/given.js";
import { plural } from "../../ins/plural.js";
import type { CommandInput } from "../../spec.js";
import { COLUMNS } from "./shown.js";

/** `segur patient medical list PATIENT [--all]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const shown = await showRecord(cabinet, textArgument(input, 0));
  const all = givenFlag(input, "all");
  const items = inReadingOrder(shown.items, all);
  const { score, missing } = shown.completeness;
  await context.output.list({
    schema: "segur.patient.medical.list/1",
    columns: COLUMNS,
    items,
    extra: () => ({
      patientId: shown.patient.id,
      noneKnown: shown.noneKnown,
      protocols: shown.protocols,
      completeness: { score, missing },
    }),
    empty: "Ce dossier n'a aucune donnée médicale.",
  });
  if (!context.output.machine) tell(context, shown, shown.items.length - items.length);
}

/** What a person must know beside the lines: what was stated, what is hidden, what is missing. */
function tell({ output }: CommandContext, { patient, noneKnown, protocols, completeness }: ShownRecord, hidden: number): void {
  const none = (Object.keys(noneKnown) as MedicalKind[]).map((kind) => KIND_WORDS[kind].section);
  if (none.length > 0) output.note(`Rien de connu : ${none.join(", ")}.`);
  if (protocols.length > 0) output.note(`Protocoles : ${protocols.join(", ")}.`);
  if (hidden > 0)
    output.note(`${plural(hidden, "élément fermé n'est pas montré", "éléments fermés ne sont pas montrés")} : --all`);
  const { score, missing } = completeness;
  output.note(`Dossier complet à ${score} %${missing.length === 0 ? "." : ` : ${missing.map(missingWords).join(" ; ")}.`}`);
  // One section after the other; what is missing of an item, or of the patient, each with its command.
  const [kind] = missingSections(missing);
  const told = missing.filter(({ criterion }) => !(criterion in KIND_WORDS) || criterion === kind);
  if (told.length > 0) output.note(`Pour compléter : ${told.map((each) => completingCommand(patient.id, each)).join(" · ")}`);
  if (kind !== undefined)
    output.note(`S'il n'y en a pas, affirmez-le : segur patient medical none ${patient.id} ${KIND_WORDS[kind].word}`);
}
