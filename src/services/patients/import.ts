import type { TabularRecord } from "../../documents/tabular/record.js";
import type { NewPatient, Patient } from "../../domain/patient.js";
import type { PatientUpdate } from "../../store/patients.port.js";
import type { NewTrace } from "../../store/traces.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { changeTraces } from "../ins/identity-store.js";
import { localDay } from "../ins/proof-date.js";
import { readProofSettings } from "../ins/proof-settings.js";
import { type Draft, type DraftRules, draftUpdate } from "./draft.js";
import { FirstSeen } from "./first-seen.js";
import type { ImportedLine, ImportOptions, ImportOutcome, ImportTotals } from "./import-types.js";
import { type Candidate, candidate, loadMatches, match, traitsKey } from "./match.js";
import { type Problem, problem } from "./problem.js";

export type { ImportedLine, ImportOptions, ImportOutcome, ImportTotals } from "./import-types.js";

/** Another process may write the same patients at the same time: what was decided on a stale reading is decided again. */
const ATTEMPTS = 4;

/** Imports records batch by batch, so that a run can take its items from each. Keeps what must be remembered over a whole file. */
export interface PatientImporter {
  /** One durable transaction at most; results in the order of the records. */
  apply(records: readonly TabularRecord[]): Promise<readonly ImportedLine[]>;
  totals(): ImportTotals;
}

export async function createImporter(cabinet: OpenCabinet, options: ImportOptions): Promise<PatientImporter> {
  const rules: DraftRules = {
    today: localDay(cabinet.clock.now()),
    proofs: await readProofSettings(cabinet.settings),
    origin: "file",
  };
  return new Importer(cabinet, options, rules);
}

/** What is to be written for one line. */
type Plan =
  | { readonly kind: "insert"; readonly line: Candidate; readonly patient: NewPatient; readonly told: Told }
  | { readonly kind: "update"; readonly line: Candidate; readonly update: PatientUpdate; readonly told: Told };
type Told = Pick<ImportedLine, "changed" | "warnings" | "matricule">;

const UNCHANGED: readonly string[] = [];
const NOTHING: Told = { changed: UNCHANGED, warnings: [], matricule: null };

class Importer implements PatientImporter {
  readonly #cabinet: OpenCabinet;
  readonly #options: ImportOptions;
  readonly #rules: DraftRules;
  /** Patients of the cabinet that a line of this file already was about. */
  readonly #seen = new FirstSeen();
  /** Lines of this batch that create someone, by key; of the whole file in a dry run, where nobody is created. */
  readonly #creating = new Map<string, number>();
  readonly #outcomes: Record<ImportOutcome, number> = { created: 0, updated: 0, unchanged: 0, refused: 0 };
  #warned = 0;
  #matricules = 0;

  constructor(cabinet: OpenCabinet, options: ImportOptions, rules: DraftRules) {
    this.#cabinet = cabinet;
    this.#options = options;
    this.#rules = rules;
  }

