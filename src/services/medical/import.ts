import { readTabular } from "../../documents/tabular/reader.js";
import type { TabularRecord } from "../../documents/tabular/record.js";
import type { MedicalItem, MedicalRecord, NewMedicalItem } from "../../domain/medical/medical.js";
import { duplicateOf } from "../../domain/medical/same.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { localDay } from "../ins/proof-date.js";
import { inBatches } from "../patients/import-file.js";
import { cell, MEDICAL_SCHEMA, missingColumns } from "./columns.js";
import { DryRecords } from "./dry-records.js";
import { importKeyOf } from "./import-key.js";
import { type LineProblem, readLine, reasonOf, refusedLine } from "./import-line.js";
import { changeTrace } from "./reference.js";

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
    const numbers = records.flatMap(({ values }) => cell(values, "dossier") ?? []);
    const byNumber = await this.#cabinet.patients.findByFileNumbers(numbers);
    const ids = records.map(({ values }) => (cell(values, "dossier") === null ? (cell(values, "id") ?? "") : ""));
    const byId = await this.#cabinet.patients.getMany(ids.map((id) => id.toUpperCase()));
    // Asked for in order, so that they share one transaction and each line sees those before it.
    const lines = await Promise.all(
      records.map((record, index) =>
        this.#line(record, byNumber.get(cell(record.values, "dossier") ?? "") ?? byId[index] ?? null),
      ),
    );
    for (const { outcome } of lines) this.#outcomes[outcome] += 1;
    return lines;
  }

  async #line(record: TabularRecord, patient: Patient | null): Promise<MedicalLine> {
    const { line, values, problems } = record;
    const key = cell(values, "dossier") ?? cell(values, "id") ?? `line:${line}`;
    const told = (outcome: MedicalOutcome, item: string | null = null, why: readonly LineProblem[] = []): MedicalLine => ({
      ...{ line, key, patientId: patient?.id ?? null, outcome, item, problems: why },
    });
    if (problems.length > 0) return told("refused", null, problems);
    if (patient === null) {
      const message = "Aucun patient du cabinet n'a ce numéro de dossier ni cet identifiant.";
      return told("refused", null, refusedLine("dossier", "patient.not_found", message).problems);
    }
    const read = readLine(record, patient, this.#today);
    if (read.kind === "refused") return told("refused", null, read.problems);
    if (read.kind === "item") return this.#item(patient, read.item, read.reason, told);
    const stated = await this.#none(patient, read.of);
    if (stated !== "refused") return told(stated);
    return told(
      "refused",
      null,
      refusedLine("aucun_connu", "medical.not_none", "Le dossier a un élément de cette sorte.").problems,
    );
  }

  async #none(patient: Patient, kind: NewMedicalItem["kind"]): Promise<MedicalOutcome> {
    if (this.#dry !== null) return this.#dry.none(patient.id, kind);
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
      duplicate = duplicateOf(item, record.items);
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
