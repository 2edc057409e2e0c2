import { createHash } from "node:crypto";
import { EXPORT_FORMAT, JOURNAL, MANIFEST, MANIFEST_SCHEMA, type ManifestFile, README } from "../../documents/export/layout.js";
import { seal } from "../../documents/export/seal.js";
import { type ArchiveWriter, createArchive, type Sink } from "../../documents/export/write.js";
import type { ExportCabinet } from "./cabinet.js";
import { exportInterrupted } from "./errors.js";
import { journalPages, syslogLines, WHERE } from "./journal-lines.js";
import { type LeftOut, leftOut, unfiledNow } from "./left-out.js";
import { addBytes, addPatient, jsonBytes } from "./patient-files.js";
import { readmeText } from "./readme.js";
import { type ExportScope, patientsOf, type ScopedPatient } from "./scope.js";
import { newTally, type Tally } from "./tally.js";

export interface ExportRequest {
  readonly scope: ExportScope;
  /** Free words of the practice leave too. */
  readonly withNotes: boolean;
}

export interface WriteOptions {
  readonly interrupted: AbortSignal;
  readonly onPatient?: ((patients: number) => void) | undefined;
  /** Encrypts the archive; null: it is written in clear. */
  readonly passphrase: string | null;
}

export interface WrittenExport {
  readonly counts: Tally;
  /** Bytes of the file. */
  readonly bytes: number;
  /** SHA-256 of `manifest.json`: two exports of the same data have the same, encrypted or not. */
  readonly manifestSha256: string;
  readonly leftOut: readonly LeftOut[];
}

/**
 * Writes an export, patient after patient, never whole in memory. Accesses to INS are told in the journal before their patients are
 * written (INS/va1.39), the export itself once it is whole and before {@link WrittenExport} is given: whoever then names the file
 * finds it in the journal.
 */
export async function writeExport(
  cabinet: ExportCabinet,
  request: ExportRequest,
  sink: Sink,
  { interrupted, onPatient, passphrase }: WriteOptions,
): Promise<WrittenExport> {
  const archive = await createArchive();
  const filling = fill(cabinet, request, archive, { interrupted, onPatient }).catch((error: unknown) => {
    archive.fail(error instanceof Error ? error : new Error(String(error)));
    throw error;
  });
  // Its reader is told first, by the same error: whoever comes second is no unhandled rejection.
  filling.catch(() => {});
  let bytes = 0;
  try {
    for await (const chunk of passphrase === null ? archive.output : seal(archive.output, passphrase)) {
      bytes += chunk.length;
      await sink(chunk);
    }
  } catch (error) {
    archive.fail(error instanceof Error ? error : new Error(String(error)));
    throw interrupted.aborted ? exportInterrupted() : error;
  }
  const { manifest, counts, told } = await filling;
  const manifestSha256 = createHash("sha256").update(manifest).digest("hex");
  const { patients, documents } = counts;
  await cabinet.traces.append([
    {
      kind: "export.written",
      at: cabinet.clock.now().toISOString(),
      actor: cabinet.actor,
      data: { scope: request.scope.kind, patients, documents, sha256: manifestSha256, encrypted: passphrase !== null },
    },
  ]);
  return { counts, bytes, manifestSha256, leftOut: told };
}

/** Patients whose accesses are told together. */
const TOGETHER = 50;

async function fill(
  cabinet: ExportCabinet,
  request: ExportRequest,
  archive: ArchiveWriter,
  { interrupted, onPatient }: Pick<WriteOptions, "interrupted" | "onPatient">,
) {
  const tally = newTally();
  const top: ManifestFile[] = [await addBytes(archive, README, readmeText())];
  const patients: ManifestFile[] = [];
  const medical = cabinet.rights.has("medical");
  let outside = 0;
  for await (const group of groups(patientsOf(cabinet, request.scope))) {
    await tellAccesses(cabinet, group);
    for (const each of group) {
      interrupted.throwIfAborted();
      patients.push(await addPatient(cabinet, archive, each, { withNotes: request.withNotes, medical, interrupted, tally }));
      outside += each.outside;
      onPatient?.(tally.patients);
    }
  }
  if (request.scope.kind === "all") top.push(await addJournal(cabinet, archive, tally));
  const unfiled = request.scope.kind === "all" ? await unfiledNow(cabinet) : null;
  tally.files += top.length;
  const told = leftOut({ request, medical, outside, unfiled, tally });
  const manifest = jsonBytes({
    schema: MANIFEST_SCHEMA,
    format: EXPORT_FORMAT,
    cabinet: { name: cabinet.info.name, instanceId: cabinet.info.instanceId, environment: cabinet.info.environment },
    scope: request.scope,
    withNotes: request.withNotes,
    counts: tally,
    leftOut: told,
    users: (await cabinet.users.list()).map(({ id, label, rpps, role }) => ({ id, label, rpps, role })),
    files: top,
    patients,
  });
  await addBytes(archive, MANIFEST, manifest);
  archive.end();
  return { manifest, counts: tally, told };
}

async function* groups(patients: AsyncIterable<ScopedPatient>): AsyncGenerator<readonly ScopedPatient[]> {
  let group: ScopedPatient[] = [];
  for await (const each of patients) {
    group.push(each);
    if (group.length < TOGETHER) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

async function tellAccesses({ traces, clock, actor }: ExportCabinet, group: readonly ScopedPatient[]): Promise<void> {
  const at = clock.now().toISOString();
  const seen = group.filter(({ patient: { identity } }) => identity.status === "qualifiee" && identity.ins !== null);
  if (seen.length === 0) return;
  await traces.append(
    seen.map(({ patient }) => ({ kind: "ins.accessed", at, actor, patientId: patient.id, data: { where: WHERE } })),
  );
}

/** Of the whole cabinet: what the journal says of nobody in particular (sessions, users, backups). */
async function addJournal(cabinet: ExportCabinet, archive: ArchiveWriter, tally: Tally): Promise<ManifestFile> {
  const { seq } = await cabinet.journal.head();
  return archive.add(JOURNAL, async (sink) => {
    for await (const page of journalPages(cabinet, { upTo: seq })) {
      const lines = page.filter(({ patientId }) => patientId === undefined);
      tally.journal += lines.length;
      if (lines.length > 0) await sink(syslogLines(lines));
    }
  });
}
