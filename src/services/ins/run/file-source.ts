import { createHash, type Hash } from "node:crypto";
import type { Patient } from "../../../domain/patient.js";
import type { NewItem } from "../../../store/runs.port.js";
import type { OpenCabinet } from "../../cabinet.port.js";
import { readColumnMap } from "../../patients/column-map.js";
import type { ImportedLine } from "../../patients/import.js";
import { type FileImport, importFile } from "../../patients/import-file.js";
import { tellProblems } from "../../patients/problem.js";
import { mayAsk } from "../may-ask.js";
import { result } from "../outcome.js";
import type { PlanLine, RunSource } from "./source.js";

export interface InputFile {
  /** Base name of the file, or `-`. */
  readonly name: string;
  /** `Nom=nom_naissance`, as typed. */
  readonly map: readonly string[];
  readonly open: () => Promise<AsyncIterable<Buffer>>;
  /** False for stdin, which is hashed while it is read. */
  readonly rereadable: boolean;
  /** French: unknown columns, a matricule that is not taken over. Told once, after reading. */
  readonly warn: (text: string) => void;
}

/** A patient file as the source of a run: its lines are imported as `patient import` would, then asked about. */
export async function fileSource(cabinet: OpenCabinet, input: InputFile): Promise<RunSource> {
  const hash = () => createHash("sha256").update(["file", ...input.map].join("\n"));
  let read: Hash | null = null;
  const tee = (source: AsyncIterable<Buffer>): AsyncIterable<Buffer> => {
    read = hash();
    return hashed(source, read);
  };
  return {
    label: input.name,
    fingerprint: input.rereadable ? await digest(await input.open(), hash()) : null,
    fingerprintAfter: () => read?.digest("hex") ?? "",
    stable: true,
    items: (runId) => importedItems(cabinet, input, tee, runId),
    preview: () => preview(cabinet, input),
  };
}

async function digest(source: AsyncIterable<Buffer>, hash: Hash): Promise<string> {
  for await (const chunk of source) hash.update(chunk);
  return hash.digest("hex");
}

async function* hashed(source: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
}

function openImport(
  cabinet: OpenCabinet,
  input: InputFile,
  source: AsyncIterable<Buffer>,
  options: { readonly dryRun?: boolean; readonly runId?: string },
): Promise<FileImport> {
  const map = input.map.length === 0 ? undefined : readColumnMap(input.map.join(","));
  return importFile(cabinet, source, { source: input.name, map, ...options });
}

async function* importedItems(
  cabinet: OpenCabinet,
  input: InputFile,
  tee: (source: AsyncIterable<Buffer>) => AsyncIterable<Buffer>,
  runId: string,
): AsyncGenerator<readonly NewItem[]> {
  const file = await openImport(cabinet, input, tee(await input.open()), { runId });
  for await (const lines of file.batches) yield lines.map(item);
  tellAfter(input, file);
}

/** What the run would do, nothing being imported. */
async function* preview(cabinet: OpenCabinet, input: InputFile): AsyncGenerator<PlanLine> {
  const file = await openImport(cabinet, input, await input.open(), { dryRun: true });
  for await (const lines of file.batches) {
    const patients = await cabinet.patients.getMany(lines.map((line) => line.patientId ?? ""));
    for (const [index, line] of lines.entries()) yield planned(line, patients[index] ?? null);
  }
  tellAfter(input, file);
}

function planned(line: ImportedLine, patient: Patient | null): PlanLine {
  const { line: number, key, patientId } = line;
  const told = item(line).result ?? (patient ? toldWithoutCall(patient) : undefined);
  if (told === undefined) return { line: number, key, patientId, would: "call", code: null, advice: null };
  const would = told.outcome === "found" ? "known" : "refused";
  return { line: number, key, patientId, would, code: told.code, advice: told.advice };
}

function toldWithoutCall(patient: Patient) {
  const allowed = mayAsk(patient);
  return allowed.ask ? undefined : allowed.result;
}

/**
 * A line that the import refuses is an outcome: its problems say why, with the column. It names no patient, even when its file
 * number does: nothing of it was taken.
 */
function item(line: ImportedLine): NewItem {
  const { line: number, key, patientId, status, problems } = line;
  const [first] = problems;
  if (first === undefined) return { line: number, key, patientId };
  const column = first.column === null || problems.length > 1 ? "" : `, colonne ${first.column}`;
  const advice = `Ligne ${number}${column} : ${tellProblems(problems)}`;
  return { line: number, key, patientId: null, result: result("refused", first.code, status, 0, advice) };
}

function tellAfter(input: InputFile, file: FileImport): void {
  for (const warning of file.warnings) input.warn(warning);
  const { matricules } = file.totals();
  if (matricules === 0) return;
  const lines = matricules > 1 ? "lignes portent" : "ligne porte";
  input.warn(
    `${matricules} ${lines} un matricule : sa clé est contrôlée, mais il n'est pas enregistré ; l'INS ne vient que d'INSi.`,
  );
}
