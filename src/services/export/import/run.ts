import type { ArchivedPart } from "../../../documents/export/read.js";
import { localDay } from "../../ins/proof-date.js";
import { readProofSettings } from "../../ins/proof-settings.js";
import type { DraftRules } from "../../patients/draft.js";
import { sameTraits } from "../../patients/match.js";
import { requireRight } from "../../session/access.js";
import type { ExportCabinet } from "../cabinet.js";
import { importInterrupted, importRunning, otherEnvironment, sameCabinet } from "../errors.js";
import type { OpenExport } from "../open.js";
import { isMedical, type ReadContents, readContents } from "./contents.js";
import { importDocuments } from "./documents.js";
import { type Earlier, earlierImports } from "./earlier.js";
import { importMedical } from "./medical.js";
import type { ReadPatient } from "./patient.js";
import { Shape } from "./shape.js";
import { type ReadUser, readUsers } from "./users.js";

/**
 * `created`: now, whole · `completed`: an import that was cut goes on to its end · `known`: imported before, nothing is changed ·
 * `conflict`: somebody of this cabinet may be the same person, nothing is written · `refused`: its identity is not accepted
 */
export const IMPORT_OUTCOMES = ["created", "completed", "known", "conflict", "refused"] as const;
export type PatientOutcome = (typeof IMPORT_OUTCOMES)[number];

/** What became of one patient of an export. */
export interface ImportedPatient {
  /** `P42` where it was exported. */
  readonly of: string;
  readonly outcome: PatientOutcome;
  /** Here; for a conflict, who it is with; null when nobody. */
  readonly patientId: string | null;
  readonly documents: number;
  readonly medicalItems: number;
  readonly acknowledgements: number;
  /** What was not taken, and why; never a value of it. */
  readonly problems: readonly { readonly code: string; readonly message: string }[];
  readonly warnings: readonly string[];
}

/** Where an import reads and writes. */
export interface ImportJob {
  readonly cabinet: ExportCabinet;
  readonly from: string;
  readonly sha256: string;
  readonly rules: DraftRules;
  readonly users: ReadonlyMap<string, ReadUser>;
  readonly dryRun: boolean;
}

type Running = ImportJob & { readonly earlier: Earlier };

/** How often an import says that it is alive. */
const ALIVE_MS = 60_000;

/**
 * Takes over an export of ours, patient after patient; to be called once all of it was checked (`checkExport`). The same export twice is
 * one; what was cut goes on, and until then `todo` says so. One import at a time in a cabinet. Nobody is ever merged with somebody who is
 * there.
 * @throws {SegurError} `export.import_running`, `rights.missing`, `export.altered`, `export.import_interrupted`, `storage`
 */
export async function* importExport(
  job: ImportJob,
  opened: OpenExport,
  interrupted: AbortSignal,
): AsyncGenerator<ImportedPatient> {
  if (job.dryRun) {
    yield* importAll(job, opened, interrupted);
    return;
  }
  const { imports, clock, machine } = job.cabinet;
  if (!(await imports.begin(job.sha256, clock.now().toISOString(), machine))) throw importRunning();
  // What wrote nothing leaves nothing to take up.
  let [whole, written] = [false, false];
  let told = clock.now().getTime();
  try {
    for await (const each of importAll(job, opened, interrupted)) {
      written ||= each.outcome === "created" || each.outcome === "completed";
      const now = clock.now();
      if (now.getTime() - told > ALIVE_MS) {
        told = now.getTime();
        await imports.alive(job.sha256, now.toISOString());
      }
      yield each;
    }
    whole = true;
  } finally {
    const left = whole ? false : written || (await hasUnfinished(job));
    await imports.leave(job.sha256, !left);
  }
}

/** A patient of that cabinet is there without the line that says that they are whole. */
async function hasUnfinished({ cabinet, from }: ImportJob): Promise<boolean> {
  const { created, done } = await earlierImports(cabinet, from);
  return [...created.keys()].some((of) => !done.has(of));
}

async function* importAll(job: ImportJob, opened: OpenExport, interrupted: AbortSignal): AsyncGenerator<ImportedPatient> {
  const { cabinet, dryRun } = job;
  const running: Running = { ...job, earlier: await earlierImports(cabinet, job.from) };
  let [patients, documents] = [0, 0];
  for await (const part of opened.walk()) {
    if (part.id === null) continue;
    if (interrupted.aborted) throw importInterrupted(patients);
    const result = await importPatient(running, part, part.id);
    patients += result.outcome === "created" || result.outcome === "completed" ? 1 : 0;
    documents += result.documents;
    yield result;
  }
  if (dryRun || patients === 0) return;
  const at = cabinet.clock.now().toISOString();
  const data = { sha256: opened.sha256, patients, documents };
  await cabinet.traces.append([{ kind: "export.imported", at, actor: cabinet.actor, data }]);
}

/**
 * Whether this export may be taken over here, and by this person, before anything of it is read but its manifest.
 * @throws {SegurError} `rights.missing`, `export.same_cabinet`, `export.other_environment` (SSI/GEN.05), `export.altered`
 */
