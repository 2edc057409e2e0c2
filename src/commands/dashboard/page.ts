import { dashboardPage } from "../../services/dashboard/html/page.js";
import type { DashboardReport } from "../../services/dashboard/report.js";
import type { CommandContext } from "../context.js";

/** `--format html`: the page on the standard output. `--open`: in the browser, as that of a document. */
export async function showPage(context: CommandContext, report: DashboardReport, isOpened: boolean): Promise<void> {
  const page = dashboardPage(report);
  if (!isOpened) return context.io.out(page);
  const { openPageOf } = await import("../doc/open-page.js");
  const words = { schema: "segur.dashboard.open/1", fields: { period: report.period }, subject: "Le tableau de bord" };
  return openPageOf(context, words, page);
}
