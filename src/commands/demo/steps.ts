import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../../services/cabinet.port.js";
import { resolveFilter } from "../../services/filters/filters.js";
import { checkPatients } from "../../services/ins/check.js";
import { CheckTally } from "../../services/ins/check-tally.js";
import { cohortFingerprint, cohortItems, cohortLabel } from "../../services/ins/run/cohort.js";
import { executeRun } from "../../services/ins/run/execute.js";
import { openRun } from "../../services/ins/run/open-run.js";
import type { Run, RunSummary } from "../../services/ins/run/types.js";
import { cabinetReport } from "../../services/ins/status.js";
import { importFile } from "../../services/patients/import-file.js";
import type { CommandContext } from "../context.js";
import { plural } from "../ins/plural.js";

export interface Imported {
  readonly created: number;
  readonly refused: number;
  readonly text: string;
}

export async function importAll(context: CommandContext, cabinet: OpenCabinet, file: string): Promise<Imported> {
  const started = performance.now();
  const done = await importFile(cabinet, await context.open(file), { source: "patients.csv" });
  let first = "";
  for await (const lines of done.batches) {
    for (const line of lines) {
      const [problem] = line.problems;
      if (first === "" && problem) first = ` (ligne ${line.line} : ${problem.message})`;
    }
  }
  const { created, refused } = done.totals().outcomes;
  const ms = Math.round(performance.now() - started);
  const no = refused > 0 ? `, ${plural(refused, "ligne refusée", "lignes refusées")}${first}` : "";
  return { created, refused, text: `${plural(created, "patient importé", "patients importés")} en ${ms} ms${no}.` };
}

export async function checkAll(cabinet: OpenCabinet): Promise<CheckTally> {
  const tally = new CheckTally();
  for await (const line of checkPatients(cabinet, { kind: "everyone" })) tally.add(line);
  return tally;
}

export interface Qualified {
  readonly run: string;
  readonly opened: Run;
  readonly summary: RunSummary;
  /** Identities `qualifiee`, then `recuperee`, after the run. */
  readonly qualified: number;
  readonly recovered: number;
  readonly seconds: number;
  /** A patient that the run qualified, as it was before. */
  readonly example: Patient | null;
}

/** Qualifies everyone who was never asked about, with eight calls in flight. */
export async function qualifyAll(context: CommandContext, cabinet: OpenCabinet): Promise<Qualified> {
  const started = performance.now();
  const { definition, where } = await resolveFilter(cabinet, "ins-never");
  const example = await withProof(cabinet);
  const cohort = { kind: "filter" as const, name: definition.name, where };
  const source = {
    label: cohortLabel(cohort),
    fingerprint: cohortFingerprint(cohort),
    stable: false,
    items: () => cohortItems(cabinet, cohort),
  };
  const { run } = await openRun(cabinet, source, { kind: "ins.qualify", reason: "démonstration", fresh: true });
  const { machine, interrupted } = context;
  const progress = context.progress("Qualification INS");
  const told = ({ done, total, byOutcome }: RunSummary) => progress.update({ done, total, text: `${byOutcome.found} trouvés` });
  try {
    for await (const _ of executeRun({ cabinet, machine, interrupted, progress: told }, run, { concurrency: 8, rate: null }));
  } finally {
    progress.end();
  }
  const { byStatus } = await cabinetReport(cabinet);
  return {
    run: run.id,
    opened: run,
    summary: await cabinet.runs.summary(run.id),
    qualified: byStatus.qualifiee,
    recovered: byStatus.recuperee,
    seconds: (performance.now() - started) / 1000,
    example,
  };
}

/** Someone whose identity document was already seen: the run will qualify them. */
async function withProof(cabinet: OpenCabinet): Promise<Patient | null> {
  for await (const patient of cabinet.patients.walk({ field: "status", is: "validee" })) {
    if (patient.identity.traits.birthGivenNames.length > 1) return patient;
  }
  return null;
}
