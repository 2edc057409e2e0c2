import { makeDashboard } from "../../services/dashboard/dashboard.js";
import type { CommandContext } from "../context.js";
import { givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { dashboardRequest } from "./asked.js";
import { onlyWithDetail } from "./errors.js";

/** `segur dashboard [--period …] [--finess …] [--rpps …] [--service …] [--as-of …] [--detail …] [--rules F]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const request = await dashboardRequest(context, cabinet, input);
  if (input.options.detail !== undefined) return (await import("./detail.js")).showLines(context, cabinet, request, input);
  for (const flag of ["limit", "after"]) if (givenText(input, flag) !== undefined) throw onlyWithDetail(`--${flag}`);
  const report = await makeDashboard(cabinet, request);
  const { output } = context;
  if (output.format === "csv") {
    const { extraction } = await import("./extraction.js");
    for (const notice of report.notices) output.note(notice);
    return output.list(extraction(report));
  }
  const { drawDashboard } = await import("./draw.js");
  await output.one("segur.dashboard/1", { ...report }, (style) => drawDashboard(report, output, style, context.io.columns ?? 80));
}
