/**
 * Remembers at which line of a file each patient was first met: four bytes a patient, so that memory does not follow the length of
 * the keys. Ids are `P` and a number; any other form is kept as text.
 */
export class FirstSeen {
  #lines = new Uint32Array(1024);
  readonly #others = new Map<string, number>();

  /** Null when this patient was not met. */
  line(patientId: string): number | null {
    const row = rowOf(patientId);
    const line = row === null ? this.#others.get(patientId) : this.#lines[row];
    return line === undefined || line === 0 ? null : line;
  }

  /** @param line from 1 on */
  add(patientId: string, line: number): void {
    const row = rowOf(patientId);
    if (row === null) {
      this.#others.set(patientId, line);
      return;
    }
    if (row >= this.#lines.length) {
      const longer = new Uint32Array(Math.max(row + 1, this.#lines.length * 2));
      longer.set(this.#lines);
      this.#lines = longer;
    }
    this.#lines[row] = line;
  }
}

/** Beyond, an id is no row number of a cabinet: an array of that size would be the greater evil. */
const MAX_ROW = 100_000_000;

function rowOf(id: string): number | null {
  const row = id.startsWith("P") ? Number(id.slice(1)) : Number.NaN;
  return Number.isSafeInteger(row) && row > 0 && row < MAX_ROW ? row : null;
}
