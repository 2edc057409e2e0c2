import { SegurError } from "../../domain/errors.js";
import type { MomVerdict } from "../../domain/mom/verdict.js";
import { momCheck } from "../../services/mom/check.js";
import type { MomIndicator, MomReport } from "../../services/mom/report.js";
import type { CommandContext } from "../context.js";
import { EXIT_DONE, EXIT_FAILURE, EXIT_UNDETERMINED } from "../exit.js";
import { givenList, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { thresholdsOf } from "./request.js";

/** What a CI job relies upon. */
export const EXIT_OF: Readonly<Record<MomVerdict, number>> = {
  met: EXIT_DONE,
  not_met: EXIT_FAILURE,
  unknown: EXIT_UNDETERMINED,
};

/** `segur mom check [--rpps R]… [--since D] [--thresholds F] [--format table|json|junit]`: 0 met, 1 not met, 2 cannot be determined. */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const { output, globals } = context;
  try {
    const report = await momCheck(await context.cabinet(), {
      rpps: givenList(input, "rpps"),
      since: givenText(input, "since"),
      thresholds: await thresholdsOf(context, input),
      candidates: !globals.quiet,
    });
    if (!globals.quiet) await show(context, report);
    return EXIT_OF[report.verdict];
  } catch (error) {
    // A job that reads the report finds there why there is none; the error is told as any other.
    if (output.format === "junit" && !globals.quiet && error instanceof SegurError && error.kind !== "interrupted") {
      const { junitError } = await import("./junit.js");
      await context.io.out(junitError(error));
    }
    throw error;
  }
}

async function show(context: CommandContext, report: MomReport): Promise<void> {
  const { output, io } = context;
  if (output.format === "junit") {
    const { junit } = await import("./junit.js");
    return io.out(junit(report));
  }
  if (output.format === "csv" || output.format === "ndjson") return showList(context, report);
  const { cabinet, ...rest } = report;
  const value = { id: cabinet.name, environment: cabinet.environment, exitCode: EXIT_OF[report.verdict], ...rest };
  const text = output.format === "table" ? (await import("./check-text.js")).checkText : () => "";
  await output.one("segur.mom.check/1", value, (style) => text(report, style, output.table));
}

interface Row extends MomIndicator {
  readonly rpps: string;
}

/** One line for each indicator of each practitioner. */
async function showList({ output }: CommandContext, report: MomReport): Promise<void> {
  await output.list<Row>({
    schema: "segur.mom.check/1",
    items: report.practitioners.flatMap(({ rpps, indicators }) => indicators.map((each) => ({ ...each, rpps }))),
    columns: [
      { key: "id", title: "Id", value: ({ rpps, service }) => `${rpps}:${service}` },
      { key: "rpps", title: "RPPS", value: ({ rpps }) => rpps },
      { key: "service", title: "Service", value: ({ service }) => service },
      { key: "label", title: "Indicateur", value: ({ label }) => label },
      { key: "wanted", title: "Voulus", value: ({ wanted }) => wanted },
      { key: "counted", title: "Comptés", value: ({ counted }) => counted },
      { key: "missing", title: "Manquent", value: ({ missing }) => missing },
      { key: "met", title: "Atteint", value: ({ met }) => met },
      { key: "verdict", title: "Verdict", value: () => report.verdict },
      { key: "environment", title: "Environnement", value: () => report.cabinet.environment },
    ],
    empty: "Aucun praticien.",
  });
  for (const { message, advice } of report.reasons) output.warn(`${message} ${advice}`);
}
