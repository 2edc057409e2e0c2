import type { MedicalItem, MedicalKind, MedicalRecord, NewMedicalItem } from "../../domain/medical/medical.js";
import type { MedicalStore } from "../../store/medical.port.js";

/** The records that an import would leave, line after line: a trial says of the second of two lines what the import would. */
export class DryRecords {
  readonly #medical: MedicalStore;
  readonly #added = new Map<string, MedicalItem[]>();
  readonly #none = new Set<string>();
  readonly #keys = new Set<string>();
  /** Lines are decided one after the other, as in a transaction. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(medical: MedicalStore) {
    this.#medical = medical;
  }

  async add(
    patientId: string,
    importKey: string,
    choose: (record: MedicalRecord) => readonly NewMedicalItem[],
  ): Promise<readonly MedicalItem[]> {
    return this.#inTurn(async () => {
      if (this.#keys.has(importKey) || (await this.#medical.imported(importKey)) !== null) return [];
      const chosen = choose(await this.#record(patientId)).map((item) => untold(item, patientId));
      this.#added.set(patientId, [...(this.#added.get(patientId) ?? []), ...chosen]);
      if (chosen.length > 0) this.#keys.add(importKey);
      return chosen;
    });
  }

  none(patientId: string, kind: MedicalKind): Promise<"added" | "unchanged" | "refused"> {
    return this.#inTurn(async () => {
      const { items, noneKnown } = await this.#record(patientId);
      if (noneKnown[kind] === true || this.#none.has(`${patientId} ${kind}`)) return "unchanged";
      if (items.some((item) => item.kind === kind && !item.closed)) return "refused";
      this.#none.add(`${patientId} ${kind}`);
      return "added";
    });
  }

  async #record(patientId: string): Promise<MedicalRecord> {
    const record = await this.#medical.record(patientId);
    return { ...record, items: [...record.items, ...(this.#added.get(patientId) ?? [])] };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#before.then(work);
    this.#before = done.catch(() => undefined);
    return done;
  }
}

/** An item that has no id: nothing was written. */
function untold(item: NewMedicalItem, patientId: string): MedicalItem {
  const source = { from: "file", document: null } as const;
  return { ...item, id: "", patientId, source, rowVersion: 0, createdAt: "", createdBy: "", updatedAt: "" };
}
