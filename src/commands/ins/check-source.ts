import { SegurError } from "../../domain/errors.js";
import type { OpenCabinet } from "../../services/cabinet.port.js";
import { resolveFilter } from "../../services/filters/filters.js";
import { type CheckTarget, checkFile, checkPatients } from "../../services/ins/check.js";
import { openCheckableFile, STORED_COLUMNS } from "../../services/ins/check-file.js";
import type { CheckedLine } from "../../services/ins/check-types.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { cohortAmbiguous } from "./errors.js";
import { firstArg, givenIds, givenList, givenText } from "./given.js";

/** What is to be checked, opened. */
export interface CheckSource {
  readonly lines: AsyncIterable<CheckedLine>;
  /** Columns of a patch. */
  readonly columns: readonly string[];
  /** How many lines, when it is known before they are read. */
  readonly total: number | null;
  /** What to tell of the file once it was read. */
  warnings(): readonly string[];
}

/** A file, a filter, a list of patients, or the whole cabinet. */
export async function openCheck(context: CommandContext, input: CommandInput): Promise<CheckSource> {
  const path = firstArg(input);
  const filter = givenText(input, "filter");
  const ids = givenIds(input);
  if ([path, filter, ids].filter((way) => way !== undefined).length > 1) throw cohortAmbiguous("check");
  if (path !== undefined) {
    const cabinet = await cabinetIfAny(context);
    const { file, columns } = await openCheckableFile(await context.open(path), givenList(input, "map"));
    return { lines: checkFile(cabinet, file, context.clock.now()), columns, total: null, warnings: () => file.warnings };
  }
  const cabinet = await context.cabinet();
  let target: CheckTarget = { kind: "everyone" };
  if (filter !== undefined) target = { kind: "filter", where: (await resolveFilter(cabinet, filter)).where };
  else if (ids !== undefined) target = { kind: "ids", references: ids };
  const total =
    target.kind === "everyone" ? await cabinet.patients.count() : target.kind === "ids" ? target.references.length : null;
  return { lines: checkPatients(cabinet, target), columns: STORED_COLUMNS, total, warnings: () => [] };
}

/** A file may be checked before there is any cabinet; a cabinet that was named and cannot be opened is an error. */
async function cabinetIfAny(context: CommandContext): Promise<OpenCabinet | null> {
  try {
    return await context.cabinet();
  } catch (error) {
    if (!(error instanceof SegurError) || error.code !== "cabinet.none") throw error;
    context.output.note("Aucun cabinet : chaque ligne est contrôlée comme un nouveau patient.");
    return null;
  }
}
