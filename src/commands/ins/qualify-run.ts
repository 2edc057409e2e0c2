import { basename } from "node:path";
import type { OpenCabinet } from "../../services/cabinet.port.js";
import { resolveFilter } from "../../services/filters/filters.js";
import { type Cohort, cohortFingerprint, cohortItems, cohortLabel } from "../../services/ins/run/cohort.js";
import { openRun } from "../../services/ins/run/open-run.js";
import { planRun } from "../../services/ins/run/plan.js";
import type { RunSource } from "../../services/ins/run/source.js";
import { resolvePatient } from "../../services/patients/reference.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { givenList } from "./given.js";
import { writePlan } from "./plan-output.js";

import { readPace, workAndWrite } from "./run-command.js";
import type { RunTarget } from "./target.js";

/** `segur ins qualify` over a file, a filter or a list of patients. */
export async function qualifyRun(context: CommandContext, input: CommandInput, target: RunTarget): Promise<number> {
  const pace = readPace(input);
  const { reason } = input.options;
  const cabinet = await context.cabinet();
  const source = await runSource(context, input, cabinet, target);
  if (input.options.dryRun === true) return writePlan(context, planRun(cabinet, source), pace);
  const opened = await openRun(cabinet, source, {
    kind: "ins.qualify",
    reason: typeof reason === "string" && reason.trim() !== "" ? reason.trim() : null,
    fresh: input.options.new === true,
  });
  return workAndWrite(context, opened, pace);
}

async function runSource(
  context: CommandContext,
  input: CommandInput,
  cabinet: OpenCabinet,
  target: RunTarget,
): Promise<RunSource> {
  if (target.kind === "file") {
    const { fileSource } = await import("../../services/ins/run/file-source.js");
    const { path } = target;
    return fileSource(cabinet, {
      name: basename(path),
      map: givenList(input, "map"),
      open: () => context.open(path),
      rereadable: path !== "-",
      warn: context.output.warn,
    });
  }
  const cohort = await readCohort(cabinet, target);
  return {
    label: cohortLabel(cohort),
    fingerprint: cohortFingerprint(cohort),
    stable: false,
    items: () => cohortItems(cabinet, cohort),
  };
}

async function readCohort(cabinet: OpenCabinet, target: Exclude<RunTarget, { kind: "file" }>): Promise<Cohort> {
  if (target.kind === "filter") {
    const { definition, where } = await resolveFilter(cabinet, target.name);
    return { kind: "filter", name: definition.name, where };
  }
  const ids: string[] = [];
  for (const reference of target.references) ids.push((await resolvePatient(cabinet, reference)).id);
  return { kind: "ids", ids };
}
