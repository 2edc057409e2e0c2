import { faultText, headText, verifyJournal } from "../../services/journal/verify.js";
import { frenchNumber } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { EXIT_DONE, EXIT_FAILURE } from "../exit.js";
import { givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

/** `segur journal verify [--expect TÊTE]`: 0 the chain holds, 1 it does not. */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const cabinet = await context.cabinet();
  const progress = context.progress("Vérification du journal");
  const verification = await verifyJournal(cabinet, {
    expect: givenText(input, "expect"),
    interrupted: context.interrupted,
    onProgress: (done, total) => progress.update({ done, total }),
  }).finally(() => progress.end());
  const { lines, purged, head, broken, witness } = verification;
  const fault = faultText(verification);
  const ok = broken === null && witness !== "absent";
  const told = broken === null ? null : { id: `T${broken.seq}`, ...broken, message: fault };
  const value = { ok, lines, purged, head: headText(head), broken: told, expected: witness };
  await context.output.one("segur.journal.verify/1", value, (style) => {
    const counted = `${frenchNumber(lines)} ligne${lines > 1 ? "s" : ""}`;
    if (broken !== null) {
      return [
        style("bad", `Journal rompu à la ligne T${broken.seq} : ${fault}.`),
        `${lines === 0 ? "" : `Les ${counted} d'avant tiennent. `}Gardez ce fichier tel quel, et comparez avec la dernière sauvegarde.`,
      ].join("\n");
    }
    if (witness === "absent") {
      return [
        style("bad", "La chaîne tient, mais elle ne passe pas par la tête attendue."),
        "Le journal a été refait, ou coupé, ou n'est pas celui d'où vient cette tête. Comparez avec la dernière sauvegarde.",
      ].join("\n");
    }
    const gone = purged === 0 ? "" : `, ${frenchNumber(purged)} purgée${purged > 1 ? "s" : ""} selon les règles`;
    return [
      style("good", `Journal intact : ${counted}${gone}.`),
      ...(witness === "found" ? ["Il passe par la tête attendue."] : []),
      `Tête, à garder ailleurs : ${headText(head)}`,
    ].join("\n");
  });
  return ok ? EXIT_DONE : EXIT_FAILURE;
}
