import { readTabular } from "../../documents/tabular/reader.js";
import type { TabularRecord } from "../../documents/tabular/record.js";
import type { MedicalItem, MedicalRecord, NewMedicalItem } from "../../domain/medical/medical.js";
import { compared } from "../../domain/medical/same.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { localDay } from "../ins/proof-date.js";
import { inBatches } from "../patients/import-file.js";
import { cell, columnOfField, MEDICAL_SCHEMA, missingColumns } from "./columns.js";
import { DryRecords } from "./dry-records.js";
import { importKeyOf } from "./import-key.js";
import { type LineProblem, readLine, reasonOf, refusedLine } from "./import-line.js";
import { type LinePatient, patientsOf } from "./import-patients.js";
import { changeTrace } from "./reference.js";
import { TELLS_MORE } from "./tells-more.js";

/** `added` wrote something; `unchanged` was there already; a `refused` line changed nothing. */
export type MedicalOutcome = "added" | "unchanged" | "refused";

/** What became of one line. */
export interface MedicalLine {
  readonly line: number;
  /** The practice's key: the `dossier`, else the id, else `line:N`. */
  readonly key: string;
  readonly patientId: string | null;
  readonly outcome: MedicalOutcome;
  /** Id of the item that the line wrote or found; null when it states « aucun connu », is refused, or was only tried. */
  readonly item: string | null;
  readonly problems: readonly LineProblem[];
}

export interface MedicalImport {
  /** Lines of the file in order, as they become durable. To be consumed once. */
  readonly batches: AsyncIterable<readonly MedicalLine[]>;
  readonly warnings: readonly string[];
  totals(): { readonly lines: number; readonly outcomes: Readonly<Record<MedicalOutcome, number>> };
}

export interface MedicalImportOptions {
  readonly map?: ReadonlyMap<string, string> | undefined;
  readonly encoding?: "utf-8" | "windows-1252" | undefined;
  /** Decides everything, writes nothing. */
  readonly dryRun?: boolean | undefined;
}

/** Changes of one record that are looked at: more than any has. */
const MOST_TRACES = 10_000;
/** Lines written together, in one transaction. */
const BATCH = 500;

/**
 * Imports medical data (CSV or NDJSON), a line for an item. Importing the same file again, after a cut too, changes nothing. A faulty line
 * is a refused line; a file that cannot be understood at all is an `input` error, before anything is written.
 */
export async function importMedical(
  cabinet: OpenCabinet,
  source: AsyncIterable<Buffer>,
  { map, encoding, dryRun = false }: MedicalImportOptions,
): Promise<MedicalImport> {
  const file = await readTabular(source, { schema: MEDICAL_SCHEMA, map, encoding, missing: missingColumns });
  const importer = new Importer(cabinet, dryRun ? new DryRecords(cabinet.medical) : null);
  async function* batches() {
    for await (const records of inBatches(file.batches, BATCH)) yield await importer.apply(records);
  }
  return { batches: batches(), warnings: file.warnings, totals: () => importer.totals() };
}

const BUSY = "Le dossier dit maintenant le contraire de cette ligne : relisez-le, puis réimportez-la.";

class Importer {
  readonly #cabinet: OpenCabinet;
  readonly #dry: DryRecords | null;
  readonly #today: string;
  readonly #outcomes: Record<MedicalOutcome, number> = { added: 0, unchanged: 0, refused: 0 };

  constructor(cabinet: OpenCabinet, dry: DryRecords | null) {
    this.#cabinet = cabinet;
    this.#dry = dry;
    this.#today = localDay(cabinet.clock.now());
  }

