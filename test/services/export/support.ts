import { readZip } from "../../../src/documents/xdm/zip.js";
import type { MedicalItem, NewMedicalItem } from "../../../src/domain/medical/medical.js";
import { checkExport } from "../../../src/services/export/check.js";
import { type ImportedPatient, importExport, importJob } from "../../../src/services/export/import/run.js";
import { openGiven } from "../../../src/services/export/open.js";
import type { ExportScope } from "../../../src/services/export/scope.js";
import { type WrittenExport, writeExport } from "../../../src/services/export/write.js";
import type { TestCabinet } from "../support/cabinet.js";

export const NEVER = new AbortController().signal;
const ALL: ExportScope = { kind: "all" };

export interface Exported {
  readonly bytes: Buffer;
  readonly written: WrittenExport;
}

export async function exported(
  cabinet: TestCabinet,
  {
    scope = ALL,
    withNotes = false,
    passphrase = null,
  }: { scope?: ExportScope; withNotes?: boolean; passphrase?: string | null } = {},
): Promise<Exported> {
  const all: Uint8Array[] = [];
  const sink = async (chunk: Uint8Array) => void all.push(chunk);
  const written = await writeExport(cabinet, { scope, withNotes }, sink, { interrupted: NEVER, passphrase });
  return { bytes: Buffer.concat(all), written };
}

/** Read by another reader than that of exports: path → bytes. */
export async function filesIn(bytes: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  return new Map((await readZip(bytes)).map((entry) => [entry.name, entry.bytes()]));
}

export function jsonIn(files: ReadonlyMap<string, Buffer>, path: string) {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`no ${path} in ${[...files.keys()].join(" ")}`);
  return JSON.parse(bytes.toString("utf8"));
}

export function fileOf(bytes: Buffer) {
  return { size: bytes.length, read: async (position: number, length: number) => bytes.subarray(position, position + length) };
}

export async function imported(
  cabinet: TestCabinet,
  bytes: Buffer,
  {
    dryRun = false,
    interrupted = NEVER,
    passphrase = "",
  }: { dryRun?: boolean; interrupted?: AbortSignal; passphrase?: string } = {},
): Promise<readonly ImportedPatient[]> {
  const opened = await openGiven(fileOf(bytes), async () => passphrase);
  const job = await importJob(cabinet, opened, dryRun);
  await checkExport(opened, { interrupted: NEVER });
  const all: ImportedPatient[] = [];
  for await (const each of importExport(job, opened, interrupted)) all.push(each);
  return all;
}

export const NO_DETAIL = { code: null, since: null, until: null, closed: false, note: null } as const;

export async function medical(
  cabinet: TestCabinet,
  patientId: string,
  ...items: NewMedicalItem[]
): Promise<readonly MedicalItem[]> {
  const who = { at: "2026-11-01T08:00:00.000Z", by: "U1" };
  return cabinet.medical.add(patientId, items, { from: "entered", document: null }, who);
}
