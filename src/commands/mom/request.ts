import type { MomThresholds } from "../../domain/mom/thresholds.js";
import type { CommandContext } from "../context.js";
import { givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

/** The thresholds that were given, else those of the product. @throws {SegurError} `mom.thresholds_…`, `input.…` */
export async function thresholdsOf(context: CommandContext, input: CommandInput): Promise<MomThresholds> {
  const path = givenText(input, "thresholds");
  if (path === undefined) return (await import("../../services/mom/thresholds.data.js")).MOM_THRESHOLDS;
  const { readThresholds } = await import("../../services/mom/read-thresholds.js");
  return readThresholds(await context.open(path, { fileOnly: true }));
}