  async apply(records: readonly TabularRecord[]): Promise<readonly ImportedLine[]> {
    const results = new Map<number, ImportedLine>();
    let pending: Candidate[] = [];
    for (const { line, values, problems } of records) {
      const who = candidate(line, values);
      if (problems.length > 0) results.set(line, refused(who, problems));
      else pending.push(who);
    }
    for (let attempt = 1; pending.length > 0; attempt += 1) {
      pending = await this.#attempt(pending, results, attempt === ATTEMPTS);
    }
    if (!this.#options.dryRun) this.#creating.clear();
    return records.flatMap(({ line }) => {
      const result = results.get(line);
      return result === undefined ? [] : [this.#counted(result)];
    });
  }

  totals(): ImportTotals {
    const { created, updated, unchanged, refused: no } = this.#outcomes;
    const lines = created + updated + unchanged + no;
    return { lines, outcomes: { ...this.#outcomes }, warned: this.#warned, matricules: this.#matricules };
  }

  /** Decides and writes; gives back the lines whose patient another process changed meanwhile. */
  async #attempt(lines: readonly Candidate[], results: Map<number, ImportedLine>, last: boolean): Promise<Candidate[]> {
    const matches = await loadMatches(this.#cabinet, lines);
    const plans: Plan[] = [];
    for (const line of lines) {
      const found = await match(this.#cabinet, line, matches, this.#rules);
      if (found.kind === "refused") results.set(line.line, refused(line, found.problems));
      else if (found.kind === "patient") this.#planUpdate(line, found.patient, plans, results);
      else this.#planInsert(line, found.draft, plans, results);
    }
    return this.#write(plans, results, last);
  }

  #planInsert(
    line: Candidate,
    { patient, warnings, matricule }: Draft<NewPatient>,
    plans: Plan[],
    results: Map<number, ImportedLine>,
  ): void {
    const key = line.fileNumber ?? traitsKey(patient.identity.traits);
    const first = this.#creating.get(key) ?? line.line;
    if (first !== line.line) {
      results.set(line.line, refused(line, [alreadySeen(line, first)]));
      return;
    }
    // A copy: a key cut out of the file would keep its whole block alive.
    this.#creating.set(Buffer.from(key).toString(), line.line);
    plans.push({ kind: "insert", line, patient, told: { changed: UNCHANGED, warnings, matricule } });
  }

  #planUpdate(line: Candidate, stored: Patient, plans: Plan[], results: Map<number, ImportedLine>): void {
    const first = this.#seen.line(stored.id) ?? line.line;
    if (first !== line.line) {
      results.set(line.line, refused(line, [alreadySeen(line, first)], stored));
      return;
    }
    const result = draftUpdate(stored, line.values, this.#rules);
    if (!result.ok) {
      results.set(line.line, refused(line, result.problems, stored));
      return;
    }
    this.#seen.add(stored.id, line.line);
    const { patient, ...told } = result.draft;
    if (told.changed.length === 0) {
      results.set(line.line, done("unchanged", line, patient, told));
      return;
    }
    const update = { patient, expectedVersion: stored.version, traces: this.#updateTraces(stored, patient, told.changed) };
    plans.push({ kind: "update", line, update, told });
  }

  async #write(plans: readonly Plan[], results: Map<number, ImportedLine>, last: boolean): Promise<Candidate[]> {
    const inserts = plans.filter((plan) => plan.kind === "insert");
    const updates = plans.filter((plan) => plan.kind === "update");
    if (plans.length === 0) return [];
    if (this.#options.dryRun) {
      for (const { line, patient, told } of inserts) results.set(line.line, done("created", line, patient, told));
      for (const { line, update, told } of updates) results.set(line.line, done("updated", line, update.patient, told));
      return [];
    }
    const { at, actor, runId } = this.#trace();
    const { source } = this.#options;
    const saved = await this.#cabinet.patients.save({
      inserts: inserts.map((plan) => plan.patient),
      insertTraces: inserts.map(({ line }) => ({ kind: "patient.created", at, actor, runId, data: { source, line: line.line } })),
      updates: updates.map((plan) => plan.update),
    });
    const again: Candidate[] = [];
    for (const [index, plan] of inserts.entries()) {
      const patient = saved.inserted[index] ?? null;
      if (patient === null) {
        again.push(plan.line);
        continue;
      }
      this.#seen.add(patient.id, plan.line.line);
      results.set(plan.line.line, done("created", plan.line, patient, plan.told));
    }
    const stale = new Set(saved.stale);
    for (const { line, update, told } of updates) {
      if (!stale.has(update.patient.id)) results.set(line.line, done("updated", line, update.patient, told));
      else again.push(line);
    }
    if (!last) return again;
    for (const line of again) results.set(line.line, refused(line, [BUSY]));
    return [];
  }

  #updateTraces(before: Patient, after: Patient, fields: readonly string[]): readonly NewTrace[] {
    const { source, runId } = this.#options;
    const traces: NewTrace[] = [{ ...this.#trace(), kind: "patient.updated", patientId: before.id, data: { source, fields } }];
    if (!fields.some((field) => IDENTITY_FIELDS.has(field))) return traces;
    return [
      ...traces,
      ...changeTraces(this.#cabinet, before, after.identity, { event: "import", runId, data: { source, fields } }),
    ];
  }

  #trace() {
    return { at: this.#cabinet.clock.now().toISOString(), actor: this.#cabinet.actor, runId: this.#options.runId };
  }

  #counted(result: ImportedLine): ImportedLine {
    this.#outcomes[result.outcome] += 1;
    if (result.warnings.length > 0) this.#warned += 1;
    if (result.matricule !== null) this.#matricules += 1;
    return result;
  }
}

const IDENTITY_FIELDS: ReadonlySet<string> = new Set(["traits", "attributes", "proof", "status", "birthDateInterpreted"]);

const BUSY = problem(
  null,
  "patient.changed_meanwhile",
  "La fiche est modifiée sans cesse par un autre processus : réimportez cette ligne.",
);

function alreadySeen({ fileNumber, id }: Candidate, first: number): Problem {
  const column = fileNumber !== null ? "dossier" : id !== null ? "id" : null;
  return problem(
    column,
    "patient.duplicate_key",
    `Ce patient est déjà dans le fichier, à la ligne ${first} : cette ligne n'est pas lue.`,
  );
}

function keyOf({ fileNumber, id, line }: Candidate): string {
  return fileNumber ?? id ?? `line:${line}`;
}

function refused(line: Candidate, problems: readonly Problem[], patient?: Patient): ImportedLine {
  const known =
    patient === undefined ? { patientId: null, status: null } : { patientId: patient.id, status: patient.identity.status };
  return { line: line.line, key: keyOf(line), outcome: "refused", ...known, problems, ...NOTHING };
}

/** Without any spread: every line of a file comes through here. */
function done(outcome: ImportOutcome, line: Candidate, patient: NewPatient | Patient, told: Told): ImportedLine {
  return {
    line: line.line,
    key: keyOf(line),
    outcome,
    patientId: "id" in patient ? patient.id : null,
    status: patient.identity.status,
    changed: told.changed,
    problems: NO_PROBLEMS,
    warnings: told.warnings,
    matricule: told.matricule,
  };
}

const NO_PROBLEMS: readonly Problem[] = [];
