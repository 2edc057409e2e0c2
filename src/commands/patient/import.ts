import { basename } from "node:path";
import { readColumnMap } from "../../services/patients/column-map.js";
import { importInterrupted } from "../../services/patients/errors.js";
import type { ImportedLine, ImportTotals } from "../../services/patients/import.js";
import { type FileImport, importFile } from "../../services/patients/import-file.js";
import type { CommandContext } from "../context.js";
import { EXIT_DONE, EXIT_PARTIAL } from "../exit.js";
import { firstArg, givenFlag, givenList, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { writeImport } from "./import-output.js";
import { interruptible, letGo } from "./interruptible.js";

const ENCODINGS = ["utf-8", "windows-1252"] as const;

/** `segur patient import FICHIER|-` */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const path = firstArg(input) ?? "-";
  const map = await readMap(context, givenList(input, "map"));
  const encoding = ENCODINGS.find((name) => name === givenText(input, "encoding"));
  const dryRun = givenFlag(input, "dryRun");
  const cabinet = await context.cabinet();
  const source = path === "-" ? "-" : basename(path);
  let lines = () => 0;
  const bytes = interruptible(await context.open(path), context.interrupted, () => importInterrupted(lines()));
  try {
    const file = await importFile(cabinet, bytes, { source, map, encoding, dryRun });
    lines = () => file.totals().lines;
    const told = tellOnce(context, file);
    const totals = await writeImport(context, withProgress(context, file, told), () => file.totals(), dryRun);
    told();
    tellTotals(context, totals);
    return totals.outcomes.refused > 0 ? EXIT_PARTIAL : EXIT_DONE;
  } finally {
    if (path === "-" && context.interrupted.aborted) letGo(context.io.stdin);
  }
}

/** `--map` is inline (`Titre=colonne,…`), may be repeated, or names a file (JSON, or the same pairs). */
async function readMap(context: CommandContext, given: readonly string[]): Promise<ReadonlyMap<string, string> | undefined> {
  if (given.length === 0) return undefined;
  const [only = ""] = given;
  if (given.length > 1 || only.includes("=")) return readColumnMap(given.join(","));
  const chunks: Buffer[] = [];
  for await (const chunk of await context.open(only)) chunks.push(chunk);
  return readColumnMap(Buffer.concat(chunks).toString("utf8"));
}

async function* withProgress(context: CommandContext, file: FileImport, told: () => void): AsyncGenerator<ImportedLine> {
  const progress = context.progress("Import");
  let done = 0;
  try {
    for await (const lines of file.batches) {
      told();
      done += lines.length;
      const { created, refused } = file.totals().outcomes;
      progress.update({ done, total: null, text: `${created} créés, ${refused} refusés` });
      yield* lines;
    }
  } finally {
    progress.end();
  }
}

/** Says each warning about the headings when it is known, once. */
function tellOnce(context: CommandContext, file: FileImport): () => void {
  let told = 0;
  return () => {
    for (const warning of file.warnings.slice(told)) context.output.warn(warning);
    told = file.warnings.length;
  };
}

function tellTotals(context: CommandContext, totals: ImportTotals): void {
  const { matricules, warned } = totals;
  if (matricules > 0) {
    context.output.note(
      `${matricules} ligne${matricules > 1 ? "s portent" : " porte"} un matricule : sa clé est contrôlée, mais il n'est pas enregistré ; l'INS ne vient que d'INSi (segur ins qualify).`,
    );
  }
  if (warned > 0) {
    context.output.note(`${warned} patient${warned > 1 ? "s" : ""} sans lieu de naissance : 99999 (inconnu) est enregistré.`);
  }
}