export async function importJob(cabinet: ExportCabinet, opened: OpenExport, dryRun: boolean): Promise<ImportJob> {
  const manifest = new Shape(opened.manifest, "manifest.json");
  const source = manifest.inner("cabinet");
  const from = source.like("instanceId", /^[0-9a-fA-F-]{36}$/).toLowerCase();
  const counts = manifest.inner("counts");
  await requireRight(cabinet, "patients.write", "import");
  if (counts.count("medicalItems") + counts.count("acknowledgements") > 0) await requireRight(cabinet, "medical", "import");
  if (from === cabinet.info.instanceId.toLowerCase()) throw sameCabinet();
  const environment = source.text("environment");
  if (environment !== cabinet.info.environment) throw otherEnvironment(cabinet.info.environment);
  const rules: DraftRules = {
    today: localDay(cabinet.clock.now()),
    proofs: await readProofSettings(cabinet.settings),
    origin: "file",
  };
  return { cabinet, from, sha256: opened.sha256, rules, users: readUsers(opened), dryRun };
}

const NOTHING = { documents: 0, medicalItems: 0, acknowledgements: 0, problems: [], warnings: [] } as const;

async function importPatient(job: Running, part: ArchivedPart, of: string): Promise<ImportedPatient> {
  const { earlier, sha256, dryRun } = job;
  const there = earlier.created.get(of);
  const done = earlier.done.get(of);
  if (there !== undefined && done !== undefined) {
    const warnings = done === sha256 ? [] : [OTHER_EXPORT];
    return { of, outcome: "known", patientId: there, ...NOTHING, warnings };
  }
  // Everything is read before anything is written.
  const contents = await readContents(part, of, job.rules);
  if (isMedical(contents)) await requireRight(job.cabinet, "medical", "import");
  const { read, items, medical } = contents;
  const { warnings, problems } = read;
  if (read.draft === null) return { of, outcome: "refused", patientId: null, ...NOTHING, problems, warnings };
  const created = there === undefined ? await createPatient(job, of, read) : { id: there };
  if ("conflict" in created) {
    return { of, outcome: "conflict", patientId: created.conflict, ...NOTHING, problems: [created.problem], warnings };
  }
  const outcome = there === undefined ? "created" : "completed";
  if (created.id === null || dryRun) {
    const counts = { documents: items.length, medicalItems: medical?.items.length ?? 0 };
    return { of, outcome, patientId: created.id, ...NOTHING, ...counts, warnings };
  }
  return { of, outcome, ...(await fill(job, part, created.id, of, contents)), warnings };
}

const OTHER_EXPORT =
  "Déjà repris d'un autre export du même cabinet : rien n'est changé. Ce qui est nouveau se classe à la main (segur doc add).";

async function fill(
  { cabinet, from, sha256, users }: ImportJob,
  part: ArchivedPart,
  patientId: string,
  of: string,
  { read, items, medical }: ReadContents,
): Promise<Omit<ImportedPatient, "of" | "outcome" | "warnings">> {
  const { said } = read;
  const { ids, added, acknowledgements, refused } = await importDocuments({ cabinet, part, patientId, said, from, users }, items);
  const who = { id: patientId, birthDate: said.identity.traits.birthDate };
  const record = medical === null ? null : await importMedical(cabinet, who, medical, { from, documents: ids });
  const at = cabinet.clock.now().toISOString();
  const data = { sha256, from, of, documents: added };
  // Last: a patient without this line is gone on with.
  await cabinet.traces.append([{ kind: "export.imported", at, actor: cabinet.actor, patientId, data }]);
  const problems = [...refused, ...(record?.refused ?? [])].map(({ id, code, message }) => ({
    code,
    message: `${id} : ${message}`,
  }));
  return { patientId, documents: added, medicalItems: record?.added ?? 0, acknowledgements, problems };
}

type Created =
  | { readonly id: string | null }
  | { readonly conflict: string; readonly problem: { readonly code: string; readonly message: string } };

async function createPatient(
  { cabinet, from, earlier, dryRun }: Running,
  of: string,
  { draft, ins }: ReadPatient,
): Promise<Created> {
  if (draft === null) return { id: null };
  const mine = new Set(earlier.created.values());
  const { patients } = cabinet;
  const { fileNumber, identity } = draft;
  const sameNumber = fileNumber === null ? undefined : (await patients.findByFileNumbers([fileNumber])).get(fileNumber);
  if (sameNumber !== undefined) return conflict(sameNumber.id, "file_number", "a le même numéro de dossier");
  const sameIns = ins === null ? [] : await patients.findByMatricule(ins.matricule);
  if (sameIns[0] !== undefined) return conflict(sameIns[0].id, "ins", "a la même INS");
  const near = await patients.findNear(identity.traits.birthDate);
  // Two patients of one export are two patients: who exported had them so.
  const same = near.find((each) => !mine.has(each.id) && sameTraits(each.identity.traits, identity.traits));
  if (same !== undefined) return conflict(same.id, "traits", "a les mêmes traits d'identité");
  if (dryRun) return { id: null };
  const at = cabinet.clock.now().toISOString();
  const { actor } = cabinet;
  const trace = { kind: "patient.created", at, actor, data: { source: "export", from, of } } as const;
  const { inserted } = await patients.save({ inserts: [draft], insertTraces: [trace] });
  const [written] = inserted;
  // Somebody took the number meanwhile.
  if (written == null) return conflict("?", "file_number", "a le même numéro de dossier");
  earlier.created.set(of, written.id);
  return { id: written.id };
}

function conflict(id: string, code: string, words: string): Created {
  const message = `${id} ${words} : rien n'est fusionné. Comparez les deux dossiers, puis décidez à la main.`;
  return { conflict: id, problem: { code: `import.same_${code}`, message } };
}
