import { makeDashboard } from "../../services/dashboard/dashboard.js";
import type { CommandContext } from "../context.js";
import { givenFlag, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { dashboardRequest } from "./asked.js";
import { onlyWithDetail, pageAlone, pageOnScreen } from "./errors.js";

/** `segur dashboard [--period …] [--finess …] [--rpps …] [--service …] [--as-of …] [--detail …] [--rules F] [--open]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const isOpened = givenFlag(input, "open");
  const isPage = isOpened || context.output.format === "html";
  if (isPage) refuseNoPage(context, input, isOpened);
  const cabinet = await context.cabinet();
  const request = await dashboardRequest(context, cabinet, input);
  if (input.options.detail !== undefined) return (await import("./detail.js")).showLines(context, cabinet, request, input);
  for (const flag of ["limit", "after"]) if (givenText(input, flag) !== undefined) throw onlyWithDetail(`--${flag}`);
  const report = await makeDashboard(cabinet, request);
  if (isPage) return (await import("./page.js")).showPage(context, report, isOpened);
  const { output } = context;
  if (output.format === "csv") {
    const { extraction } = await import("./extraction.js");
    for (const notice of report.notices) output.note(notice);
    return output.list(extraction(report));
  }
  const { drawDashboard } = await import("./draw.js");
  await output.one("segur.dashboard/1", { ...report }, (style) => drawDashboard(report, output, style, context.io.columns ?? 80));
}

/** A page is whole, and is for a file or a browser: what cannot be given is refused before anything is counted. */
function refuseNoPage({ globals, io }: CommandContext, input: CommandInput, isOpened: boolean): void {
  if (input.options.detail !== undefined) throw pageAlone("--detail");
  if (globals.fields !== undefined) throw pageAlone("--fields");
  if (!isOpened && io.stdoutIsTty) throw pageOnScreen();
}
