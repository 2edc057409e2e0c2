import { SegurError } from "../../domain/errors.js";
import type { FaultRule } from "../../sandbox/port.js";
import type { CommandContext } from "../context.js";
import { textArgument, textOption } from "../input.js";
import type { CommandInput } from "../spec.js";
import { faultText } from "./describe.js";

const SCHEMA = "segur.sandbox.fault/1";

export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const service = textArgument(input, 0);
  if (service !== "insi") throw unknownService(service);
  const tools = await context.sandbox();
  const text = typeof input.args[1] === "string" ? input.args[1] : undefined;
  // Read first: a mistake is told even when no sandbox runs.
  const options = { rate: textOption(input, "rate"), count: textOption(input, "count") };
  const fault = text === undefined || text === "off" ? undefined : tools.readFault(text, options);
  const control = await tools.needed();
  if (text === "off") await control.clearFaults();
  const faults = fault === undefined ? (await control.status()).faults : await control.addFault(fault);
  await context.output.one(SCHEMA, { id: service, faults }, () => faultsText(faults));
  return 0;
}

function faultsText(faults: readonly FaultRule[]): string {
  if (faults.length === 0) return "Aucune panne en place.";
  return ["Pannes en place :", ...faults.map((fault) => `  ${faultText(fault)}`)].join("\n");
}

function unknownService(service: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "sandbox.service_unknown",
    message: `Service inconnu : « ${service} ».`,
    why: "Le bac à sable contient : insi.",
    advice: "segur sandbox fault insi siram_40",
  });
}
