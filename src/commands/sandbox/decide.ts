import type { DecisionOrder, DecisionReport } from "../../sandbox/port.js";
import type { CommandContext } from "../context.js";
import { textOption } from "../input.js";
import type { CommandInput } from "../spec.js";
import { channelText, delayText } from "./describe.js";

/** Plays the telephone (or the card) of the person who is asked by Pro Santé Connect. Returns at once. */
export async function decide(context: CommandContext, input: CommandInput, decision: DecisionOrder["decision"]): Promise<number> {
  const tools = await context.sandbox();
  const afterMs = tools.readDuration("--after", textOption(input, "after"));
  const control = await tools.needed();
  const report = await control.decide({ decision, afterMs });
  await context.output.one(`segur.sandbox.${decision}/1`, { id: "sandbox", ...report }, () => reportText(report));
  return 0;
}

function reportText({ decision, target, afterMs, channel, code }: DecisionReport): string {
  const verb = decision === "approve" ? "approuvée" : "refusée";
  if (target === "next" || channel === null) {
    return `Aucune demande n'attend : la prochaine sera ${verb}${delayText(afterMs) || " aussitôt"}.`;
  }
  const when = afterMs === 0 ? `est ${verb}` : `sera ${verb}${delayText(afterMs)}`;
  return `La demande de code ${code} (${channelText(channel)}) ${when}.`;
}