  totals() {
    const { added, unchanged, refused } = this.#outcomes;
    return { lines: added + unchanged + refused, outcomes: { ...this.#outcomes } };
  }

  async apply(records: readonly TabularRecord[]): Promise<readonly MedicalLine[]> {
    const patients = await patientsOf(this.#cabinet, records);
    // Asked for in order, so that they share one transaction and each line sees those before it.
    const lines = await Promise.all(records.map((record, index) => this.#line(record, patients[index] ?? { problems: [] })));
    for (const { outcome } of lines) this.#outcomes[outcome] += 1;
    return lines;
  }

  async #line(record: TabularRecord, whose: LinePatient): Promise<MedicalLine> {
    const { line, values, problems } = record;
    const patient = "patient" in whose ? whose.patient : null;
    const key = cell(values, "dossier") ?? cell(values, "id") ?? `line:${line}`;
    const told = (outcome: MedicalOutcome, item: string | null = null, why: readonly LineProblem[] = []): MedicalLine => ({
      ...{ line, key, patientId: patient?.id ?? null, outcome, item, problems: why },
    });
    if (problems.length > 0) return told("refused", null, problems);
    if (patient === null) return told("refused", null, "problems" in whose ? whose.problems : []);
    const read = readLine(record, patient, this.#today);
    if (read.kind === "refused") return told("refused", null, read.problems);
    if (read.kind === "item") return this.#item(patient, read.item, read.reason, told);
    const stated = await this.#none(patient, read.of);
    return typeof stated === "string" ? told(stated) : told("refused", null, stated);
  }

  /** « Aucune connue », once: what was imported and was contradicted since, even by a later line of the same file, is known again. */
  async #none(patient: Patient, kind: NewMedicalItem["kind"]): Promise<MedicalOutcome | readonly LineProblem[]> {
    const stated = this.#dry === null ? await this.#state(patient, kind) : await this.#dry.none(patient.id, kind);
    if (stated !== "refused") return stated;
    if (await this.#wasStated(patient, kind)) return "unchanged";
    return refusedLine("aucun_connu", "medical.not_none", "Le dossier a un élément de cette sorte.").problems;
  }

  async #state(patient: Patient, kind: NewMedicalItem["kind"]): Promise<MedicalOutcome> {
    let changed = false;
    const trace = {
      ...changeTrace(this.#cabinet, patient.id, "none_stated", []),
      data: { kinds: [kind], from: "file" },
    };
    const stated = await this.#cabinet.medical.stateNone(patient.id, kind, true, () => {
      changed = true;
      return [trace];
    });
    return stated ? (changed ? "added" : "unchanged") : "refused";
  }

  /** A statement has no row of its own once it is taken back: the journal knows that a file made it. */
  async #wasStated({ id }: Patient, kind: NewMedicalItem["kind"]): Promise<boolean> {
    const traces = await this.#cabinet.traces.list({ patientId: id, kinds: ["medical.changed"], limit: MOST_TRACES });
    return traces.some(({ code, data }) => {
      const kinds: unknown = data?.kinds;
      return code === "none_stated" && data?.from === "file" && Array.isArray(kinds) && kinds.includes(kind);
    });
  }

  async #item(
    patient: Patient,
    item: NewMedicalItem,
    reason: string | null,
    told: (outcome: MedicalOutcome, item?: string | null, why?: readonly LineProblem[]) => MedicalLine,
  ): Promise<MedicalLine> {
    const importKey = importKeyOf(patient.id, item, reason);
    let duplicate: MedicalItem | null = null;
    let problems: readonly LineProblem[] = [];
    const choose = (record: MedicalRecord): readonly NewMedicalItem[] => {
      const { found: there, more } = compared(item, record.items);
      duplicate = there;
      if (more !== null) problems = refusedLine(columnOfField(more), "medical.tells_more", TELLS_MORE[more]).problems;
      if (duplicate !== null) return [];
      if (reason === null || item.kind !== "treatment") return [item];
      const found = reasonOf(record, reason);
      if (found !== null) return [{ ...item, reason: found }];
      problems = refusedLine("motif", "medical.reason", "Le motif n'est pas un problème de ce dossier.").problems;
      return [];
    };
    const known = () => this.#cabinet.medical.imported(importKey);
    const source = { from: "file", document: null } as const;
    const who = { at: this.#cabinet.clock.now().toISOString(), by: this.#cabinet.actor.userId };
    const added =
      this.#dry === null
        ? await this.#cabinet.medical.add(
            ...([patient.id, [item], source, who] as const),
            (items) => [changeTrace(this.#cabinet, patient.id, "added", items)],
            { choose, importKey },
          )
        : await this.#dry.add(patient.id, importKey, choose);
    if (problems.length > 0) return told("refused", null, problems);
    const [first] = added;
    if (first !== undefined) return told("added", idOf(first));
    const there: MedicalItem | null = duplicate;
    const id = there === null ? ((await known())?.id ?? null) : idOf(there);
    return id === null && this.#dry === null
      ? told("refused", null, [{ column: null, code: "medical.busy", message: BUSY }])
      : told("unchanged", id);
  }
}

function idOf({ id }: MedicalItem): string | null {
  return id === "" ? null : id;
}
